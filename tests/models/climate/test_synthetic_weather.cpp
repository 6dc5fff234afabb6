// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/climate/calendar_year.h"
#include "models/climate/psychrometrics.h"
#include "models/climate/solar_weather.h"
#include "models/climate/synthetic_weather.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

std::vector<double> kelvins(std::vector<double> celsius) {
  for (double& value : celsius)
    value += 273.15;
  return celsius;
}

/// Riyadh, roughly: hot desert (numbers of the order of published normals).
NormalsParams desert() {
  NormalsParams normals;
  normals.daily_maximum_k =
      kelvins({20.2, 23.4, 27.7, 33.4, 39.4, 42.5, 43.6, 43.7, 40.4, 35.3, 27.8, 22.2});
  normals.daily_minimum_k =
      kelvins({9.0, 11.2, 15.2, 20.4, 25.9, 28.0, 29.3, 29.2, 25.9, 21.2, 15.5, 10.6});
  normals.relative_humidity = {0.47, 0.36, 0.32, 0.28, 0.17, 0.11,
                               0.10, 0.12, 0.14, 0.20, 0.36, 0.47};
  return normals;
}

/// Singapore, roughly: nights near saturation.
NormalsParams tropics() {
  NormalsParams normals;
  normals.daily_maximum_k =
      kelvins({30.6, 31.5, 32.2, 32.4, 32.3, 31.9, 31.4, 31.4, 31.6, 31.8, 31.2, 30.5});
  normals.daily_minimum_k =
      kelvins({24.3, 24.6, 24.9, 25.3, 25.7, 25.7, 25.4, 25.3, 25.2, 25.0, 24.6, 24.3});
  normals.dew_point_k =
      kelvins({23.6, 23.5, 24.0, 24.6, 24.9, 24.6, 24.3, 24.2, 24.2, 24.3, 24.4, 24.0});
  normals.wind_m_per_s = {3.1, 3.2, 2.6, 1.9, 1.9, 2.2, 2.5, 2.6, 2.3, 1.9, 1.9, 2.5};
  return normals;
}

constexpr WeatherPlace kRiyadh{24.7, 46.7, 620.0};
constexpr WeatherPlace kSingapore{1.3, 103.9, 16.0};

/// Monthly means of what normals state.
struct MonthMeans {
  double daily_maximum_k = 0.0;
  double daily_minimum_k = 0.0;
  double dew_point_k = 0.0;
  double relative_humidity = 0.0;
  double wind_m_per_s = 0.0;
};

std::vector<MonthMeans> means_by_month(const WeatherFile& file) {
  std::vector<MonthMeans> months;
  std::size_t row = 0;
  for (const std::size_t days : kDaysOfMonth) {
    MonthMeans mean;
    const double share = 1.0 / static_cast<double>(days * 24);
    for (std::size_t day = 0; day < days; ++day) {
      double highest_k = 0.0;
      double lowest_k = 1000.0;
      for (int hour = 0; hour < 24; ++hour, ++row) {
        const WeatherRow& at = file.rows[row];
        highest_k = std::max(highest_k, at.dry_bulb_k);
        lowest_k = std::min(lowest_k, at.dry_bulb_k);
        mean.dew_point_k += at.dew_point_k * share;
        mean.relative_humidity +=
            share * saturation_pressure_pa(at.dew_point_k) / saturation_pressure_pa(at.dry_bulb_k);
        mean.wind_m_per_s += at.wind_m_per_s * share;
      }
      mean.daily_maximum_k += highest_k / static_cast<double>(days);
      mean.daily_minimum_k += lowest_k / static_cast<double>(days);
    }
    months.push_back(mean);
  }
  return months;
}

}  // namespace

TEST_CASE("daily from monthly: means are kept to the digit and months join without steps") {
  const std::vector<double> months = desert().daily_maximum_k;

  const std::vector<double> days = daily_from_monthly(months);

  REQUIRE(days.size() == 365);
  std::size_t first = 0;
  for (std::size_t month = 0; month < 12; ++month) {
    double sum = 0.0;
    for (std::size_t day = 0; day < kDaysOfMonth[month]; ++day)
      sum += days[first + day];
    CHECK(sum / static_cast<double>(kDaysOfMonth[month]) == Approx(months[month]).epsilon(1e-12));
    first += kDaysOfMonth[month];
  }
  for (std::size_t day = 0; day < days.size(); ++day)
    CHECK(std::abs(days[(day + 1) % 365] - days[day]) < 0.5);  // Steps of months are 2 to 8 K.
}

TEST_CASE("daily from monthly: twelve equal months are one value") {
  for (const double day : daily_from_monthly(std::vector<double>(12, 280.0)))
    CHECK(day == Approx(280.0).epsilon(1e-12));
}

TEST_CASE("synthetic weather: monthly means of a desert are its normals, by relative humidity") {
  const NormalsParams normals = desert();

  const auto months = means_by_month(synthetic_weather(normals, kRiyadh, 4.0));

  for (std::size_t month = 0; month < 12; ++month) {
    CAPTURE(month);
    CHECK(months[month].daily_maximum_k == Approx(normals.daily_maximum_k[month]).epsilon(1e-10));
    CHECK(months[month].daily_minimum_k == Approx(normals.daily_minimum_k[month]).epsilon(1e-10));
    CHECK(months[month].relative_humidity ==
          Approx(normals.relative_humidity[month]).epsilon(1e-7));
  }
}

TEST_CASE("synthetic weather: monthly means of the tropics are its normals, by dew point") {
  const NormalsParams normals = tropics();
  const WeatherFile file = synthetic_weather(normals, kSingapore, 3.0);

  const auto months = means_by_month(file);

  for (std::size_t month = 0; month < 12; ++month) {
    CAPTURE(month);
    CHECK(months[month].daily_maximum_k == Approx(normals.daily_maximum_k[month]).epsilon(1e-10));
    CHECK(months[month].dew_point_k == Approx(normals.dew_point_k[month]).epsilon(1e-10));
    CHECK(months[month].wind_m_per_s == Approx(normals.wind_m_per_s[month]).epsilon(1e-10));
  }
  for (const WeatherRow& row : file.rows)
    CHECK(row.dew_point_k <= row.dry_bulb_k);
}

TEST_CASE("synthetic weather: it says what it is") {
  const WeatherFile file = synthetic_weather(desert(), kRiyadh, 4.0);

  CHECK(file.origin.synthetic);
  CHECK_FALSE(file.clock_is_local);
  CHECK(file.utc_offset_h == 3.0);  // 46.7 deg / 15 deg per hour, to the nearest hour.
  CHECK(file.rows[0].pressure_pa == Approx(standard_pressure_pa(620.0)).epsilon(1e-12));
  REQUIRE(file.notes.size() == 1);
  CHECK(file.notes[0].find("synthetic weather from monthly normals, without extremes") == 0);
  CHECK(file.notes[0].find("understates peaks (hottest hour 4") != std::string::npos);
}

TEST_CASE("synthetic weather: two in the afternoon is hot, noon is bright, midnight is dark") {
  const WeatherFile file = synthetic_weather(desert(), kRiyadh, 4.0);
  const Weather air(file);
  const SolarWeather sun(file);
  const auto dry_k = [&](const char* time) { return air.at(*parse_iso8601(time)).dry_bulb_k; };
  const auto ghi = [&](const char* time) { return sun.at(*parse_iso8601(time)).sky.ghi_w_per_m2; };

  CHECK(dry_k("2025-07-15T14:00+03:00") - dry_k("2025-07-15T05:00+03:00") ==
        Approx(14.3).epsilon(0.01));  // 43.6 - 29.3, July's normals.
  CHECK(ghi("2025-06-21T12:00+03:00") > 900.0);
  CHECK(ghi("2025-06-21T12:00+03:00") < 1100.0);
  CHECK(ghi("2025-06-21T00:00+03:00") == 0.0);
  // Without wind in the normals the sun's table says so.
  CHECK(std::isnan(file.rows[0].wind_m_per_s));
}
