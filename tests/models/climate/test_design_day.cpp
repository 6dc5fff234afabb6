// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "models/climate/clear_sky.h"
#include "models/climate/daily_profile.h"
#include "models/climate/design_day.h"
#include "models/climate/psychrometrics.h"
#include "models/climate/solar_weather.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

const std::string kDesignMemphis =
    GIGAWATT_SOURCE_DIR "/scenarios/data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw";

/// The 0.4 % design day of Memphis as stated in its file's header (ASHRAE 2009): 35.6 degC with
/// 25.2 degC wet bulb, daily range 9.2 K.
DesignDayParams memphis_stated() {
  DesignDayParams day;
  day.dry_bulb_k = 308.75;
  day.wet_bulb_k = 298.35;
  day.daily_range_dk = 9.2;
  return day;
}

WeatherFile memphis_place() {
  WeatherFile place;
  place.latitude_deg = 35.07;
  place.longitude_deg = -89.98;
  place.elevation_m = 81.0;
  place.utc_offset_h = -6.0;
  return place;
}

}  // namespace

TEST_CASE("design day: a stated day peaks at two and three o'clock and is coolest at five") {
  const WeatherFile year = design_day_year(memphis_stated(), memphis_place(), 3.0);

  REQUIRE(year.rows.size() == 8760);
  // Row i is hour i + 1 of a day: fractions 0 at hours 14 and 15, 1 at hour 5, 0.55 at hour 9.
  CHECK(year.rows[13].dry_bulb_k == Approx(308.75).epsilon(1e-12));
  CHECK(year.rows[14].dry_bulb_k == Approx(308.75).epsilon(1e-12));
  CHECK(year.rows[4].dry_bulb_k == Approx(308.75 - 9.2).epsilon(1e-12));
  CHECK(year.rows[8].dry_bulb_k == Approx(308.75 - 0.55 * 9.2).epsilon(1e-12));
  CHECK(year.rows[24 * 200 + 8].dry_bulb_k == year.rows[8].dry_bulb_k);
  CHECK(year.origin.design_day);
  REQUIRE(year.notes.size() == 1);
  CHECK(year.notes[0] ==
        "a design day stands for every day (as stated): 35.6 degC dry bulb, 25.2 degC wet bulb, "
        "daily range 9.2 K, clear sky");
}

TEST_CASE("design day: the stated wet bulb is that of the hottest hour, and humidity is constant") {
  const WeatherFile year = design_day_year(memphis_stated(), memphis_place(), 3.0);
  const Weather weather(year);

  const AirState& peak = weather.points()[weather.hottest_point()];
  CHECK(peak.wet_bulb_k == Approx(298.35).epsilon(1e-6));
  CHECK(peak.pressure_pa == Approx(standard_pressure_pa(81.0)).epsilon(1e-12));
  for (std::size_t hour = 0; hour < 24; ++hour)
    CHECK(weather.points()[hour].humidity_ratio == Approx(peak.humidity_ratio).epsilon(1e-6));
}

TEST_CASE("design day: a night that cannot hold the day's water is saturated") {
  DesignDayParams humid = memphis_stated();
  humid.wet_bulb_k = 307.15;  // 34 degC: dew point 33.6 degC, above the coolest hour's 26.4 degC.
  const WeatherFile year = design_day_year(humid, memphis_place(), 3.0);

  CHECK(year.rows[4].dew_point_k == year.rows[4].dry_bulb_k);
  CHECK(year.rows[4].relative_humidity == 1.0);
  CHECK(year.rows[13].dew_point_k < year.rows[13].dry_bulb_k);
}

TEST_CASE("design day: on the clock of UTC the peak stands where the sun puts it") {
  WeatherFile utc = memphis_place();
  utc.utc_offset_h = 0.0;
  utc.point_offset_h = 0.0;

  const WeatherFile year = design_day_year(memphis_stated(), utc, 3.0);

  // -89.98 deg is 6 h behind: hour 14 of the sun is 20:00 UTC, row 20 of values at the full hour.
  CHECK(year.rows[20].dry_bulb_k == Approx(308.75).epsilon(1e-12));
  CHECK(year.rows[21].dry_bulb_k == Approx(308.75).epsilon(1e-12));
  CHECK(year.rows[11].dry_bulb_k == Approx(308.75 - 9.2).epsilon(1e-12));
}

TEST_CASE("design day: the percentile leaves its share of hours above, the mean goes with it") {
  // Every day of the year alike but for one degree more each day: 24 hours by ASHRAE's profile.
  WeatherFile year = memphis_place();
  for (std::size_t i = 0; i < 8760; ++i) {
    const double day_k = 250.0 + 0.1 * static_cast<double>(i / 24);
    const double dry_k = day_k - 10.0 * kDailyProfile[i % 24];
    year.rows.push_back({.dry_bulb_k = dry_k,
                         .dew_point_k = dry_k,  // Saturated: the wet bulb is the dry bulb.
                         .relative_humidity = 1.0,
                         .pressure_pa = 100.0e3,
                         .wind_m_per_s = 2.0,
                         .ghi_w_per_m2 = 0.0,
                         .dni_w_per_m2 = 0.0,
                         .dhi_w_per_m2 = 0.0});
  }
  DesignDayParams day;

  const DesignAir air = design_air(day, year);

  std::vector<double> sorted;
  for (const WeatherRow& row : year.rows)
    sorted.push_back(row.dry_bulb_k);
  std::sort(sorted.rbegin(), sorted.rend());
  CHECK(air.dry_bulb_k == sorted[35]);  // 0.4 % of 8,760 h is 35.04 h.
  CHECK(air.daily_range_dk == Approx(10.0).epsilon(1e-9));
  CHECK(air.wet_bulb_k == Approx(air.dry_bulb_k).epsilon(1e-3));

  day.exceeded_frac = 0.0;
  CHECK(design_air(day, year).dry_bulb_k == sorted[0]);
}

TEST_CASE("design day: Memphis' typical year comes near ASHRAE's design conditions") {
  const WeatherFile memphis = read_weather(kDesignMemphis);
  const DesignAir dry = design_air({}, memphis);
  DesignDayParams humid;
  humid.extreme = DesignExtreme::wet_bulb;
  const DesignAir wet = design_air(humid, memphis);

  // Header of the file, ASHRAE 2009: 35.6 / 25.2 degC, range 9.2 K; 26.8 degC wet bulb with
  // 32.8 degC. Twenty-five years against one typical year: within 1.5 K.
  CHECK(std::abs(dry.dry_bulb_k - 308.75) < 1.5);
  CHECK(std::abs(dry.wet_bulb_k - 298.35) < 1.5);
  CHECK(std::abs(dry.daily_range_dk - 9.2) < 1.5);
  CHECK(std::abs(wet.wet_bulb_k - 299.95) < 1.5);
  CHECK(std::abs(wet.dry_bulb_k - 305.95) < 1.5);
  CHECK(wet.wet_bulb_k > dry.wet_bulb_k);
}

TEST_CASE("design day: a file's rows give way to the day, its place and clock stay") {
  const WeatherFile memphis = read_weather(kDesignMemphis);

  const WeatherFile year = design_day_year({}, memphis, 3.0);

  CHECK(year.latitude_deg == memphis.latitude_deg);
  CHECK(year.point_offset_h == memphis.point_offset_h);
  CHECK(year.rows[0].dry_bulb_k == year.rows[24].dry_bulb_k);
  double pressure_pa = 0.0;
  for (const WeatherRow& row : memphis.rows)
    pressure_pa += row.pressure_pa / 8760.0;
  CHECK(year.rows[100].pressure_pa == Approx(pressure_pa).epsilon(1e-9));
  CHECK(year.notes.back().find("(0.4 % of hours beyond the dry bulb)") != std::string::npos);
  DesignDayParams some;
  some.dry_bulb_k = 308.15;
  CHECK(design_day_year(some, memphis, 3.0)
            .notes.back()
            .find("(as stated, the rest from the weather): 35.0 degC") != std::string::npos);
}

TEST_CASE("design day: the sky is clear, and the sun that of the date") {
  const WeatherFile year = design_day_year(memphis_stated(), memphis_place(), 3.0);
  const SolarWeather sun(year);

  const Sky june = sun.at(*parse_iso8601("2025-06-21T12:00-06:00")).sky;
  const Sky december = sun.at(*parse_iso8601("2025-12-21T12:00-06:00")).sky;
  const double june_zenith_deg = 35.07 - 23.44;  // At noon, by the obliquity of the ecliptic.
  const ClearSky expected = ineichen_clear_sky(
      june_zenith_deg,
      {.linke_turbidity = 3.0, .elevation_m = 81.0, .pressure_pa = standard_pressure_pa(81.0)},
      1322.0);  // 1366.1 W/m² at 1.0163 au.

  CHECK(june.ghi_w_per_m2 == Approx(expected.ghi_w_per_m2).epsilon(0.01));
  CHECK(june.ghi_w_per_m2 > 1.7 * december.ghi_w_per_m2);
  CHECK(sun.at(*parse_iso8601("2025-06-21T00:00-06:00")).sky.ghi_w_per_m2 == 0.0);
}

TEST_CASE("design day: pairs that are no air, and hours that are not there, are refused") {
  const auto refusal = [](const DesignDayParams& day, const WeatherFile& year) {
    try {
      design_day_year(day, year, 3.0);
    } catch (const DomainError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  DesignDayParams dry = memphis_stated();
  dry.wet_bulb_k = 283.15;  // 10 degC at 35.6 degC: less than no water.
  CHECK(refusal(dry, memphis_place()).find("drier than dry") != std::string::npos);

  DesignDayParams crossed = memphis_stated();
  crossed.wet_bulb_k = 310.15;
  CHECK(refusal(crossed, memphis_place()).find("above the dry bulb") != std::string::npos);

  DesignDayParams hotter;  // Memphis' hottest typical hour is below 40 degC.
  hotter.dry_bulb_k = 323.15;
  CHECK(refusal(hotter, read_weather(kDesignMemphis)).find("expected a stated `wet_bulb`") !=
        std::string::npos);
}
