// SPDX-License-Identifier: Apache-2.0
#include "models/compute/thermal_throttle.h"

#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::compute {

double thermal_cap_frac(const ThermalThrottle& throttle, double supply_k) {
  if (!(throttle.shutdown_k > throttle.onset_k))
    throw DomainError(fmt::format(
        "thermal throttle: shutdown at {} K is not above its onset at {} K; raise the shutdown",
        throttle.shutdown_k, throttle.onset_k));
  if (!(throttle.least_frac >= 0.0 && throttle.least_frac <= 1.0))
    throw DomainError(
        fmt::format("thermal throttle: least share {}; expected 0 to 1", throttle.least_frac));
  if (std::isnan(supply_k))
    throw DomainError("thermal throttle: the supply temperature is not a number [K]");
  if (supply_k <= throttle.onset_k) return 1.0;
  if (supply_k > throttle.shutdown_k) return 0.0;
  const double way = (supply_k - throttle.onset_k) / (throttle.shutdown_k - throttle.onset_k);
  return 1.0 - way * (1.0 - throttle.least_frac);
}

}  // namespace gigawatt::compute
