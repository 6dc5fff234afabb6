// SPDX-License-Identifier: Apache-2.0
#pragma once

// Adequacy by simulated years: units fail and are mended, the sun follows its year, a battery
// remembers. A year's luck hangs on seed, names, unit and the number of the year alone: a group
// more changes nobody else's, and two designs meet the same outages. The results have the same bits
// at any number of threads. Equations: docs/models/power/adequacy.md.

#include <cstddef>
#include <cstdint>

#include "models/power/adequacy/adequacy_case.h"
#include "sim/engine/replication.h"

namespace gigawatt::power {

struct MonteCarloOptions {
  std::uint32_t years = 1000;  ///< At least two.
  double confidence = 0.95;
  double lead_in_s = 30.0 * 86400.0;  ///< Of the battery, before each year; at most the year.
};

/// Means over the years with their intervals.
struct SimulatedFigures {
  MeanInterval lolh_h;
  MeanInterval lole_days;  ///< Days with any loss.
  MeanInterval unserved_j;
  std::uint32_t years_with_loss = 0;
  /// Upper limit, at that confidence, of the share of years with any loss (Clopper and Pearson):
  /// what can be said when no year had one and the intervals are empty.
  double most_loss_years_frac = 0.0;
};

/// With `added_w` of constant load on top.
SimulatedFigures simulate(const AdequacyCase& plant, const MonteCarloOptions& options = {},
                          double added_w = 0.0);

}  // namespace gigawatt::power
