// SPDX-License-Identifier: Apache-2.0
#include "models/climate/decomposition.h"

#include <algorithm>
#include <cmath>

#include "models/climate/air_mass.h"
#include "models/climate/angles.h"
#include "models/climate/irradiance.h"

namespace gigawatt::climate {
namespace {

constexpr double kMinCosZenith = 0.065;  // Keeps the clearness index finite at the horizon.
constexpr double kMaxZenithDeg = 87.0;
constexpr double kMaxAirMass = 12.0;
constexpr double kDiscSolarConstant = 1370.0;  // The fit was made with it [W/m²].

double clearness_index(double ghi, double zenith_deg, double extraterrestrial) {
  const double horizontal = extraterrestrial * std::max(cos_deg(zenith_deg), kMinCosZenith);
  return std::clamp(ghi / horizontal, 0.0, 1.0);
}

/// Direct light is nothing where the fits do not reach; the rest is diffuse.
Decomposition closed(double ghi, double dni, double zenith_deg, double clearness) {
  const bool usable = zenith_deg <= kMaxZenithDeg && ghi >= 0.0 && dni >= 0.0;
  const double kept = usable ? dni : 0.0;
  return {.dni_w_per_m2 = kept,
          .dhi_w_per_m2 = usable ? ghi - kept * cos_deg(zenith_deg) : ghi,
          .clearness_index = clearness};
}

double erbs_diffuse_share(double kt) {
  if (kt <= 0.22) return 1.0 - 0.09 * kt;
  if (kt > 0.8) return 0.165;
  return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
}

/// Direct transmittance Kn of DISC.
double disc_transmittance(double kt, double air_mass) {
  const bool cloudy = kt <= 0.6;
  const double a = cloudy ? 0.512 + kt * (-1.56 + kt * (2.286 - 2.222 * kt))
                          : -5.743 + kt * (21.77 + kt * (-27.49 + 11.56 * kt));
  const double b = cloudy ? 0.37 + 0.962 * kt : 41.4 + kt * (-118.5 + kt * (66.05 + 31.9 * kt));
  const double c = cloudy ? -0.28 + kt * (0.932 - 2.048 * kt)
                          : -47.01 + kt * (184.2 + kt * (-222.0 + 73.81 * kt));
  const double clear =
      0.866 +
      air_mass * (-0.122 + air_mass * (0.0121 + air_mass * (-0.000653 + 1.4e-5 * air_mass)));
  return clear - (a + b * std::exp(c * air_mass));
}

}  // namespace

Decomposition decompose_erbs(double ghi_w_per_m2, double zenith_deg, double day_of_year) {
  const double kt =
      clearness_index(ghi_w_per_m2, zenith_deg, extraterrestrial_w_per_m2(day_of_year));
  const double beam = ghi_w_per_m2 * (1.0 - erbs_diffuse_share(kt));
  return closed(ghi_w_per_m2, beam / cos_deg(zenith_deg), zenith_deg, kt);
}

DiscDecomposition decompose_disc(double ghi_w_per_m2, double zenith_deg, double day_of_year,
                                 double pressure_pa) {
  const double extraterrestrial = extraterrestrial_w_per_m2(day_of_year, kDiscSolarConstant);
  const double kt = clearness_index(ghi_w_per_m2, zenith_deg, extraterrestrial);
  const double relative = relative_air_mass(zenith_deg, AirMassModel::kasten_1966);
  const double air_mass = std::min(absolute_air_mass(relative, pressure_pa), kMaxAirMass);
  const double dni = disc_transmittance(kt, air_mass) * extraterrestrial;
  return {closed(ghi_w_per_m2, dni, zenith_deg, kt), air_mass};
}

}  // namespace gigawatt::climate
