// SPDX-License-Identifier: Apache-2.0
#pragma once

// One year, step by step: what supply leaves open comes from the battery, what it has to spare goes
// there. Nobody looks ahead and nothing is kept back: without self-discharge no other order of use
// leaves less energy unserved.

#include <cstddef>
#include <span>

#include "models/power/adequacy/adequacy_case.h"

namespace gigawatt::power {

struct YearTotals {
  std::size_t lost_steps = 0;  ///< With any load unserved.
  std::size_t lost_days = 0;   ///< With any lost step.
  double unserved_j = 0.0;
  double spilled_j = 0.0;  ///< Sun and wind, or idle capacity, that found no use.
};

/// `supply_w` per step: units, sun and wind. `added_w` of constant load stands on top of the
/// case's. Before the year its last `lead_in` ≤ steps steps are run through, uncounted, so that the
/// battery begins as the year before would have left it. Allocates nothing.
YearTotals balance_year(const AdequacyCase& plant, std::span<const double> supply_w, double added_w,
                        std::size_t lead_in);

}  // namespace gigawatt::power
