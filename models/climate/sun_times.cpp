// SPDX-License-Identifier: Apache-2.0
#include "models/climate/sun_times.h"

#include <cmath>
#include <cstdlib>

#include "models/climate/angles.h"

// The report's appendix A.2 interpolates three days of positions. Here the sun is computed anew at
// each estimate until it does not move, which needs no table and no case for the turn of a day.

namespace gigawatt::climate {
namespace {

constexpr double kRiseElevationDeg = -0.8333;
constexpr int kMostSteps = 20;

/// How long the sun takes for an angle on a mean day.
std::int64_t turn_ns(double angle_deg) {
  return std::llround(angle_deg / 360.0 * static_cast<double>(kNsPerDay));
}

/// Instant near `start_ns` at which the hour angle equals `wanted(sun)`; empty if that is NaN.
template <class Wanted>
std::optional<TimeNs> solve(TimeNs start_ns, const Observer& observer, double delta_t_s,
                            const Wanted& wanted) {
  TimeNs time_ns = start_ns;
  for (int step = 0; step < kMostSteps; ++step) {
    const GeocentricSun sun = geocentric_sun(time_ns, delta_t_s);
    const double hour_deg =
        sun.sidereal_time_deg + observer.longitude_deg - sun.right_ascension_deg;
    const double missing_deg = half_turn_deg(wanted(sun) - hour_deg);
    if (std::isnan(missing_deg)) return std::nullopt;
    const std::int64_t move_ns = turn_ns(missing_deg);
    time_ns += move_ns;
    if (std::abs(move_ns) < kNsPerSecond / 100) return time_ns;
  }
  return std::nullopt;  // Within a day or so of the first or last rise beyond a polar circle.
}

}  // namespace

SunTimes sun_times(TimeNs near_ns, const Observer& observer, double delta_t_s) {
  const double sin_latitude = sin_deg(observer.latitude_deg);
  const double cos_latitude = cos_deg(observer.latitude_deg);
  const auto half_day_deg = [&](const GeocentricSun& sun) {  // H0; NaN if it never crosses.
    const double cos_hour =
        (sin_deg(kRiseElevationDeg) - sin_latitude * sin_deg(sun.declination_deg)) /
        (cos_latitude * cos_deg(sun.declination_deg));
    return std::acos(cos_hour) / kRadPerDeg;
  };
  const auto solve_from = [&](TimeNs start_ns, const auto& wanted) {
    return solve(start_ns, observer, delta_t_s, wanted);
  };

  SunTimes times{};
  times.transit_ns =
      solve_from(near_ns, [](const GeocentricSun&) { return 0.0; }).value_or(near_ns);
  const double half_deg = half_day_deg(geocentric_sun(times.transit_ns, delta_t_s));
  if (std::isnan(half_deg)) return times;
  times.rise_ns = solve_from(times.transit_ns - turn_ns(half_deg),
                             [&](const GeocentricSun& sun) { return -half_day_deg(sun); });
  times.set_ns = solve_from(times.transit_ns + turn_ns(half_deg), half_day_deg);
  return times;
}

}  // namespace gigawatt::climate
