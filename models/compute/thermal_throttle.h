// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gigawatt::compute {

/// How hardware slows down when its coolant arrives too warm: full power up to `onset`, falling in
/// a straight line to `least_frac` at `shutdown`, nothing above.
/// Assumptions and sources: docs/models/compute/power_swing.md.
struct ThermalThrottle {
  double onset_k = 318.15;     ///< Supply (liquid) or inlet (air) at which it begins [K].
  double shutdown_k = 328.15;  ///< Hardware turns off beyond it [K], > onset.
  double least_frac = 0.2;     ///< Cap at the shutdown temperature, share of dynamic power.
};

/// Most of its dynamic power that hardware can use [0..1] at `supply_k` [K]. Never rises with
/// temperature. Throws DomainError if shutdown is not above onset or a temperature is not a number.
double thermal_cap_frac(const ThermalThrottle& throttle, double supply_k);

}  // namespace gigawatt::compute
