// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/calendar_year.h"
#include "models/climate/psychrometrics.h"
#include "models/climate/weather.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

constexpr TimeNs kHour = kNsPerHour;

/// A year whose dry bulb is 260 K + 0.001 K per row, so that the row can be read off the air.
WeatherFile counted_year(double point_offset_h, double utc_offset_h) {
  WeatherFile file;
  file.point_offset_h = point_offset_h;
  file.utc_offset_h = utc_offset_h;
  for (int row = 0; row < 8760; ++row) {
    WeatherRow values{};
    values.dry_bulb_k = 260.0 + 0.001 * row;
    values.dew_point_k = 255.0;
    values.pressure_pa = 100000.0;
    file.rows.push_back(values);
  }
  return file;
}

double row_of(const AirState& air) {
  return (air.dry_bulb_k - 260.0) / 0.001;
}

}  // namespace

TEST_CASE("weather: an hour-ending file has its first row at one o'clock local standard time") {
  const Weather weather(counted_year(1.0, -6.0));
  const TimeNs new_year = utc_midnight(2025, 1, 1) + 6 * kHour;

  CHECK(row_of(weather.at(new_year + kHour)) == Approx(0.0));
  CHECK(row_of(weather.at(new_year + kHour + kHour / 2)) == Approx(0.5));
  CHECK(row_of(weather.at(new_year + 100 * kHour)) == Approx(99.0));
}

TEST_CASE("weather: a mid-hour file has its first row at half past midnight") {
  const Weather weather(counted_year(0.5, 5.5));
  const TimeNs new_year = utc_midnight(2025, 1, 1) - 5 * kHour - kHour / 2;

  CHECK(row_of(weather.at(new_year + kHour / 2)) == Approx(0.0));
  CHECK(row_of(weather.at(new_year + 10 * kHour)) == Approx(9.5));
}

TEST_CASE("weather: New Year is a straight line from the last row to the first") {
  const Weather weather(counted_year(1.0, 0.0));
  const TimeNs new_year = utc_midnight(2026, 1, 1);

  CHECK(row_of(weather.at(new_year)) == Approx(8759.0));
  CHECK(row_of(weather.at(new_year + kHour / 4)) == Approx(0.75 * 8759.0));
  CHECK(row_of(weather.at(new_year + kHour / 4 * 3)) == Approx(0.25 * 8759.0));
}

TEST_CASE("weather: every calendar year repeats the typical one, also before 1970") {
  const Weather weather(counted_year(1.0, 0.0));

  for (const int year : {1901, 1969, 2001, 2025, 2100, 2191}) {
    CAPTURE(year);
    CHECK(row_of(weather.at(utc_midnight(year, 7, 1) + 13 * kHour)) ==
          Approx((181 * 24) + 12.0));  // 181 days before 1 July.
  }
}

TEST_CASE("weather: 29 February repeats the 28th and 1 March follows on time") {
  const Weather weather(counted_year(1.0, 0.0));
  const TimeNs day_28 = utc_midnight(2024, 2, 28);
  const TimeNs day_29 = utc_midnight(2024, 2, 29);

  for (int hour = 1; hour <= 24; ++hour) {
    CAPTURE(hour);
    CHECK(weather.at(day_29 + hour * kHour).dry_bulb_k ==
          weather.at(day_28 + hour * kHour).dry_bulb_k);
  }
  CHECK(row_of(weather.at(utc_midnight(2024, 3, 1) + kHour)) == Approx(59.0 * 24.0));
  CHECK(row_of(weather.at(utc_midnight(2024, 12, 31) + 24 * kHour)) == Approx(8759.0));
}

TEST_CASE("weather: point_time is where at() meets the row, in common and leap years") {
  for (const double offset_h : {1.0, 0.5}) {
    const Weather weather(counted_year(offset_h, -7.0));
    for (const int year : {2023, 2024}) {
      const TimeNs in_year = utc_midnight(year, 6, 1);
      for (std::size_t row = 0; row < 8760; row += 97) {
        CAPTURE(row);
        CHECK(row_of(weather.at(weather.point_time(row, in_year))) ==
              Approx(static_cast<double>(row)));
      }
    }
  }
}

TEST_CASE("weather: constant air is the same at all times") {
  const Weather weather(AirState{.dry_bulb_k = 300.0});

  CHECK(weather.at(0).dry_bulb_k == 300.0);
  CHECK(weather.at(utc_midnight(2040, 5, 5)).dry_bulb_k == 300.0);
  CHECK(weather.points().size() == 1);
}

TEST_CASE("weather: Memphis has its hottest and wettest hours where the file has them") {
  const WeatherFile file = read_weather(
      GIGAWATT_SOURCE_DIR "/scenarios/data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw");
  const Weather weather(file);

  const AirState& hottest = weather.points()[weather.hottest_point()];
  const AirState& wettest = weather.points()[weather.wettest_point()];

  // 38.3 degC is the largest number in the dry-bulb column (sort of the raw file).
  CHECK(hottest.dry_bulb_k - 273.15 == Approx(38.3).epsilon(1e-9));
  for (const AirState& air : weather.points()) {
    REQUIRE(air.wet_bulb_k <= wettest.wet_bulb_k);
    REQUIRE(air.wet_bulb_k <= air.dry_bulb_k);
  }
  // The file's own design line gives 26.8 degC as the wet bulb exceeded 0.4 % of the hours (35);
  // a typical year leaves extremes out, so its maximum lies near that.
  CHECK(std::abs(wettest.wet_bulb_k - 273.15 - 26.8) < 1.0);
}

TEST_CASE("calendar year: agrees with the calendar at every day boundary of four centuries") {
  for (TimeNs day = utc_midnight(1800, 1, 1); day < utc_midnight(2200, 1, 1); day += kNsPerDay) {
    for (const TimeNs time : {day, day + kNsPerDay - 1}) {
      const CivilTime civil = civil_time(time);
      const CalendarYear year = calendar_year(time);

      REQUIRE(year.year == civil.year);
      REQUIRE(year.since_start_ns == (civil.day_of_year - 1) * kNsPerDay + civil.of_day_ns);
    }
  }
  CHECK(calendar_year(utc_midnight(2000, 5, 5)).leap);
  CHECK(calendar_year(utc_midnight(2024, 12, 31)).leap);
  CHECK(!calendar_year(utc_midnight(1900, 12, 31)).leap);
  CHECK(!calendar_year(utc_midnight(2023, 12, 31)).leap);
}
