// SPDX-License-Identifier: Apache-2.0
#include "models/climate/psychrometrics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include <boost/math/tools/roots.hpp>
#include <fmt/core.h>

#include "sim/engine/errors.h"

// Equation numbers are those of the 2017 Handbook of Fundamentals, chapter 1. Temperatures in the
// formulas: T in kelvin, t in degrees Celsius.

namespace gigawatt::climate {
namespace {

constexpr double kLowestK = kCelsiusZeroK - 100.0;
constexpr double kHighestK = kCelsiusZeroK + 200.0;
constexpr double kDryAirGasConstant = 287.042;  // [J/(kg K)].
constexpr double kInfinity = std::numeric_limits<double>::infinity();

void require_in_range(double temperature_k) {
  if (temperature_k >= kLowestK && temperature_k <= kHighestK) return;
  throw DomainError(fmt::format("moist air: temperature {:.2f} degC is outside -100..200 degC",
                                temperature_k - kCelsiusZeroK));
}

// Eq. 5.
double ice_pressure_pa(double T) {
  constexpr double a = -5.6745359e3, b = 6.3925247, c = -9.677843e-3, d = 6.2215701e-7,
                   e = 2.0747825e-9, f = -9.484024e-13, g = 4.1635019;
  return std::exp(a / T + b + T * (c + T * (d + T * (e + T * f))) + g * std::log(T));
}

// Eq. 6.
double water_pressure_pa(double T) {
  constexpr double a = -5.8002206e3, b = 1.3914993, c = -4.8640239e-2, d = 4.1764768e-5,
                   e = -1.4452093e-8, f = 6.5459673;
  return std::exp(a / T + b + T * (c + T * (d + T * e)) + f * std::log(T));
}

// Both formulas continue smoothly past their ends, so a bracket may reach a little outside.
double pressure_anywhere_pa(double T) {
  return T <= kTriplePointK ? ice_pressure_pa(T) : water_pressure_pa(T);
}

/// Root of an increasing function with f(low) ≤ 0 ≤ f(high), to the last bits.
template <class Function>
double bracketed_root(Function f, double low, double high) {
  const double at_low = f(low);
  const double at_high = f(high);
  if (at_low >= 0.0) return low;
  if (at_high <= 0.0) return high;
  std::uintmax_t iterations = 200;
  const boost::math::tools::eps_tolerance<double> tolerance(48);
  const auto [a, b] =
      boost::math::tools::toms748_solve(f, low, high, at_low, at_high, tolerance, iterations);
  return 0.5 * (a + b);
}

/// Coefficients of the wet-bulb balance (eqs. 33 over water, 35 over ice):
///   W (vapour + 1.86 t - slope_air t*) = (vapour - slope_sat t*) W_s(t*) - 1.006 (t - t*) [kJ/kg]
struct WetBulbPhase {
  double vapour;
  double slope_sat;
  double slope_air;
};
constexpr WetBulbPhase kOverWater{2501.0, 2.326, 4.186};
constexpr WetBulbPhase kOverIce{2830.0, 0.24, 2.1};

/// Right minus left side of the balance times (p - p_ws): finite through boiling, and increasing
/// in t* wherever it is near zero.
double wet_bulb_residual(const WetBulbPhase& phase, double dry_bulb_c, double wet_bulb_c,
                         double humidity_ratio, double pressure_pa) {
  const double p_ws = pressure_anywhere_pa(wet_bulb_c + kCelsiusZeroK);
  const double sensible = 1.006 * (dry_bulb_c - wet_bulb_c);
  const double held =
      humidity_ratio * (phase.vapour + 1.86 * dry_bulb_c - phase.slope_air * wet_bulb_c);
  return (phase.vapour - phase.slope_sat * wet_bulb_c) * kVapourMassRatio * p_ws -
         (pressure_pa - p_ws) * (sensible + held);
}

}  // namespace

double saturation_pressure_pa(double temperature_k) {
  require_in_range(temperature_k);
  return pressure_anywhere_pa(temperature_k);
}

double dew_point_k(double vapour_pa) {
  // In the logarithm the curve is almost straight, so few steps are needed.
  const auto misfit = [target = std::log(vapour_pa)](auto&& pressure) {
    return [target, pressure](double T) { return std::log(pressure(T)) - target; };
  };
  if (!(vapour_pa > ice_pressure_pa(kLowestK))) return kLowestK;
  if (vapour_pa > water_pressure_pa(kHighestK)) {
    throw DomainError(fmt::format(
        "moist air: vapour pressure {:.0f} Pa is above that of water at 200 degC", vapour_pa));
  }
  if (vapour_pa <= ice_pressure_pa(kTriplePointK)) {
    return bracketed_root(misfit(ice_pressure_pa), kLowestK, kTriplePointK);
  }
  return bracketed_root(misfit(water_pressure_pa), kTriplePointK, kHighestK);
}

double humidity_ratio(double vapour_pa, double pressure_pa) {
  if (vapour_pa >= pressure_pa) return kInfinity;
  return kVapourMassRatio * vapour_pa / (pressure_pa - vapour_pa);  // Eq. 20.
}

double vapour_pressure_pa(double humidity_ratio, double pressure_pa) {
  if (humidity_ratio == kInfinity) return pressure_pa;
  return pressure_pa * humidity_ratio / (kVapourMassRatio + humidity_ratio);
}

double saturated_humidity_ratio(double temperature_k, double pressure_pa) {
  return humidity_ratio(saturation_pressure_pa(temperature_k), pressure_pa);
}

double enthalpy_j_per_kg(double temperature_k, double humidity_ratio) {
  const double t = temperature_k - kCelsiusZeroK;
  return 1006.0 * t + humidity_ratio * (2501.0e3 + 1860.0 * t);  // Eq. 30.
}

double saturated_enthalpy_j_per_kg(double temperature_k, double pressure_pa) {
  return gigawatt::climate::enthalpy_j_per_kg(temperature_k,
                                              saturated_humidity_ratio(temperature_k, pressure_pa));
}

double saturation_temperature_k(double enthalpy_j_per_kg, double pressure_pa) {
  // h_s (p - p_ws) stays finite through boiling; the triple point decides which branch holds.
  const auto misfit = [=](auto&& pressure) {
    return [=](double T) {
      const double t = T - kCelsiusZeroK;
      const double p_ws = pressure(T);
      return kVapourMassRatio * p_ws * (2501.0e3 + 1860.0 * t) +
             (pressure_pa - p_ws) * (1006.0 * t - enthalpy_j_per_kg);
    };
  };
  if (enthalpy_j_per_kg < saturated_enthalpy_j_per_kg(kLowestK, pressure_pa)) {
    throw DomainError(fmt::format(
        "moist air: enthalpy {:.0f} J/kg is below that of air at -100 degC", enthalpy_j_per_kg));
  }
  const auto over_ice = misfit(ice_pressure_pa);
  if (over_ice(kTriplePointK) >= 0.0) return bracketed_root(over_ice, kLowestK, kTriplePointK);
  return bracketed_root(misfit(water_pressure_pa), kTriplePointK,
                        std::min(kHighestK, dew_point_k(pressure_pa)));
}

double specific_volume_m3_per_kg(double temperature_k, double humidity_ratio, double pressure_pa) {
  return kDryAirGasConstant * temperature_k * (1.0 + 1.607858 * humidity_ratio) / pressure_pa;
}

double density_kg_per_m3(double temperature_k, double humidity_ratio, double pressure_pa) {
  return (1.0 + humidity_ratio) /
         specific_volume_m3_per_kg(temperature_k, humidity_ratio, pressure_pa);
}

double humidity_ratio_from_wet_bulb(double dry_bulb_k, double wet_bulb_k, double pressure_pa) {
  const double t = dry_bulb_k - kCelsiusZeroK;
  const double t_wet = wet_bulb_k - kCelsiusZeroK;
  const WetBulbPhase& phase = t_wet >= 0.0 ? kOverWater : kOverIce;
  const double saturated = saturated_humidity_ratio(wet_bulb_k, pressure_pa);
  const double held = (phase.vapour - phase.slope_sat * t_wet) * saturated - 1.006 * (t - t_wet);
  return std::max(0.0, held / (phase.vapour + 1.86 * t - phase.slope_air * t_wet));
}

double wet_bulb_k(double dry_bulb_k, double humidity_ratio, double pressure_pa) {
  const double saturated = saturated_humidity_ratio(dry_bulb_k, pressure_pa);
  if (humidity_ratio == kInfinity) return std::min(dry_bulb_k, dew_point_k(pressure_pa));
  if (humidity_ratio >= saturated) return dry_bulb_k;

  const double t = dry_bulb_k - kCelsiusZeroK;
  const auto residual = [&](const WetBulbPhase& phase) {
    return [&](double t_wet) {
      return wet_bulb_residual(phase, t, t_wet, humidity_ratio, pressure_pa);
    };
  };
  const auto over_water = residual(kOverWater);
  if (t > 0.0 && over_water(0.0) <= 0.0) {
    return kCelsiusZeroK + bracketed_root(over_water, 0.0, t);
  }
  // No drop can cool further than by evaporating all that saturated air would hold.
  const double most_held = std::min(saturated, 1.0);
  const double lowest = t - (kOverIce.vapour * most_held + 1.0) / 1.006;
  return kCelsiusZeroK + bracketed_root(residual(kOverIce),
                                        std::max(lowest, kLowestK - kCelsiusZeroK - 20.0),
                                        std::min(t, 0.0));
}

double standard_pressure_pa(double elevation_m) {
  if (elevation_m < -5000.0 || elevation_m > 11000.0) {
    throw DomainError(fmt::format(
        "standard atmosphere: elevation {:.0f} m is outside -5000..11000 m", elevation_m));
  }
  return 101325.0 * std::pow(1.0 - 2.25577e-5 * elevation_m, 5.2559);  // Eq. 3.
}

namespace {

AirState air_from_vapour(double dry_bulb_k, double vapour_pa, double pressure_pa) {
  const double ratio = humidity_ratio(vapour_pa, pressure_pa);
  return {.dry_bulb_k = dry_bulb_k,
          .wet_bulb_k = wet_bulb_k(dry_bulb_k, ratio, pressure_pa),
          .pressure_pa = pressure_pa,
          .humidity_ratio = ratio};
}

}  // namespace

AirState air_from_dew_point(double dry_bulb_k, double dew_point_k, double pressure_pa) {
  return air_from_vapour(dry_bulb_k, saturation_pressure_pa(std::min(dew_point_k, dry_bulb_k)),
                         pressure_pa);
}

AirState air_from_relative_humidity(double dry_bulb_k, double relative_humidity,
                                    double pressure_pa) {
  const double fraction = std::clamp(relative_humidity, 0.0, 1.0);
  return air_from_vapour(dry_bulb_k, fraction * saturation_pressure_pa(dry_bulb_k), pressure_pa);
}

}  // namespace gigawatt::climate
