// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/fade_reopt.h"

#include <cmath>

namespace gigawatt::power {

void ReoptFade::book(const CellDay& day, CellAge& age) const {
  age.days += day.seconds / kDayS;
  const auto& k = coefficients_;
  // A day counts from 1, and what happened in it is subtracted on the next.
  const double next_day = age.days + 1.0;
  // Charge and cycles are parts of what is left of the cells; REopt counts energy.
  const double loss_frac = age.health_frac * (k.calendar * k.time_power * day.mean_charge_frac() *
                                                  std::pow(next_day, k.time_power - 1.0) +
                                              k.cycle * day.full_cycles());
  age.health_frac = std::max(0.0, age.health_frac - loss_frac);
}

}  // namespace gigawatt::power
