// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <vector>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "models/climate/weather.h"
#include "sim/scenario/problem.h"
#include "tests/models/climate/scratch_file.h"
#include "tests/models/climate/weather_lines.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

const std::string kFolder = GIGAWATT_SOURCE_DIR "/scenarios/data/weather/";
const std::string kMemphis = kFolder + "USA_TN_Memphis.Intl.AP.723340_TMY3.epw";
}  // namespace

TEST_CASE("weather files: an EPW is read in SI units with the place of its header") {
  const WeatherFile file = read_weather(kMemphis);

  CHECK(file.rows.size() == 8760);
  CHECK(file.place == "Memphis International Ap, TN, USA");
  CHECK(file.latitude_deg == 35.07);
  CHECK(file.longitude_deg == -89.98);
  CHECK(file.utc_offset_h == -6.0);
  CHECK(file.elevation_m == 81.0);
  CHECK(file.point_offset_h == 1.0);
  CHECK(file.irradiance_middle_h == 0.5);
  CHECK(file.notes.empty());
  // Line 9 of the file, read by eye: 9.4 degC, dew point 9.4 degC, 100 %, 99400 Pa, 3.1 m/s.
  CHECK(file.rows[0].dry_bulb_k == Approx(282.55).epsilon(1e-12));
  CHECK(file.rows[0].dew_point_k == Approx(282.55).epsilon(1e-12));
  CHECK(file.rows[0].relative_humidity == Approx(1.0).epsilon(1e-12));
  CHECK(file.rows[0].pressure_pa == 99400.0);
  CHECK(file.rows[0].wind_m_per_s == 3.1);
  CHECK(file.rows[0].ghi_w_per_m2 == 0.0);
  // The last line: 5.6 degC.
  CHECK(file.rows[8759].dry_bulb_k == Approx(278.75).epsilon(1e-12));
}

TEST_CASE("weather files: SAM CSV without minutes is mid-hour, NSRDB CSV says so") {
  const WeatherFile tmy2 = read_weather(kFolder + "USA_AZ_Phoenix_TMY2_SAM.csv");
  const WeatherFile psm3 =
      read_weather(kFolder + "phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv");

  CHECK(tmy2.rows.size() == 8760);
  CHECK(tmy2.point_offset_h == 0.5);
  CHECK(tmy2.utc_offset_h == -7.0);
  CHECK(tmy2.elevation_m == 339.0);
  CHECK(tmy2.place == "Phoenix, AZ, USA, 23183");
  // First rows, read by eye: 5.6 degC, -3.3 degC, 53 %, 983 mbar, 2.1 m/s.
  CHECK(tmy2.rows[0].dry_bulb_k == Approx(278.75).epsilon(1e-12));
  CHECK(tmy2.rows[0].dew_point_k == Approx(269.85).epsilon(1e-12));
  CHECK(tmy2.rows[0].relative_humidity == Approx(0.53).epsilon(1e-12));
  CHECK(tmy2.rows[0].pressure_pa == 98300.0);

  CHECK(psm3.rows.size() == 8760);
  CHECK(psm3.point_offset_h == 0.5);
  CHECK(psm3.elevation_m == 358.0);
  // 7 degC, dew point -2 degC, 970 mbar; no humidity column, so it follows from the dew point.
  CHECK(psm3.rows[0].dry_bulb_k == Approx(280.15).epsilon(1e-12));
  CHECK(psm3.rows[0].pressure_pa == 97000.0);
  CHECK(psm3.rows[0].relative_humidity ==
        Approx(saturation_pressure_pa(271.15) / saturation_pressure_pa(280.15)).epsilon(1e-12));
}

TEST_CASE("weather files: means of each shipped year meet an independent count of the columns") {
  // Mean of the dry-bulb column and of the pressure column, by awk over the raw files.
  struct Case {
    const char* name;
    double dry_bulb_c;
    double pressure_pa;
  };
  const Case cases[] = {
      {"USA_TN_Memphis.Intl.AP.723340_TMY3.epw", 17.039954, 100684.566},
      {"USA_TX_Abilene.Rgnl.AP.722660_TMY3.epw", 17.085822, 95409.829},
      {"USA_MN_Duluth.Intl.AP.727450_TMY3.epw", 4.020628, 96367.831},
      {"USA_AZ_Phoenix_TMY2_SAM.csv", 22.527135, 97383.208},
      {"phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv", 21.938470, 96136.530},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.name);
    const WeatherFile file = read_weather(kFolder + expected.name);
    double kelvin = 0.0;
    double pascal = 0.0;
    for (const WeatherRow& row : file.rows) {
      kelvin += row.dry_bulb_k;
      pascal += row.pressure_pa;
    }

    CHECK(kelvin / 8760.0 - 273.15 == Approx(expected.dry_bulb_c).epsilon(1e-5));
    CHECK(pascal / 8760.0 == Approx(expected.pressure_pa).epsilon(1e-6));
  }
}

TEST_CASE("weather files: 8,759 rows name the hour that is missing and the count") {
  auto lines = lines_of(kMemphis);
  lines.erase(lines.begin() + kEpwHeader + 100);  // Line 109: 5 January, hour 5 (4 to 5 o'clock).

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 2);
  CHECK(problems[0].line == 109);
  CHECK(contains(problems[0].what, "month 1 day 5 hour 5-6"));
  CHECK(contains(problems[0].expected, "month 1 day 5 hour 4-5"));
  CHECK(contains(problems[1].what, "8759 hourly rows"));
  CHECK(contains(problems[1].expected, "8760"));
}

TEST_CASE("weather files: hours out of order are named where the order breaks") {
  auto lines = lines_of(kMemphis);
  std::swap(lines[kEpwHeader + 50], lines[kEpwHeader + 51]);

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 3);  // Into, inside and out of the swapped pair.
  CHECK(problems[0].line == kEpwHeader + 51);
}

TEST_CASE("weather files: impossible and unreadable cells are all named with line and column") {
  auto lines = lines_of(kMemphis);
  set_cell(lines[10], 6, "abc");
  set_cell(lines[20], 6, "88.0");
  set_cell(lines[30], 8, "140");
  set_cell(lines[40], 9, "9000");
  set_cell(lines[50], 7, "40.0");
  set_cell(lines[60], 13, "-5");

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 6);
  CHECK(contains(problems[0].what, "'abc' is not a number"));
  CHECK(problems[0].line == 11);
  CHECK(problems[0].column == static_cast<int>(lines[10].find("abc")) + 1);
  CHECK(contains(problems[1].what, "dry bulb 88"));
  CHECK(problems[1].column == static_cast<int>(lines[20].find("88.0")) + 1);
  CHECK(contains(problems[2].what, "relative humidity 140 %"));
  CHECK(contains(problems[3].what, "pressure 9000 Pa"));
  CHECK(contains(problems[4].what, "above the dry bulb"));
  CHECK(contains(problems[5].what, "global irradiance -5"));
}

TEST_CASE("weather files: a short gap is closed by a straight line and noted") {
  auto lines = lines_of(kMemphis);
  set_cell(lines[kEpwHeader + 5], 6, "10.0");
  set_cell(lines[kEpwHeader + 6], 6, "99.9");
  set_cell(lines[kEpwHeader + 7], 6, "99.9");
  set_cell(lines[kEpwHeader + 8], 6, "13.0");
  const ScratchFile scratch("gap.epw", joined(lines));

  const WeatherFile file = read_weather(scratch.path());

  CHECK(file.rows[6].dry_bulb_k == Approx(284.15).epsilon(1e-12));  // 11 degC, by hand.
  CHECK(file.rows[7].dry_bulb_k == Approx(285.15).epsilon(1e-12));
  REQUIRE(file.notes.size() == 1);
  CHECK(contains(file.notes[0], "dry bulb missing in 2 rows (first in line 15)"));
}

TEST_CASE("weather files: a gap of a day is an error") {
  auto lines = lines_of(kMemphis);
  for (int hour = 0; hour < 24; ++hour)
    set_cell(lines[kEpwHeader + 200 + hour], 9, "999999");

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == kEpwHeader + 201);
  CHECK(contains(problems[0].what, "pressure is missing for 24 hours"));
}

TEST_CASE("weather files: relative humidity stands in for a missing dew point") {
  auto lines = lines_of(kMemphis);
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i)
    set_cell(lines[i], 7, "99.9");
  const ScratchFile scratch("nodew.epw", joined(lines));

  const WeatherFile file = read_weather(scratch.path());

  // Last line: 5.6 degC and 79 %, dew point 2.2 degC in the untouched file (both rounded).
  CHECK(std::abs(file.rows[8759].dew_point_k - 275.35) < 0.2);
}

TEST_CASE("weather files: sea-level pressure at an elevated place is corrected and noted") {
  auto lines = lines_of(kFolder + "USA_TX_Abilene.Rgnl.AP.722660_TMY3.epw");  // 530 m.
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i)
    set_cell(lines[i], 9, "101500");
  const ScratchFile scratch("sealevel.epw", joined(lines));

  const WeatherFile file = read_weather(scratch.path());

  CHECK(file.rows[0].pressure_pa ==
        Approx(101500.0 * standard_pressure_pa(530.0) / 101325.0).epsilon(1e-12));
  REQUIRE(file.notes.size() == 1);
  CHECK(contains(file.notes[0], "is that of sea level, not of 530 m"));
}

TEST_CASE("weather files: a leap year loses its 29 February with a note") {
  auto lines = lines_of(kMemphis);
  std::vector<std::string> extra(lines.begin() + kEpwHeader + 58 * 24,
                                 lines.begin() + kEpwHeader + 59 * 24);
  for (auto& line : extra)
    set_cell(line, 2, "29");
  lines.insert(lines.begin() + kEpwHeader + 59 * 24, extra.begin(), extra.end());
  const ScratchFile scratch("leap.epw", joined(lines));

  const WeatherFile file = read_weather(scratch.path());

  CHECK(file.rows.size() == 8760);
  REQUIRE(file.notes.size() == 1);
  CHECK(contains(file.notes[0], "29 February dropped (24 rows)"));
}

TEST_CASE("weather files: cut-off, empty, foreign and absent files are one clear problem each") {
  auto lines = lines_of(kMemphis);
  const auto complaint = [](const std::string& content) {
    const ScratchFile file("odd.epw", content);
    try {
      read_weather(file.path());
    } catch (const ScenarioError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  std::string noise;
  for (unsigned i = 0, state = 1; i < 5000; ++i) {
    state = state * 1664525u + 1013904223u;
    noise += static_cast<char>(state >> 24);
  }

  CHECK(contains(complaint(""), "the file is empty"));
  CHECK(contains(complaint("{\"hourly\": [1, 2, 3]}\n"), ":1:1: not a weather file"));
  CHECK(contains(complaint(noise), ":1:1: not a weather file"));
  CHECK(contains(complaint(joined({lines.begin(), lines.begin() + 4})), "DATA PERIODS"));
  CHECK(contains(complaint(joined({lines.begin(), lines.begin() + 8})), "0 hourly rows"));
  CHECK(
      contains(complaint(joined({lines.begin(), lines.begin() + 3000}) + lines[3000].substr(0, 70)),
               "the row ends after"));
  CHECK(contains(
      complaint("Latitude,Longitude,Time Zone,Elevation\n1,2,3,4\nYear,Month,Day,Hour,GHI\n"),
      "no column for the dry bulb"));
  CHECK_THROWS_AS(read_weather("/nowhere/at/all.epw"), ScenarioError);
  CHECK_THROWS_AS(read_weather(kFolder), ScenarioError);
}

TEST_CASE("weather files: a file of nothing but faults stops at the cap") {
  auto lines = lines_of(kMemphis);
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i)
    set_cell(lines[i], 6, "x");

  const auto problems = problems_of(lines);

  CHECK(problems.size() == 21);  // Twenty and the word that there are more.
}

TEST_CASE("weather files: others in GIGAWATT_EXTRA_DATA read with their faults noted") {
  const char* folder = std::getenv("GIGAWATT_EXTRA_DATA");
  if (folder == nullptr) {
    std::cout << "skipped: Aswan and Eilat weather (GIGAWATT_EXTRA_DATA names no folder)\n";
    return;
  }
  const std::string weather = std::string(folder) + "/weather/";

  const WeatherFile aswan = read_weather(weather + "EGY_Aswan.624140_ETMY.epw");
  const WeatherFile eilat = read_weather(weather + "ISR_Eilat.401990_MSI.epw");

  REQUIRE(aswan.notes.size() == 2);  // Direct irradiance of 1545 W/m2, sea-level pressure.
  CHECK(contains(aswan.notes[1], "is that of sea level, not of 194 m"));
  REQUIRE(eilat.notes.size() == 1);
  CHECK(contains(eilat.notes[0], "the dew points are wet bulbs"));
}
