// SPDX-License-Identifier: Apache-2.0
#include "models/climate/sun_year.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/climate/angles.h"
#include "sim/engine/calendar.h"

namespace gigawatt::climate {
namespace {

// A common year near the middle of the leap-year cycle: its equinox is 3 h before the cycle's mean.
constexpr int kYear = 2025;
constexpr int kDays = 365;

double mixed(double low, double high, double share) {
  return low + share * (high - low);
}

/// The direction lifted by refraction, same azimuth.
Direction seen_through_air(const Direction& sun, const Observer& observer) {
  const double elevation_deg = std::asin(std::clamp(sun.up, -1.0, 1.0)) / kRadPerDeg;
  const double lift_deg = refraction_deg(elevation_deg, observer);
  const double horizontal = std::hypot(sun.east, sun.north);
  if (lift_deg == 0.0 || horizontal == 0.0) return sun;
  const double up = sin_deg(elevation_deg + lift_deg);
  const double scale = std::sqrt(1.0 - up * up) / horizontal;
  return {.east = sun.east * scale, .north = sun.north * scale, .up = up};
}

}  // namespace

SunYear::SunYear(const Observer& observer, std::int64_t utc_offset_ns)
    : observer_(observer),
      sin_latitude_(sin_deg(observer.latitude_deg)),
      cos_latitude_(cos_deg(observer.latitude_deg)) {
  midnights_.reserve(kDays + 1);
  const TimeNs new_year_ns = utc_midnight(kYear, 1, 1) - utc_offset_ns;
  for (int day = 0; day <= kDays; ++day) {
    const GeocentricSun sun = geocentric_sun(new_year_ns + day * kNsPerDay);
    const double hour_deg =
        sun.sidereal_time_deg + observer.longitude_deg - sun.right_ascension_deg;
    midnights_.push_back(
        {.sin_declination = sin_deg(sun.declination_deg),
         .cos_declination = cos_deg(sun.declination_deg),
         .hour_rad = half_turn_deg(hour_deg + 180.0) * kRadPerDeg,
         .extraterrestrial_w_per_m2 = kSolarConstantWPerM2 / (sun.distance_au * sun.distance_au)});
  }
}

SunYear::Sun SunYear::at(std::int64_t since_new_year_ns) const {
  const std::int64_t day = since_new_year_ns / kNsPerDay;
  const double share =
      static_cast<double>(since_new_year_ns - day * kNsPerDay) / static_cast<double>(kNsPerDay);
  const Midnight& low = midnights_[static_cast<std::size_t>(day)];
  const Midnight& high = midnights_[static_cast<std::size_t>(day) + 1];
  const double sin_declination = mixed(low.sin_declination, high.sin_declination, share);
  const double cos_declination = mixed(low.cos_declination, high.cos_declination, share);
  const double hour_rad =
      mixed(low.hour_rad, high.hour_rad, share) + std::numbers::pi * (2.0 * share - 1.0);
  const double cos_hour = std::cos(hour_rad);

  const Direction sun{
      .east = -cos_declination * std::sin(hour_rad),
      .north = cos_latitude_ * sin_declination - sin_latitude_ * cos_declination * cos_hour,
      .up = sin_latitude_ * sin_declination + cos_latitude_ * cos_declination * cos_hour};
  return {seen_through_air(sun, observer_),
          mixed(low.extraterrestrial_w_per_m2, high.extraterrestrial_w_per_m2, share)};
}

}  // namespace gigawatt::climate
