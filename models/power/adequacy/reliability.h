// SPDX-License-Identifier: Apache-2.0
#pragma once

// Loss of load and unserved energy by outage tables: exact for independent units, which have no
// memory. With a battery, ask monte_carlo.h. Equations: docs/models/power/adequacy.md.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/power/adequacy/adequacy_case.h"
#include "models/power/adequacy/outage_table.h"

namespace gigawatt::power {

/// Expectations of a year.
struct AdequacyFigures {
  double lolh_h = 0.0;      ///< Hours in which load is lost.
  double lole_days = 0.0;   ///< Days, each by its worst step (a day's "peak").
  double unserved_j = 0.0;  ///< Expected unserved energy.
};

/// The table of every step; steps with equal capacities share one.
class StepTables {
 public:
  explicit StepTables(const AdequacyCase& plant);
  const OutageTable& at(std::size_t step) const { return tables_[table_of_step_[step]]; }
  std::size_t count() const { return tables_.size(); }

 private:
  std::vector<OutageTable> tables_;
  std::vector<std::uint32_t> table_of_step_;
};

/// With `added_w` of constant load on top. Throws DomainError if there is a battery.
AdequacyFigures assess(const AdequacyCase& plant, const StepTables& tables,
                       std::int64_t added_w = 0);
AdequacyFigures assess(const AdequacyCase& plant);

}  // namespace gigawatt::power
