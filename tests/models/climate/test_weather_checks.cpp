// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "models/climate/psychrometrics.h"
#include "models/climate/weather.h"
#include "tests/models/climate/weather_lines.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

const std::string kMemphisEpw =
    GIGAWATT_SOURCE_DIR "/scenarios/data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw";
const std::string kAbileneEpw =
    GIGAWATT_SOURCE_DIR "/scenarios/data/weather/USA_TX_Abilene.Rgnl.AP.722660_TMY3.epw";
// Cells of an EPW row.
constexpr int kDryCell = 6, kDewCell = 7, kHumidityCell = 8, kPressureCell = 9;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');)
    cells.push_back(cell);
  return cells;
}

int month_of(const std::string& line) {
  return std::stoi(cells_of(line)[1]);
}

}  // namespace

TEST_CASE("weather checks: the shipped files pass without a note") {
  for (const char* name :
       {"USA_TN_Memphis.Intl.AP.723340_TMY3.epw", "USA_TX_Abilene.Rgnl.AP.722660_TMY3.epw",
        "USA_MN_Duluth.Intl.AP.727450_TMY3.epw", "USA_AZ_Phoenix_TMY2_SAM.csv",
        "phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv"}) {
    CAPTURE(name);
    const WeatherFile file =
        read_weather(std::string(GIGAWATT_SOURCE_DIR "/scenarios/data/weather/") + name);
    CHECK(joined(file.notes) == "");
  }
}

TEST_CASE("weather checks: another format's mark for a missing value is named as such") {
  auto lines = lines_of(kMemphisEpw);
  set_cell(lines[20], kDryCell, "-9999");
  set_cell(lines[30], kDewCell, "-99");  // Within what air could have, and yet no dew point.
  set_cell(lines[40], kHumidityCell, "-999");
  set_cell(lines[50], 21, "99");

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 4);
  CHECK(problems[0].line == 21);
  CHECK(problems[0].what ==
        "dry bulb -9999 degC looks like another format's mark for a missing value");
  CHECK(contains(problems[1].what, "dew point -99 degC looks like"));
  CHECK(contains(problems[2].what, "relative humidity -999 % looks like"));
  CHECK(contains(problems[3].what, "wind speed 99 m/s looks like"));
}

TEST_CASE("weather checks: a dew point no place has is refused even under a hotter dry bulb") {
  auto lines = lines_of(kMemphisEpw);
  set_cell(lines[20], kDryCell, "46.0");
  set_cell(lines[20], kDewCell, "42.0");  // The highest ever measured is 35 degC.

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 1);
  CHECK(contains(problems[0].what, "dew point 42 degC is impossible"));
}

TEST_CASE("weather checks: 99999 Pa is air, not a mark") {
  auto lines = lines_of(kMemphisEpw);
  set_cell(lines[20], kPressureCell, "99999");

  CHECK(problems_of(lines).empty());
}

TEST_CASE("weather checks: dew points that are wet bulbs give way to the relative humidity") {
  auto lines = lines_of(kMemphisEpw);
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i) {
    const auto cells = cells_of(lines[i]);
    const AirState air = air_from_relative_humidity(
        std::stod(cells[kDryCell]) + 273.15, std::stod(cells[kHumidityCell]) * 0.01, 100.0e3);
    set_cell(lines[i], kDewCell, fmt::format("{:.1f}", air.wet_bulb_k - 273.15));
  }
  const ScratchFile scratch("wetdew.epw", joined(lines));

  const WeatherFile file = read_weather(scratch.path());

  REQUIRE(file.notes.size() == 1);
  CHECK(contains(file.notes[0], "the dew points are wet bulbs"));
  // The last line: 5.6 degC and 79 %; the untouched file says 2.2 degC (both rounded).
  CHECK(std::abs(file.rows[8759].dew_point_k - 275.35) < 0.2);
}

TEST_CASE("weather checks: humidities that contradict each other are noted, not judged") {
  auto lines = lines_of(kMemphisEpw);
  for (std::size_t i = kEpwHeader; i < kEpwHeader + 8760; i += 20)  // 438 rows, 5 %.
    set_cell(lines[i], kHumidityCell, "2");

  const std::string notes = notes_of(lines);

  CHECK(contains(notes, "dew point and relative humidity disagree by more than 10 % in"));
  CHECK(contains(notes, "the dew point is used"));
}

TEST_CASE("weather checks: relative humidity beyond its range is noted") {
  auto lines = lines_of(kMemphisEpw);
  set_cell(lines[20], kHumidityCell, "104");
  set_cell(lines[30], kHumidityCell, "0");

  const std::string notes = notes_of(lines);

  CHECK(contains(notes, "relative humidity above 100 % in 1 rows (first in line 21)"));
  CHECK(contains(notes, "relative humidity of 0 % in 1 rows (first in line 31)"));
}

TEST_CASE("weather checks: pressure of another elevation is noted with that elevation") {
  auto lines = lines_of(kMemphisEpw);  // 81 m, mean 100,685 Pa.
  set_cell(lines[0], 9, "500");

  const std::string notes = notes_of(lines);

  // Standard atmosphere: 95,461 Pa at 500 m; its drop of 5.9 kPa puts the limit of "sea level" at
  // 95,461 + 0.6 * 5,864 = 98,980 Pa, so this reads as pressure reduced to sea level.
  CHECK(contains(notes, "mean pressure 100685 Pa is that of sea level, not of 500 m"));

  // Abilene's 95,410 Pa belong to 504 m by the same formula; 900 m would have 90,971 Pa.
  auto high = lines_of(kAbileneEpw);
  set_cell(high[0], 9, "900");
  CHECK(contains(notes_of(high),
                 "mean pressure 95410 Pa belongs to an elevation of 504 m, but the file says 900"));
}

TEST_CASE("weather checks: an elevation in feet is refused") {
  auto lines = lines_of(kAbileneEpw);
  set_cell(lines[0], 9, "1739");  // 530 m.

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 1);
  CHECK(contains(problems[0].what, "belongs to an elevation of 504 m, but the file says 1739 m"));
  CHECK(contains(problems[0].expected, "in feet"));
}

TEST_CASE("weather checks: months reduced to sea level among others are refused") {
  auto lines = lines_of(kAbileneEpw);
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i) {
    if (month_of(lines[i]) == 4) set_cell(lines[i], kPressureCell, "101500");
  }

  const auto problems = problems_of(lines);

  REQUIRE(problems.size() == 1);
  CHECK(problems[0].line == kEpwHeader + 90 * 24 + 1);  // 1 April: 31 + 28 + 31 days before it.
  CHECK(contains(problems[0].what, "between months 3 and 4"));
}

TEST_CASE("weather checks: a month whose days are alike is no hourly weather") {
  auto lines = lines_of(kMemphisEpw);
  for (int day = 1; day < 31; ++day) {
    for (int hour = 0; hour < 24; ++hour) {
      set_cell(lines[static_cast<std::size_t>(kEpwHeader + day * 24 + hour)], kDryCell,
               cells_of(lines[static_cast<std::size_t>(kEpwHeader + hour)])[kDryCell]);
      set_cell(lines[static_cast<std::size_t>(kEpwHeader + day * 24 + hour)], kDewCell, "-5.0");
    }
  }

  CHECK(contains(notes_of(lines), "one day of a month is like the next (months 1): averages"));
}

TEST_CASE("weather checks: smooth seasons without weather are averages too") {
  auto lines = lines_of(kMemphisEpw);
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i) {
    // A steady rise from day to day in every month, as means of thirty years have it.
    const auto day = static_cast<double>((i - kEpwHeader) / 24);
    const auto hour = static_cast<double>((i - kEpwHeader) % 24);
    set_cell(lines[i], kDryCell, fmt::format("{:.2f}", 10.0 + 0.05 * day + 0.2 * hour));
    set_cell(lines[i], kDewCell, "5.0");
    set_cell(lines[i], kHumidityCell, "999");
  }

  const std::string notes = notes_of(lines);

  CHECK(contains(notes, "(months 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12): averages"));
  CHECK(contains(notes, "dew point is the same in every row"));
}

TEST_CASE("weather checks: daily means written 24 times are noted") {
  auto lines = lines_of(kMemphisEpw);
  for (std::size_t i = kEpwHeader; i < lines.size(); ++i) {
    const std::size_t noon = i - (i - kEpwHeader) % 24 + 12;
    set_cell(lines[i], kDryCell, cells_of(lines[noon])[kDryCell]);
    set_cell(lines[i], kDewCell, "-19");
    set_cell(lines[i], kHumidityCell, "999");
  }

  CHECK(contains(notes_of(lines), "dry bulb does not change within 365 days (first in line 9)"));
}
