// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/angles.h"
#include "models/climate/solar_position.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::climate;

namespace {

// The example of the report (NREL/TP-560-34302, table A5.1).
const TimeNs kGoldenTime = *parse_iso8601("2003-10-17T12:30:30-07:00");
constexpr Observer kGolden{.latitude_deg = 39.742476,
                           .longitude_deg = -105.1786,
                           .elevation_m = 1830.14,
                           .pressure_pa = 82000.0,
                           .temperature_k = 284.15};
constexpr double kGoldenDeltaTS = 67.0;

}  // namespace

TEST_CASE("solar position: the report's example at Golden, Colorado") {
  const SolarPosition sun = solar_position(kGoldenTime, kGolden, kGoldenDeltaTS);

  CHECK(std::abs(sun.apparent_zenith_deg - 50.111622) < 1e-5);
  CHECK(std::abs(sun.azimuth_deg - 194.340241) < 1e-5);
  // Before and after refraction, as the open library pvlib prints the same example.
  CHECK(std::abs(90.0 - sun.zenith_deg - 39.872046) < 1e-5);
  CHECK(std::abs(90.0 - sun.apparent_zenith_deg - 39.888378) < 1e-5);
}

TEST_CASE("solar position: intermediate values of the report's example") {
  const GeocentricSun sun = geocentric_sun(kGoldenTime, kGoldenDeltaTS);

  CHECK(std::abs(sun.distance_au - 0.9965422974) < 1e-10);
  CHECK(std::abs(sun.right_ascension_deg - 202.22741) < 1e-5);
  CHECK(std::abs(sun.declination_deg - -9.31434) < 1e-5);
  const double hour_deg = sun.sidereal_time_deg - 105.1786 - sun.right_ascension_deg;
  CHECK(std::abs(full_turn_deg(hour_deg) - 11.105902) < 1e-5);
  CHECK(std::abs(sun.equation_of_time_min - 14.641503) < 2e-5);
}

TEST_CASE("solar position: places and years against pvlib's implementation of SPA") {
  struct Case {
    const char* time;
    double latitude, longitude, elevation_m, zenith, apparent, azimuth, equation_min;
  };
  // pvlib 0.16.1, spa.solar_position with 1013.25 hPa, 12 degC, ΔT 69.2 s.
  constexpr Case kCases[] = {
      {"2026-06-21T09:30:00Z", 24.9, 46.4, 600, 7.846745, 7.844446, 261.015415, -1.791273},
      {"2026-12-21T12:00:00Z", 69.6, 18.9, 100, 94.080090, 94.080090, 197.775391, 1.938799},
      {"2031-03-20T02:10:00Z", -33.9, 151.2, 50, 33.655000, 33.643797, 356.764743, -7.627686},
      {"2030-09-23T18:05:00Z", 33.45, -111.98, 339, 38.098402, 38.085210, 148.526605, 7.754176},
      {"2044-02-29T23:59:59Z", -54.8, -68.3, 10, 94.421338, 94.421338, 250.470358, -12.263023},
      {"2026-07-01T00:00:00Z", 64.1, -21.9, 0, 90.976693, 90.976693, 339.073114, -3.793633}};
  for (const Case& expected : kCases) {
    CAPTURE(expected.time);
    const Observer observer{.latitude_deg = expected.latitude,
                            .longitude_deg = expected.longitude,
                            .elevation_m = expected.elevation_m};
    const TimeNs time_ns = *parse_iso8601(expected.time);
    const SolarPosition sun = solar_position(time_ns, observer, 69.2);

    CHECK(std::abs(sun.zenith_deg - expected.zenith) < 2e-6);
    CHECK(std::abs(sun.apparent_zenith_deg - expected.apparent) < 2e-6);
    CHECK(std::abs(sun.azimuth_deg - expected.azimuth) < 5e-6);
    CHECK(std::abs(geocentric_sun(time_ns, 69.2).equation_of_time_min - expected.equation_min) <
          2e-6);
  }
}

TEST_CASE("solar position: a second of ΔT moves the sun by its own motion, 360 deg a year") {
  const double declined = geocentric_sun(kGoldenTime, 67.0).right_ascension_deg;
  const double later = geocentric_sun(kGoldenTime, 68.0).right_ascension_deg;

  // 360 / 365.2422 / 86400 = 1.14e-5 deg, along the equator within 10 % in October.
  CHECK(later - declined > 1.0e-5);
  CHECK(later - declined < 1.25e-5);
}

TEST_CASE("solar position: air lifts the sun by half a degree at the horizon, not at night") {
  const Observer observer{.pressure_pa = 101000.0, .temperature_k = 283.15};

  // Saemundsson's formula by hand: 1.02 / (60 tan(10.3 deg / 5.11)) = 0.4830 deg.
  CHECK(refraction_deg(0.0, observer) == doctest::Approx(0.48300).epsilon(1e-4));
  CHECK(refraction_deg(45.0, observer) == doctest::Approx(0.0169).epsilon(0.01));
  CHECK(refraction_deg(-0.84, observer) == 0.0);
  const Observer thin{.pressure_pa = 50500.0, .temperature_k = 283.15};
  CHECK(refraction_deg(10.0, thin) ==
        doctest::Approx(0.5 * refraction_deg(10.0, observer)).epsilon(1e-12));
}

TEST_CASE("solar position: equinox and solstices of 2026 fall on their published instants") {
  // US Naval Observatory: 20 March 14:46, 21 June 08:24, 21 December 20:50 UT, to the minute.
  CHECK(std::abs(geocentric_sun(*parse_iso8601("2026-03-20T14:46Z")).declination_deg) < 3e-4);
  const auto declination = [](const char* time) {
    return geocentric_sun(*parse_iso8601(time)).declination_deg;
  };
  CHECK(declination("2026-06-21T08:24Z") > declination("2026-06-21T05:24Z"));
  CHECK(declination("2026-06-21T08:24Z") > declination("2026-06-21T11:24Z"));
  CHECK(declination("2026-12-21T20:50Z") < declination("2026-12-21T17:50Z"));
  CHECK(declination("2026-12-21T20:50Z") < declination("2026-12-21T23:50Z"));
}
