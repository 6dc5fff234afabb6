// SPDX-License-Identifier: Apache-2.0
#include "models/climate/air_mass.h"

#include <algorithm>
#include <cmath>

#include "models/climate/angles.h"

namespace gigawatt::climate {

double relative_air_mass(double zenith_deg, AirMassModel model) {
  const double zenith = std::min(zenith_deg, 90.0);
  const double cosine = cos_deg(zenith);
  switch (model) {
    case AirMassModel::simple:
      return 1.0 / cosine;
    case AirMassModel::kasten_1966:
      return 1.0 / (cosine + 0.15 * std::pow(93.885 - zenith, -1.253));
    case AirMassModel::kasten_young_1989:
      return 1.0 / (cosine + 0.50572 * std::pow(96.07995 - zenith, -1.6364));
    case AirMassModel::gueymard_2003:
      return 1.0 /
             (cosine + 0.48353 * std::pow(zenith, 0.095846) * std::pow(96.741 - zenith, -1.754));
  }
  return 1.0 / cosine;
}

double absolute_air_mass(double relative, double pressure_pa) {
  return relative * pressure_pa / 101325.0;
}

double pressure_at_elevation_pa(double elevation_m) {
  return 100.0 * std::pow((44331.514 - elevation_m) / 11880.516, 1.0 / 0.1902632);
}

}  // namespace gigawatt::climate
