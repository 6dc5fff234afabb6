// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/sources/soiling.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

constexpr double kHourDays = 1.0 / 24.0;

std::vector<double> hourly_kimber(const SoilingParams& params, const std::vector<double>& rain_m,
                                  double start_loss = 0.0) {
  std::vector<double> loss(rain_m.size());
  kimber_losses(params, kHourDays, rain_m, start_loss, loss);
  return loss;
}

/// Rain of pvlib's HSU tests [mm].
std::vector<double> hsu_rain_m() {
  std::vector<double> rain(24, 0.0);
  rain[4] = 1.0e-3;
  rain[8] = rain[9] = 0.5e-3;
  rain[16] = rain[17] = rain[18] = rain[19] = 0.3e-3;
  return rain;
}

void check_hsu(const HsuParams& params, double pm2_5, double pm10,
               const std::vector<double>& expected_kept) {
  const std::vector<double> fine(24, pm2_5);
  const std::vector<double> all(24, pm10);
  std::vector<double> loss(24);
  hsu_losses(params, 3600.0, hsu_rain_m(), fine, all, loss);
  for (std::size_t hour = 0; hour < expected_kept.size(); ++hour) {
    CAPTURE(hour);
    CHECK(std::abs(1.0 - loss[hour] - expected_kept[hour]) < 1e-8);
  }
}

}  // namespace

TEST_CASE("soiling: Kimber without rain is 0.15 % a day, to the cap after 200 days") {
  const std::vector<double> loss = hourly_kimber({}, std::vector<double>(8760, 0.0));

  for (std::size_t day = 0; day < 365; ++day)
    CHECK(loss[day * 24] ==
          Approx(std::min(0.0015 * static_cast<double>(day), 0.3)).epsilon(1e-9).scale(1.0));
  CHECK(loss[199 * 24] < 0.3);
  CHECK(loss[201 * 24] == 0.3);
}

TEST_CASE("soiling: Kimber starts where it is told to") {
  const std::vector<double> loss = hourly_kimber({}, std::vector<double>(240, 0.0), 0.1);

  CHECK(loss[0] == 0.1);  // pvlib, test_kimber_initial_soil.
  CHECK(loss[24] == Approx(0.1015).epsilon(1e-12));
}

TEST_CASE("soiling: 6 mm in a day clean and keep clean for 14 days; 5 mm do not") {
  std::vector<double> rain(24 * 60, 0.0);
  rain[24 * 20 + 5] = 4.0e-3;
  rain[24 * 20 + 15] = 3.0e-3;
  rain[24 * 40] = 5.0e-3;

  const std::vector<double> loss = hourly_kimber({}, rain);

  // pvlib 0.16.1, kimber, the same rain in mm.
  CHECK(loss[479] == Approx(0.0299375).epsilon(1e-9));
  CHECK(loss[494] == Approx(0.030875).epsilon(1e-9));
  CHECK(loss[495] == 0.0);
  // Both rains stand in the sum of 24 hours until hour 508; 14 days follow.
  CHECK(loss[508 + 14 * 24 - 1] == 0.0);
  CHECK(loss[508 + 14 * 24] == Approx(0.0015 * kHourDays).epsilon(1e-9));
  CHECK(loss[960] == Approx(0.0073125).epsilon(1e-9));
  CHECK(loss[1439] == Approx(0.03725).epsilon(1e-9));
}

TEST_CASE("soiling: rain of exactly the threshold cleans; a wash has no grace") {
  std::vector<double> rain(24 * 40, 0.0);
  rain[24 * 10] = 6.0e-3;
  SoilingParams params;
  CHECK(hourly_kimber(params, rain)[24 * 10] == 0.0);

  params.wash_days = 14.0;
  const std::vector<double> washed = hourly_kimber(params, std::vector<double>(24 * 40, 0.0));
  CHECK(washed[14 * 24 - 1] == Approx(0.0015 * (14.0 - kHourDays)).epsilon(1e-9));
  CHECK(washed[14 * 24] == 0.0);
  CHECK(washed[14 * 24 + 1] == Approx(0.0015 * kHourDays).epsilon(1e-9));
  CHECK(washed[28 * 24] == 0.0);
}

TEST_CASE("soiling: HSU without cleaning meets pvlib's hand-made values over 24 hours") {
  check_hsu({.clean_rain_m = 10.0e-3, .fine_m_per_s = 1.0e-5, .coarse_m_per_s = 1.0e-4}, 1.0, 2.0,
            {0.96998483, 0.94623958, 0.92468139, 0.90465654, 0.88589707, 0.86826366,
             0.85167258, 0.83606715, 0.82140458, 0.80764919, 0.79476875, 0.78273241,
             0.77150951, 0.76106905, 0.75137932, 0.74240789, 0.73412165, 0.72648695,
             0.71946981, 0.7130361,  0.70715176, 0.70178307, 0.69689677, 0.69246034});
}

TEST_CASE("soiling: HSU with rain of one hour and of three meets pvlib's values") {
  check_hsu({.clean_rain_m = 0.5e-3}, 1.0e-2, 2.0e-2,
            {0.98484972, 0.97277367, 0.96167471, 0.95119603, 1.0,        0.98484972,
             0.97277367, 0.96167471, 1.0,        1.0,        0.98484972, 0.97277367,
             0.96167471, 0.95119603, 0.94118234, 0.93154854, 0.922242,   0.91322759,
             0.90448058, 0.89598283, 0.88772062, 0.87968325, 0.8718622,  0.86425049});
  check_hsu(
      {.clean_rain_m = 0.5e-3, .rain_steps = 3, .fine_m_per_s = 1.0e-4, .coarse_m_per_s = 1.0e-4},
      1.0, 2.0, {0.95036261, 0.91178179, 0.87774818, 0.84732079, 1.0,        1.0,
                 1.0,        0.95036261, 1.0,        1.0,        1.0,        1.0,
                 0.95036261, 0.91178179, 0.87774818, 0.84732079, 0.8201171,  1.0,
                 1.0,        1.0,        1.0,        0.95036261, 0.91178179, 0.87774818});
}

TEST_CASE("soiling year: washed every 14 days it is a saw that starts clean on New Year") {
  SoilingParams params;
  params.wash_days = 14.0;
  const SoilingYear year(params, {}, 3 * kNsPerHour);
  const auto at = [&](const char* time) { return year.at(*parse_iso8601(time)); };

  CHECK(at("2026-01-01T00:00+03:00") == 0.0);
  CHECK(at("2026-01-11T00:00+03:00") == Approx(0.015).epsilon(1e-9));
  CHECK(at("2026-01-15T00:30+03:00") == 0.0);
  CHECK(at("2028-02-29T12:00+03:00") == at("2028-02-28T12:00+03:00"));
  CHECK(at("2028-12-31T12:00+03:00") == at("2027-12-31T12:00+03:00"));
}

TEST_CASE("soiling year: dust of December is still there in January, until it rains") {
  std::vector<double> rain(8760, 0.0);
  rain[24 * 100] = 20.0e-3;  // 11 April, once a year.
  const SoilingYear year({}, rain, 0);
  const auto at = [&](const char* time) { return year.at(*parse_iso8601(time)); };

  // The rain stands in the day's sum to day 100.96; dust settles 14 days later.
  CHECK(at("2026-01-01T00:00Z") == Approx(0.3).epsilon(1e-9));  // 250 days: at the cap.
  CHECK(at("2026-04-11T01:00Z") == 0.0);
  CHECK(at("2026-05-25T00:00Z") == Approx(0.0015 * (144.0 - 100.0 - 14.96)).epsilon(0.01));

  SoilingParams dry;
  CHECK(SoilingYear(dry, {}, 0).at(*parse_iso8601("2026-01-01T00:00Z")) == 0.3);
}
