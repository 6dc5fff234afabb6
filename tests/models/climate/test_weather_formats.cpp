// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "models/climate/calendar_year.h"
#include "models/climate/psychrometrics.h"
#include "models/climate/solar_weather.h"
#include "models/climate/weather.h"
#include "sim/engine/calendar.h"
#include "tests/models/climate/weather_lines.h"

// Files made here in the layout of the formats, with numbers that no service gave.

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

/// Dry bulb of a row [degC]: weather enough to be hourly, and the row's number can be told from it.
double made_dry_bulb_c(int row) {
  return 10.0 + 8.0 * std::sin(0.2618 * row) + 3.0 * std::sin(0.13 * (row / 24) * (row / 24));
}

/// Rows of a year, a stamp by `stamp(month, day, hour)` and cells by `cells(row)`.
template <class Stamp, class Cells>
void add_year(std::vector<std::string>& lines, Stamp stamp, Cells cells) {
  int row = 0;
  for (std::size_t month = 1; month <= 12; ++month) {
    for (std::size_t day = 1; day <= kDaysOfMonth[month - 1]; ++day) {
      for (int hour = 0; hour < 24; ++hour, ++row)
        lines.push_back(stamp(month, day, hour) + "," + cells(row));
    }
  }
}

std::vector<std::string> pvgis_lines() {
  std::vector<std::string> lines{"Latitude (decimal degrees): 45.000\r",
                                 "Longitude (decimal degrees): 8.000\r",
                                 "Elevation (m): 250.0\r",
                                 "Irradiance Time Offset (h): 0.1761\r",
                                 "month,year\r",
                                 "1,2007\r",
                                 "2,2012\r",
                                 "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP\r"};
  add_year(
      lines,
      [](std::size_t month, std::size_t day, int hour) {
        // Each month from a year of its own, a leap year among them.
        return fmt::format("{}{:02}{:02}:{:02}00", 2005 + month, month, day, hour);
      },
      [](int row) {
        const bool day = row % 24 > 7 && row % 24 < 17;
        return fmt::format("{:.2f},{:.1f},{},{},{},250.0,{:.2f},60.0,98500.0\r",
                           made_dry_bulb_c(row), 60.0 + row % 30, day ? "400.0" : "0.0",
                           day ? "500.0" : "-0.0", day ? "150.0" : "0.0", 2.0 + row % 24 / 24.0);
      });
  lines.insert(lines.end(), {"\r", "T2m: 2-m air temperature (degree Celsius)\r", "\r",
                             "PVGIS (c) European Union, 2001-2022\r"});
  return lines;
}

std::vector<std::string> open_meteo_lines(const char* temperature, const char* wind) {
  std::vector<std::string> lines{
      "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation",
      "1.3005272,103.862564,19.0,28800,Asia/Singapore,GMT+8", "",
      fmt::format("time,temperature_2m ({}),relative_humidity_2m (%),pressure_msl (hPa),"
                  "surface_pressure (hPa),wind_speed_10m ({}),shortwave_radiation (W/m²),"
                  "diffuse_radiation (W/m²)",
                  temperature, wind)};
  add_year(
      lines,
      [](std::size_t month, std::size_t day, int hour) {
        return fmt::format("2023-{:02}-{:02}T{:02}:00", month, day, hour);
      },
      [](int row) {
        const bool day = row % 24 > 7 && row % 24 < 19;
        return fmt::format("{:.1f},{},1010.5,1008.3,{}.0,{},{}", made_dry_bulb_c(row),
                           60 + row % 30, 18 + row % 3, day ? "400.0" : "0.0",
                           day ? "150.0" : "0.0");
      });
  return lines;
}

WeatherFile read_lines(const std::vector<std::string>& lines) {
  const ScratchFile scratch("format.csv", joined(lines));
  return read_weather(scratch.path());
}

}  // namespace

TEST_CASE("PVGIS: a typical year is read on the clock of UTC, values at the stamp") {
  const WeatherFile file = read_lines(pvgis_lines());

  CHECK(joined(file.notes) == "");
  CHECK(file.latitude_deg == 45.0);
  CHECK(file.longitude_deg == 8.0);
  CHECK(file.elevation_m == 250.0);
  CHECK(file.utc_offset_h == 0.0);
  CHECK_FALSE(file.clock_is_local);
  CHECK(file.point_offset_h == 0.0);
  CHECK(file.irradiance_middle_h == Approx(0.1761).epsilon(1e-12));
  REQUIRE(file.rows.size() == 8760);
  // Row 12 by the formula above, to the two digits of the file; 72 %, 98,500 Pa.
  CHECK(file.rows[12].dry_bulb_k == Approx(283.15 + 8.0 * std::sin(3.1416)).epsilon(1e-5));
  CHECK(file.rows[12].relative_humidity == Approx(0.72));
  CHECK(file.rows[12].pressure_pa == 98500.0);
  CHECK(file.rows[12].wind_m_per_s == 2.5);
  CHECK(file.rows[12].ghi_w_per_m2 == 400.0);
  CHECK(file.rows[12].dni_w_per_m2 == 500.0);
  CHECK(file.rows[12].dhi_w_per_m2 == 150.0);
  CHECK(saturation_pressure_pa(file.rows[12].dew_point_k) ==
        Approx(0.72 * saturation_pressure_pa(file.rows[12].dry_bulb_k)).epsilon(1e-6));
  // The row of 12:00 UTC is met at 12:00 UTC.
  CHECK(Weather(file).at(*parse_iso8601("2025-01-01T12:00Z")).dry_bulb_k ==
        Approx(file.rows[12].dry_bulb_k).epsilon(1e-12));
}

TEST_CASE("PVGIS: irradiance is held for half an hour to either side of its instant") {
  const SolarWeather sun(read_lines(pvgis_lines()));
  const auto dhi = [&](const char* time) { return sun.at(*parse_iso8601(time)).sky.dhi_w_per_m2; };

  // Row 8, the first with light, is of 8:00 + 0.1761 h = 8:10:34; it begins at 7:40:34.
  CHECK(dhi("2025-01-01T07:40Z") == 0.0);
  CHECK(dhi("2025-01-01T07:41Z") == 150.0);
}

TEST_CASE("PVGIS: hourly radiation has no humidity and is refused by what it lacks") {
  const std::vector<std::string> lines{"Latitude (decimal degrees):\t45.000",
                                       "Longitude (decimal degrees):\t8.000",
                                       "Elevation (m):\t250",
                                       "Radiation database:\tPVGIS-SARAH2",
                                       "",
                                       "time,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int",
                                       "20050101:0011,0.0,0.0,0.0,0.0,3.1,1.2,0.0"};

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == 6);
  CHECK(problems[0].what == "no column for the humidity");
  CHECK(contains(problems[0].expected, "typical year (TMY)"));
}

TEST_CASE("PVGIS: faults of header and rows are named with line and column") {
  auto lines = pvgis_lines();
  lines[2] = "Elevation (m): high";
  CHECK(contains(problems_of(lines).at(0).what, "'high' is not a number"));

  lines = pvgis_lines();
  lines.erase(lines.begin() + 1);
  CHECK(problems_of(lines).at(0).what == "no 'Longitude' line before the table");

  lines = pvgis_lines();
  set_cell(lines[20], 0, "2007010:0000");
  set_cell(lines[30], 1, "warm");
  const auto problems = problems_of(lines);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].line == 21);
  CHECK(contains(problems[0].what, "'2007010:0000' is no time"));
  CHECK(problems[1].line == 31);
  CHECK(contains(problems[1].what, "'warm' is not a number"));

  lines = pvgis_lines();
  lines.resize(8);
  CHECK(contains(problems_of(lines).at(0).what, "0 hourly rows"));
  lines.resize(4);
  CHECK(problems_of(lines).at(0).what == "the file ends before its table");
}

TEST_CASE("Open-Meteo: hours on the clock of the header, radiation of the hour before the stamp") {
  const WeatherFile file = read_lines(open_meteo_lines("°C", "km/h"));

  CHECK(joined(file.notes) == "");
  CHECK(file.latitude_deg == 1.3005272);
  CHECK(file.elevation_m == 19.0);
  CHECK(file.utc_offset_h == 8.0);
  CHECK(file.clock_is_local);
  CHECK(file.point_offset_h == 0.0);
  CHECK(file.irradiance_middle_h == -0.5);
  REQUIRE(file.rows.size() == 8760);
  CHECK(file.rows[12].relative_humidity == Approx(0.72));
  CHECK(file.rows[12].pressure_pa == Approx(100830.0));  // Not the 1010.5 hPa of sea level.
  CHECK(file.rows[12].wind_m_per_s == Approx(5.0));      // 18 km/h.
  CHECK(std::isnan(file.rows[12].dni_w_per_m2));
  CHECK(Weather(file).at(*parse_iso8601("2025-01-01T12:00+08:00")).dry_bulb_k ==
        Approx(file.rows[12].dry_bulb_k).epsilon(1e-12));
  // The row of 8:00, the first with light, is the mean of 7:00 to 8:00.
  const SolarWeather sun(file);
  CHECK(sun.at(*parse_iso8601("2025-01-01T06:59+08:00")).sky.dhi_w_per_m2 == 0.0);
  CHECK(sun.at(*parse_iso8601("2025-01-01T07:00+08:00")).sky.dhi_w_per_m2 == 150.0);
}

TEST_CASE("Open-Meteo: units are those of the column names") {
  const WeatherFile american = read_lines(open_meteo_lines("°F", "mp/h"));

  // Row 0 is 10.0: 10 degF = -12.22 degC by hand; 18 mph = 8.05 m/s.
  CHECK(american.rows[0].dry_bulb_k == Approx(273.15 - 110.0 / 9.0).epsilon(1e-9));
  CHECK(american.rows[0].wind_m_per_s == Approx(8.04672).epsilon(1e-9));

  const auto problems = problems_of(open_meteo_lines("K", "km/h"));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == 4);
  CHECK(problems[0].column == 6);
  CHECK(problems[0].what == "unknown unit 'K'");
  CHECK(problems[0].expected == "a unit in brackets, such as (°C)");
}

TEST_CASE("Open-Meteo: gaps are short, and half hours are not hours") {
  auto lines = open_meteo_lines("°C", "km/h");
  set_cell(lines[4 + 100], 1, "NaN");
  set_cell(lines[4 + 101], 1, "");
  CHECK(contains(notes_of(lines), "dry bulb missing in 2 rows (first in line 105)"));

  lines = open_meteo_lines("°C", "km/h");
  set_cell(lines[4 + 1], 0, "2023-01-01T00:30");
  const auto problems = problems_of(lines);
  REQUIRE_FALSE(problems.empty());
  CHECK(problems[0].line == 6);
  CHECK(problems[0].what == "minute 30");
}

TEST_CASE("Open-Meteo: a second table after the hours is left alone") {
  auto lines = open_meteo_lines("°C", "km/h");
  lines.insert(lines.end(), {"", "time,temperature_2m_max (°C)", "2023-01-01,30.1"});

  CHECK(read_lines(lines).rows.size() == 8760);
}
