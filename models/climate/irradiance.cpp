// SPDX-License-Identifier: Apache-2.0
#include "models/climate/irradiance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/climate/air_mass.h"
#include "models/climate/angles.h"

namespace gigawatt::climate {
namespace {

constexpr double kCos89Deg = 0.01745;  // Beam ratios stay finite at the horizon.
constexpr double kCos85Deg = 0.08715574274765817;

double isotropic(const Sky& sky, const Direction& plane) {
  return sky.dhi_w_per_m2 * 0.5 * (1.0 + plane.up);
}

/// Direct light on the plane over that on the horizontal.
double beam_ratio(const Sky& sky, const Direction& plane) {
  return std::max(cosine_between(sky.sun, plane), 0.0) / std::max(sky.sun.up, kCos89Deg);
}

double hay_davies(const Sky& sky, const Direction& plane) {
  const double anisotropy = sky.dni_w_per_m2 / sky.extraterrestrial_w_per_m2;
  return (1.0 - anisotropy) * isotropic(sky, plane) +
         sky.dhi_w_per_m2 * anisotropy * beam_ratio(sky, plane);
}

double reindl(const Sky& sky, const Direction& plane) {
  if (sky.ghi_w_per_m2 <= 0.0) return hay_davies(sky, plane);
  const double anisotropy = sky.dni_w_per_m2 / sky.extraterrestrial_w_per_m2;
  const double beam_share = sky.dni_w_per_m2 * std::max(sky.sun.up, 0.0) / sky.ghi_w_per_m2;
  const double sin_half_tilt = std::sqrt(std::max(0.5 * (1.0 - plane.up), 0.0));
  return hay_davies(sky, plane) + (1.0 - anisotropy) * isotropic(sky, plane) *
                                      std::sqrt(beam_share) * sin_half_tilt * sin_half_tilt *
                                      sin_half_tilt;
}

// Circumsolar (f11 + f12 Δ + f13 z) and horizon brightness (f21 + f22 Δ + f23 z) by sky clearness:
// Perez et al. 1990, table 6.
constexpr std::array<double, 7> kClearnessEdges{1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2};
constexpr double kPerez[8][6] = {
    {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022}, {0.130, 0.683, -0.151, -0.019, 0.066, -0.029},
    {0.330, 0.487, -0.221, 0.055, -0.064, -0.026},  {0.568, 0.187, -0.295, 0.109, -0.152, -0.014},
    {0.873, -0.392, -0.362, 0.226, -0.462, 0.001},  {1.132, -1.237, -0.412, 0.288, -0.823, 0.056},
    {1.060, -1.600, -0.359, 0.264, -1.127, 0.131},  {0.678, -0.327, -0.250, 0.156, -1.377, 0.251}};

double perez(const Sky& sky, const Direction& plane) {
  const double dhi = sky.dhi_w_per_m2;
  if (dhi <= 0.0) return 0.0;
  const double cos_zenith = std::clamp(sky.sun.up, 0.0, 1.0);
  const double zenith_rad = std::acos(cos_zenith);
  const double cubed = 1.041 * zenith_rad * zenith_rad * zenith_rad;
  const double clearness = ((dhi + sky.dni_w_per_m2) / dhi + cubed) / (1.0 + cubed);
  if (std::isnan(clearness)) return std::numeric_limits<double>::quiet_NaN();
  const auto above = std::upper_bound(kClearnessEdges.begin(), kClearnessEdges.end(), clearness);
  const double* f = kPerez[above - kClearnessEdges.begin()];
  const double brightness =
      dhi * relative_air_mass(zenith_rad / kRadPerDeg) / sky.extraterrestrial_w_per_m2;

  const double circumsolar = std::max(f[0] + f[1] * brightness + f[2] * zenith_rad, 0.0);
  const double horizon = f[3] + f[4] * brightness + f[5] * zenith_rad;
  const double ratio =
      std::max(cosine_between(sky.sun, plane), 0.0) / std::max(cos_zenith, kCos85Deg);
  const double sin_tilt = std::sqrt(std::max(1.0 - plane.up * plane.up, 0.0));
  return std::max(dhi * (0.5 * (1.0 - circumsolar) * (1.0 + plane.up) + circumsolar * ratio +
                         horizon * sin_tilt),
                  0.0);
}

}  // namespace

Direction direction(double zenith_deg, double azimuth_deg) {
  const double sin_zenith = sin_deg(zenith_deg);
  return {.east = sin_zenith * sin_deg(azimuth_deg),
          .north = sin_zenith * cos_deg(azimuth_deg),
          .up = cos_deg(zenith_deg)};
}

double extraterrestrial_w_per_m2(double day_of_year, double solar_constant_w_per_m2) {
  const double angle_rad = (day_of_year - 1.0) * 360.0 / 365.0 * kRadPerDeg;
  return solar_constant_w_per_m2 *
         (1.00011 + 0.034221 * std::cos(angle_rad) + 0.00128 * std::sin(angle_rad) +
          0.000719 * std::cos(2.0 * angle_rad) + 0.000077 * std::sin(2.0 * angle_rad));
}

double sky_diffuse_w_per_m2(SkyModel model, const Sky& sky, const Direction& plane) {
  switch (model) {
    case SkyModel::isotropic:
      return isotropic(sky, plane);
    case SkyModel::hay_davies:
      return hay_davies(sky, plane);
    case SkyModel::reindl:
      return reindl(sky, plane);
    case SkyModel::perez:
      return perez(sky, plane);
  }
  return isotropic(sky, plane);
}

PlaneIrradiance plane_irradiance(SkyModel model, const Sky& sky, const Direction& plane,
                                 double albedo) {
  const double cos_incidence = cosine_between(sky.sun, plane);
  const bool lit = sky.sun.up > 0.0 && cos_incidence > 0.0;
  return {.beam = lit ? sky.dni_w_per_m2 * cos_incidence : 0.0,
          .sky = sky_diffuse_w_per_m2(model, sky, plane),
          .ground = sky.ghi_w_per_m2 * albedo * 0.5 * (1.0 - plane.up),
          .cos_incidence = cos_incidence};
}

}  // namespace gigawatt::climate
