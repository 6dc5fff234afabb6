// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <doctest/doctest.h>

#include "models/climate/sun_times.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::climate;

namespace {

constexpr Observer kGoldenTimes{.latitude_deg = 39.743, .longitude_deg = -105.178};

/// Distance of an instant from one in text [s].
double off_s(TimeNs time_ns, const char* expected) {
  return std::abs(to_seconds(time_ns - *parse_iso8601(expected)));
}

}  // namespace

// SPA as published gives the rise, transit and set of a day of universal time. In America the set
// of that day is the evening before: "19:13:58 on 2 August" at Golden is the evening of the 1st,
// and the 2nd sets a minute earlier. The cases below name each event by the evening on which it
// happens.

TEST_CASE("sun times: rise, transit and set at Golden to the printed second") {
  // The tests of pvlib, from NREL's calculator, seconds rounded.
  const SunTimes winter = sun_times(*parse_iso8601("2015-01-02T12:00-07:00"), kGoldenTimes, 67.0);
  const SunTimes summer = sun_times(*parse_iso8601("2015-08-02T12:00-07:00"), kGoldenTimes, 67.0);
  const SunTimes evening_before =
      sun_times(*parse_iso8601("2015-08-01T12:00-07:00"), kGoldenTimes, 67.0);

  CHECK(off_s(*winter.rise_ns, "2015-01-02T07:21:55-07:00") < 0.6);
  CHECK(off_s(*winter.set_ns, "2015-01-02T16:47:43-07:00") < 0.6);
  CHECK(off_s(winter.transit_ns, "2015-01-02T12:04:45-07:00") < 0.6);
  CHECK(off_s(*summer.rise_ns, "2015-08-02T05:00:27-07:00") < 0.6);
  CHECK(off_s(*evening_before.set_ns, "2015-08-01T19:13:58-07:00") < 0.6);
  CHECK(off_s(summer.transit_ns, "2015-08-02T12:06:58-07:00") < 0.6);
  CHECK(*summer.set_ns - *evening_before.set_ns < kNsPerDay - 60 * kNsPerSecond);
}

TEST_CASE("sun times: the report's example") {
  const Observer golden{.latitude_deg = 39.742476, .longitude_deg = -105.1786};
  const SunTimes day = sun_times(*parse_iso8601("2003-10-17T12:00-07:00"), golden, 67.0);
  const SunTimes day_before = sun_times(*parse_iso8601("2003-10-16T12:00-07:00"), golden, 67.0);

  CHECK(off_s(*day.rise_ns, "2003-10-17T06:12:43-07:00") < 0.6);
  CHECK(off_s(*day_before.set_ns, "2003-10-16T17:20:19-07:00") < 0.6);
}

TEST_CASE("sun times: the Gulf, the Baltic and the far south against pvlib") {
  // pvlib 0.16.1, spa.transit_sunrise_sunset with ΔT 69.2 s; it interpolates days, hence 1 s.
  const Observer riyadh{.latitude_deg = 24.9, .longitude_deg = 46.4};
  const Observer helsinki{.latitude_deg = 60.2, .longitude_deg = 24.9};
  const Observer ushuaia{.latitude_deg = -54.8, .longitude_deg = -68.3};
  const SunTimes gulf = sun_times(*parse_iso8601("2026-06-21T09:00Z"), riyadh);
  const SunTimes baltic = sun_times(*parse_iso8601("2026-03-20T10:00Z"), helsinki);
  const SunTimes south = sun_times(*parse_iso8601("2026-12-21T16:00Z"), ushuaia);
  const SunTimes south_before = sun_times(*parse_iso8601("2026-12-20T16:00Z"), ushuaia);

  CHECK(off_s(*gulf.rise_ns, "2026-06-21T02:05:35.7Z") < 1.0);
  CHECK(off_s(gulf.transit_ns, "2026-06-21T08:56:11.4Z") < 1.0);
  CHECK(off_s(*gulf.set_ns, "2026-06-21T15:46:47.1Z") < 1.0);
  CHECK(off_s(*baltic.rise_ns, "2026-03-20T04:22:25.0Z") < 1.0);
  CHECK(off_s(*baltic.set_ns, "2026-03-20T16:34:41.7Z") < 1.0);
  CHECK(off_s(*south.rise_ns, "2026-12-21T07:51:24.7Z") < 1.0);
  CHECK(off_s(*south_before.set_ns, "2026-12-21T01:10:47.8Z") < 1.0);
}

TEST_CASE("sun times: beyond the polar circle the sun neither rises nor sets at midsummer") {
  const Observer tromso{.latitude_deg = 69.6, .longitude_deg = 18.9};
  const SunTimes summer = sun_times(*parse_iso8601("2026-06-21T11:00Z"), tromso);
  const SunTimes winter = sun_times(*parse_iso8601("2026-12-21T11:00Z"), tromso);

  CHECK(!summer.rise_ns);
  CHECK(!summer.set_ns);
  CHECK(!winter.rise_ns);
  CHECK(off_s(summer.transit_ns, "2026-06-21T10:46:12.4Z") < 1.0);  // pvlib, as above.
}

TEST_CASE("sun times: the sun stands 0.8333 deg below the horizon at rise and set, all year") {
  const Observer place{.latitude_deg = 51.5, .longitude_deg = 0.0};
  double worst_deg = 0.0;
  for (int day = 0; day < 365; ++day) {
    const SunTimes times = sun_times(*parse_iso8601("2026-01-01T12:00Z") + day * kNsPerDay, place);
    REQUIRE(times.rise_ns);
    REQUIRE(times.set_ns);
    CHECK(*times.rise_ns < times.transit_ns);
    CHECK(times.transit_ns < *times.set_ns);
    for (const TimeNs edge : {*times.rise_ns, *times.set_ns})
      worst_deg = std::max(worst_deg, std::abs(solar_position(edge, place).zenith_deg - 90.8333));
  }
  // The rest is the sun's parallax: seen from the surface it stands 8.8 arc seconds lower.
  CHECK(worst_deg < 0.0026);
}
