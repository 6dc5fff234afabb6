// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sunlight under a sky without clouds. docs/models/climate/irradiance.md.

namespace gigawatt::climate {

/// Global irradiance on the horizontal by zenith angle alone [W/m²]: Haurwitz (1945).
double haurwitz_ghi_w_per_m2(double apparent_zenith_deg);

struct ClearSky {
  double ghi_w_per_m2;
  double dni_w_per_m2;
  double dhi_w_per_m2;
};

/// What the Ineichen and Perez model knows of the air above a place.
struct ClearAir {
  double linke_turbidity = 3.0;  ///< Clean dry atmospheres: 2 alpine winter, 3 rural, 4-6 dusty.
  double elevation_m = 0.0;
  double pressure_pa = 101325.0;
};

/// Ineichen and Perez (2002), without their later enhancement of air mass.
ClearSky ineichen_clear_sky(double apparent_zenith_deg, const ClearAir& air,
                            double extraterrestrial_w_per_m2);

}  // namespace gigawatt::climate
