// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "models/power/storage/fade.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// Modules that were installed together and age together.
struct CellBatch {
  double energy_j = 0.0;  ///< Nameplate.
  CellAge age;

  double capacity_j() const { return energy_j * age.health_frac; }
};

struct PlannedAddition {
  TimeNs after_ns = 0;  ///< Since the battery began.
  double energy_j = 0.0;
};

/// How a battery is kept up. Looked at once a day, after fade was booked.
struct Upkeep {
  std::vector<PlannedAddition> additions{};  ///< In order of time.
  std::optional<double> keep_frac{};     ///< Less capacity than this of nameplate is made up ...
  double restore_frac = 1.0;             ///< ... to this much, by a new batch.
  std::optional<double> replace_frac{};  ///< A batch is replaced at this health.
};

/// What was done so far, and where the plan stands.
struct UpkeepLog {
  std::size_t next_addition = 0;
  std::size_t additions = 0;     ///< Batches added.
  std::size_t replacements = 0;  ///< Batches replaced.
  double added_j = 0.0;          ///< Their nameplate energies.
  double replaced_j = 0.0;
};

/// Sum over batches [J].
double total_capacity_j(const std::vector<CellBatch>& batches);

/// Replaces and adds what is due at `age_ns`. Allocates only when a batch is added.
void keep_up(const Upkeep& upkeep, double nameplate_j, TimeNs age_ns,
             std::vector<CellBatch>& batches, UpkeepLog& log);

}  // namespace gigawatt::power
