// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/air_handling.h"

namespace gigawatt::cooling {

double fan_power_per_heat(double pressure_pa, double efficiency, double air_rise_k) {
  constexpr double kAirDensity = 1.2;  // [kg/m³], standard air
  constexpr double kAirHeat = 1006.0;  // [J/(kg K)]
  return pressure_pa / (efficiency * kAirDensity * kAirHeat * air_rise_k);
}

}  // namespace gigawatt::cooling
