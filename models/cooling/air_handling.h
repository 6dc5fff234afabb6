// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

namespace gigawatt::cooling {

/// CRAH units of a hall, all running at one speed that follows the hall's heat.
/// Sources of the defaults and limits: docs/models/cooling/air_handling.md.
struct AirHandling {
  double design_heat_w = 0.0;  ///< Sensible heat of the hall at design flow, all units [W].
  double fan_design_w = 0.0;   ///< All fans at design flow [W].
  double min_flow_frac = 0.2;

  /// Air flow, fraction of design.
  double flow_frac(double hall_heat_w) const {
    return std::clamp(hall_heat_w / design_heat_w, min_flow_frac, 1.0);
  }

  /// Fans at `hall_heat_w` [W], cube law; their heat adds to the coil load.
  double fan_power_w(double hall_heat_w) const {
    const double flow = flow_frac(hall_heat_w);
    return fan_design_w * flow * flow * flow;
  }
};

/// Fan power per watt of sensible heat at design flow [-]: Δp / (η ρ cp ΔT).
double fan_power_per_heat(double pressure_pa, double efficiency, double air_rise_k);

}  // namespace gigawatt::cooling
