// SPDX-License-Identifier: Apache-2.0
#include "models/climate/clear_sky.h"

#include <algorithm>
#include <cmath>

#include "models/climate/air_mass.h"
#include "models/climate/angles.h"

namespace gigawatt::climate {

double haurwitz_ghi_w_per_m2(double apparent_zenith_deg) {
  const double cos_zenith = cos_deg(apparent_zenith_deg);
  return cos_zenith > 0.0 ? 1098.0 * cos_zenith * std::exp(-0.059 / cos_zenith) : 0.0;
}

ClearSky ineichen_clear_sky(double apparent_zenith_deg, const ClearAir& air,
                            double extraterrestrial_w_per_m2) {
  const double cos_zenith = cos_deg(apparent_zenith_deg);
  if (cos_zenith <= 0.0) return {.ghi_w_per_m2 = 0.0, .dni_w_per_m2 = 0.0, .dhi_w_per_m2 = 0.0};
  const double air_mass =
      absolute_air_mass(relative_air_mass(apparent_zenith_deg), air.pressure_pa);
  const double haze = air.linke_turbidity - 1.0;
  const double fh1 = std::exp(-air.elevation_m / 8000.0);
  const double fh2 = std::exp(-air.elevation_m / 1250.0);
  const double cg1 = 5.09e-5 * air.elevation_m + 0.868;
  const double cg2 = 3.92e-5 * air.elevation_m + 0.0387;

  ClearSky sky{};
  sky.ghi_w_per_m2 =
      cg1 * extraterrestrial_w_per_m2 * cos_zenith * std::exp(-cg2 * air_mass * (fh1 + fh2 * haze));
  const double beam =
      extraterrestrial_w_per_m2 * (0.664 + 0.163 / fh1) * std::exp(-0.09 * air_mass * haze);
  // The diffuse share never falls below what the second formula leaves.
  const double most =
      sky.ghi_w_per_m2 / cos_zenith *
      std::max(1.0 - (0.1 - 0.2 * std::exp(-air.linke_turbidity)) / (0.1 + 0.882 / fh1), 0.0);
  sky.dni_w_per_m2 = std::min(beam, most);
  sky.dhi_w_per_m2 = sky.ghi_w_per_m2 - sky.dni_w_per_m2 * cos_zenith;
  return sky;
}

}  // namespace gigawatt::climate
