// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/angles.h"
#include "models/climate/sun_year.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::climate;

namespace {

/// Largest angle between SunYear and SPA over a year of `year` [deg], every 37 minutes.
double worst_deg(const Observer& observer, double utc_offset_h, int year) {
  const std::int64_t offset_ns = from_seconds(utc_offset_h * 3600.0);
  const SunYear sun(observer, offset_ns);
  double least_cosine = 1.0;
  for (std::int64_t since_ns = 0; since_ns < 365 * kNsPerDay; since_ns += 37 * kNsPerMinute) {
    const SolarPosition exact =
        solar_position(utc_midnight(year, 1, 1) - offset_ns + since_ns, observer);
    if (exact.zenith_deg > 90.5) continue;  // Refraction starts with a step at 90.83.
    const Direction expected = direction(exact.apparent_zenith_deg, exact.azimuth_deg);
    least_cosine = std::min(least_cosine, cosine_between(sun.at(since_ns).direction, expected));
  }
  return std::acos(least_cosine) / kRadPerDeg;
}

}  // namespace

TEST_CASE("sun year: within 0.01 deg of SPA in its own year, at three latitudes") {
  const Observer phoenix{.latitude_deg = 33.43, .longitude_deg = -112.02, .elevation_m = 339.0};
  const Observer tromso{.latitude_deg = 69.6, .longitude_deg = 18.9};
  const Observer kashgar{.latitude_deg = 39.5, .longitude_deg = 76.0};  // 3 h from its clock.

  CHECK(worst_deg(phoenix, -7.0, 2025) < 0.01);
  CHECK(worst_deg(tromso, 1.0, 2025) < 0.01);
  CHECK(worst_deg(kashgar, 8.0, 2025) < 0.01);
}

TEST_CASE("sun year: within a quarter of a degree of SPA in the other years of a leap cycle") {
  const Observer phoenix{.latitude_deg = 33.43, .longitude_deg = -112.02};

  for (const int year : {2026, 2027, 2031})
    CHECK(worst_deg(phoenix, -7.0, year) < 0.25);
}

TEST_CASE("sun year: light outside the atmosphere is strongest in January") {
  const SunYear sun({.latitude_deg = 10.0}, 0);

  // Perihelion 0.98333 au on 4 January 2025, aphelion 1.01664 au on 3 July 2025.
  CHECK(sun.at(3 * kNsPerDay).extraterrestrial_w_per_m2 ==
        doctest::Approx(1366.1 / (0.98333 * 0.98333)).epsilon(1e-4));
  CHECK(sun.at(183 * kNsPerDay).extraterrestrial_w_per_m2 ==
        doctest::Approx(1366.1 / (1.01664 * 1.01664)).epsilon(1e-4));
}
