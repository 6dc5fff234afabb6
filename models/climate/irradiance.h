// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sunlight outside the atmosphere and on a tilted plane. Equations and sources:
// docs/models/climate/irradiance.md.

#include <array>
#include <string_view>

namespace gigawatt::climate {

/// A unit vector: where the sun stands, or how a plane faces.
struct Direction {
  double east = 0.0;
  double north = 0.0;
  double up = 1.0;
};

/// By angle from straight up (the tilt of a plane) and azimuth eastward from north.
Direction direction(double zenith_deg, double azimuth_deg);

/// Cosine of the angle between two directions.
inline double cosine_between(const Direction& a, const Direction& b) {
  return a.east * b.east + a.north * b.north + a.up * b.up;
}

/// Mean irradiance outside the atmosphere [W/m²] (ASTM E490-00).
inline constexpr double kSolarConstantWPerM2 = 1366.1;

/// Irradiance outside the atmosphere, facing the sun [W/m²], on a day 1-366 of the year (Spencer).
double extraterrestrial_w_per_m2(double day_of_year,
                                 double solar_constant_w_per_m2 = kSolarConstantWPerM2);

/// Sunlight at one instant.
struct Sky {
  Direction sun;                                            ///< As seen through the air.
  double dni_w_per_m2 = 0.0;                                ///< Direct, facing the sun.
  double dhi_w_per_m2 = 0.0;                                ///< Diffuse, on the horizontal.
  double ghi_w_per_m2 = 0.0;                                ///< All, on the horizontal.
  double extraterrestrial_w_per_m2 = kSolarConstantWPerM2;  ///< Facing the sun.
};

/// How the sky's diffuse light is spread over it.
enum class SkyModel { isotropic, hay_davies, reindl, perez };
inline constexpr std::array<std::string_view, 4> kSkyModelNames{"isotropic", "hay-davies", "reindl",
                                                                "perez"};

/// Diffuse light of the sky on a plane [W/m²].
double sky_diffuse_w_per_m2(SkyModel model, const Sky& sky, const Direction& plane);

/// Light on a plane [W/m²].
struct PlaneIrradiance {
  double beam = 0.0;
  double sky = 0.0;
  double ground = 0.0;         ///< Reflected by the ground.
  double cos_incidence = 0.0;  ///< Of the beam; ≤ 0: the sun is behind the plane.

  double total() const { return beam + sky + ground; }
};

PlaneIrradiance plane_irradiance(SkyModel model, const Sky& sky, const Direction& plane,
                                 double albedo);

}  // namespace gigawatt::climate
