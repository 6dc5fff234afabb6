// SPDX-License-Identifier: Apache-2.0
#include "models/climate/solar_position.h"

#include <cmath>
#include <span>

#include "models/climate/angles.h"
#include "models/climate/spa_terms.h"

// Symbols in comments are those of the report (section 3 and appendix A.1); angles in degrees.

namespace gigawatt::climate {
namespace {

constexpr double kNsPerDayF = static_cast<double>(kNsPerDay);
constexpr TimeNs kJ2000Ns = 946'728'000 * kNsPerSecond;  // 2000-01-01T12:00:00Z.

/// Σ A cos(B + C t), in 1e-8 rad or au.
double sum(std::span<const spa::PeriodicTerm> terms, double jme) {
  double total = 0.0;
  for (const spa::PeriodicTerm& term : terms)
    total += term.amplitude * std::cos(term.phase + term.frequency * jme);
  return total;
}

double heliocentric_longitude_deg(double t) {
  const double series =
      sum(spa::kL0, t) +
      t * (sum(spa::kL1, t) +
           t * (sum(spa::kL2, t) +
                t * (sum(spa::kL3, t) + t * (sum(spa::kL4, t) + t * sum(spa::kL5, t)))));
  return series * 1e-8 / kRadPerDeg;
}

double heliocentric_latitude_deg(double t) {
  return (sum(spa::kB0, t) + t * sum(spa::kB1, t)) * 1e-8 / kRadPerDeg;
}

double heliocentric_radius_au(double t) {
  const double series =
      sum(spa::kR0, t) +
      t * (sum(spa::kR1, t) +
           t * (sum(spa::kR2, t) + t * (sum(spa::kR3, t) + t * sum(spa::kR4, t))));
  return series * 1e-8;
}

double polynomial(double t, double c0, double c1, double c2, double c3) {
  return c0 + t * (c1 + t * (c2 + t * c3));
}

struct Nutation {
  double longitude_deg;  // Δψ
  double obliquity_deg;  // Δε
};

Nutation nutation(double jce) {
  const std::array<double, 5> argument_deg{
      polynomial(jce, 297.85036, 445267.111480, -0.0019142, 1.0 / 189474.0),
      polynomial(jce, 357.52772, 35999.050340, -0.0001603, -1.0 / 300000.0),
      polynomial(jce, 134.96298, 477198.867398, 0.0086972, 1.0 / 56250.0),
      polynomial(jce, 93.27191, 483202.017538, -0.0036825, 1.0 / 327270.0),
      polynomial(jce, 125.04452, -1934.136261, 0.0020708, 1.0 / 450000.0)};
  Nutation total{};
  for (const spa::NutationTerm& term : spa::kNutation) {
    double angle_deg = 0.0;
    for (std::size_t i = 0; i < argument_deg.size(); ++i)
      angle_deg += term.multiple[i] * argument_deg[i];
    total.longitude_deg += (term.longitude + term.longitude_rate * jce) * sin_deg(angle_deg);
    total.obliquity_deg += (term.obliquity + term.obliquity_rate * jce) * cos_deg(angle_deg);
  }
  constexpr double kPerDegree = 36'000'000.0;  // 0.0001 arc seconds.
  return {total.longitude_deg / kPerDegree, total.obliquity_deg / kPerDegree};
}

/// ε0, arc seconds.
double mean_obliquity_arcsec(double u) {
  constexpr std::array<double, 11> kTerms{84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67,
                                          -39.05,    7.12,     27.87, 5.79,    2.45};
  double total = 0.0;
  for (auto term = kTerms.rbegin(); term != kTerms.rend(); ++term)
    total = total * u + *term;
  return total;
}

double sun_mean_longitude_deg(double t) {
  return 280.4664567 +
         t * (360007.6982779 +
              t * (0.03032028 + t * (1.0 / 49931.0 + t * (-1.0 / 15300.0 - t / 2'000'000.0))));
}

}  // namespace

GeocentricSun geocentric_sun(TimeNs time_ns, double delta_t_s) {
  // Days are counted from J2000 in whole nanoseconds: a Julian day of 2.4 million in a double would
  // round time to 40 µs.
  const double days = static_cast<double>(time_ns - kJ2000Ns) / kNsPerDayF;
  const double jc = days / 36525.0;
  const double jce = (days + delta_t_s / 86400.0) / 36525.0;
  const double jme = jce / 10.0;

  const double radius_au = heliocentric_radius_au(jme);
  const double latitude_deg = -heliocentric_latitude_deg(jme);  // β
  const Nutation shift = nutation(jce);
  const double obliquity_deg = mean_obliquity_arcsec(jme / 10.0) / 3600.0 + shift.obliquity_deg;
  const double aberration_deg = -20.4898 / (3600.0 * radius_au);
  const double longitude_deg =
      heliocentric_longitude_deg(jme) + 180.0 + shift.longitude_deg + aberration_deg;  // λ

  const double sin_longitude = sin_deg(longitude_deg);
  const double sin_obliquity = sin_deg(obliquity_deg);
  const double cos_obliquity = cos_deg(obliquity_deg);
  const double equinoxes_deg = shift.longitude_deg * cos_obliquity;
  GeocentricSun sun{};
  sun.right_ascension_deg = full_turn_deg(
      std::atan2(sin_longitude * cos_obliquity - tan_deg(latitude_deg) * sin_obliquity,
                 cos_deg(longitude_deg)) /
      kRadPerDeg);
  sun.declination_deg = std::asin(sin_deg(latitude_deg) * cos_obliquity +
                                  cos_deg(latitude_deg) * sin_obliquity * sin_longitude) /
                        kRadPerDeg;
  sun.sidereal_time_deg = full_turn_deg(280.46061837 + 360.98564736629 * days +
                                        jc * jc * (0.000387933 - jc / 38'710'000.0)) +
                          equinoxes_deg;
  sun.distance_au = radius_au;
  constexpr double kMinutesPerDegree = 4.0;
  sun.equation_of_time_min =
      kMinutesPerDegree * half_turn_deg(sun_mean_longitude_deg(jme) - 0.0057183 -
                                        sun.right_ascension_deg + equinoxes_deg);
  return sun;
}

double refraction_deg(double elevation_deg, const Observer& observer) {
  constexpr double kSunRadiusDeg = 0.26667;
  if (elevation_deg < -(kSunRadiusDeg + observer.horizon_refraction_deg)) return 0.0;
  // The report takes 0 degC as 273 K.
  const double kelvin = observer.temperature_k - 0.15;
  return observer.pressure_pa / 101'000.0 * (283.0 / kelvin) * 1.02 /
         (60.0 * tan_deg(elevation_deg + 10.3 / (elevation_deg + 5.11)));
}

SolarPosition solar_position(const GeocentricSun& sun, const Observer& observer) {
  const double hour_deg =
      sun.sidereal_time_deg + observer.longitude_deg - sun.right_ascension_deg;  // H
  const double sin_parallax = sin_deg(8.794 / (3600.0 * sun.distance_au));       // ξ
  const double sin_latitude = sin_deg(observer.latitude_deg);
  const double cos_latitude = cos_deg(observer.latitude_deg);

  // The place on the flattened Earth, in equatorial radii from its axis (x) and equator (y).
  const double u = std::atan(0.99664719 * tan_deg(observer.latitude_deg));
  const double height = observer.elevation_m / 6'378'140.0;
  const double x = std::cos(u) + height * cos_latitude;
  const double y = 0.99664719 * std::sin(u) + height * sin_latitude;

  const double cos_declination = cos_deg(sun.declination_deg);
  const double across = cos_declination - x * sin_parallax * cos_deg(hour_deg);
  const double parallax_rad = std::atan2(-x * sin_parallax * sin_deg(hour_deg), across);  // Δα
  const double declination_rad = std::atan2(
      (sin_deg(sun.declination_deg) - y * sin_parallax) * std::cos(parallax_rad), across);  // δ'
  const double hour_rad = hour_deg * kRadPerDeg - parallax_rad;                             // H'

  const double elevation_deg =
      std::asin(sin_latitude * std::sin(declination_rad) +
                cos_latitude * std::cos(declination_rad) * std::cos(hour_rad)) /
      kRadPerDeg;
  const double from_south_deg =
      std::atan2(std::sin(hour_rad),
                 std::cos(hour_rad) * sin_latitude - std::tan(declination_rad) * cos_latitude) /
      kRadPerDeg;
  return {.zenith_deg = 90.0 - elevation_deg,
          .apparent_zenith_deg = 90.0 - elevation_deg - refraction_deg(elevation_deg, observer),
          .azimuth_deg = full_turn_deg(from_south_deg + 180.0)};
}

SolarPosition solar_position(TimeNs time_ns, const Observer& observer, double delta_t_s) {
  return solar_position(geocentric_sun(time_ns, delta_t_s), observer);
}

}  // namespace gigawatt::climate
