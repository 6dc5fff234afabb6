// SPDX-License-Identifier: Apache-2.0
#pragma once

// Direct and diffuse light from the global alone. docs/models/climate/irradiance.md.

namespace gigawatt::climate {

struct Decomposition {
  double dni_w_per_m2;     ///< Direct, facing the sun; 0 with the sun within 3 deg of the horizon.
  double dhi_w_per_m2;     ///< Diffuse, on the horizontal; dhi + dni cos(zenith) = ghi.
  double clearness_index;  ///< Global over extraterrestrial, both on the horizontal, at most 1.
};

/// Erbs, Klein and Duffie (1982). `zenith_deg` is the true one.
Decomposition decompose_erbs(double ghi_w_per_m2, double zenith_deg, double day_of_year);

/// Maxwell's DISC (1987), which knows air mass.
struct DiscDecomposition : Decomposition {
  double air_mass;  ///< At `pressure_pa`, at most 12.
};
DiscDecomposition decompose_disc(double ghi_w_per_m2, double zenith_deg, double day_of_year,
                                 double pressure_pa);

}  // namespace gigawatt::climate
