// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include <doctest/doctest.h>

#include "models/climate/series.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"
#include "tests/models/climate/scratch_file.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

const std::string kFolder = GIGAWATT_SOURCE_DIR "/scenarios/data/grid/";
const SeriesColumns kErcotPrice{.value = "Price (USD/MWh)", .factor = 1e-3};

std::vector<Problem> problems_of(const std::string& content, const SeriesColumns& columns) {
  const ScratchFile file("series.csv", content);
  try {
    read_step_series(file.path(), columns);
  } catch (const ScenarioError& error) {
    return error.problems();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("series: a carbon trace of quarter hours gives the emissions of 150 W by hand") {
  const ScratchFile file("carbon.csv",
                         "timestamp,carbon_intensity\n"
                         "2022-01-01T00:00:00,164.5177\n"
                         "2022-01-01T00:15:00,162.9489\n"
                         "2022-01-01T00:30:00,164.3010\n"
                         "2022-01-01T00:45:00,167.5809\n");
  const StepSeries carbon = read_step_series(file.path(), {.value = "carbon_intensity"});
  const TimeNs start = utc_midnight(2022, 1, 1);
  const double kwh_per_minute = 150.0 * 60.0 / 3.6e6;

  // Intensities of OpenDC's carbon test; emissions by W s / 3.6e6 x g/kWh.
  const double expected_g[] = {0.411294, 0.407372, 0.4107525, 0.4189523};
  double total_g = 0.0;
  for (int minute = 0; minute < 60; ++minute) {
    const TimeNs from = start + minute * kNsPerMinute;
    const double grams = carbon.mean(from, from + kNsPerMinute) * kwh_per_minute;
    CHECK(grams == Approx(expected_g[minute / 15]).epsilon(1e-6));
    total_g += grams;
  }
  CHECK(total_g == Approx(24.7256).epsilon(2e-6));
  CHECK(carbon.step_ns() == 15 * kNsPerMinute);
  CHECK(carbon.next_step(start + kNsPerMinute) == start + 15 * kNsPerMinute);
  CHECK(carbon.next_step(start) == start + 15 * kNsPerMinute);
}

TEST_CASE("series: a series shorter than a year is refused outside its span") {
  const StepSeries series(utc_midnight(2022, 1, 1), kNsPerHour, {1.0, 2.0});

  CHECK(series.at(utc_midnight(2022, 1, 1) + 2 * kNsPerHour - 1) == 2.0);
  CHECK_THROWS_AS(series.at(utc_midnight(2022, 1, 1) + 2 * kNsPerHour), DomainError);
  CHECK_THROWS_AS(series.at(utc_midnight(2022, 1, 1) - 1), DomainError);
}

TEST_CASE("series: ERCOT prices keep 8,760 even hours across both clock changes") {
  const StepSeries price =
      read_step_series(kFolder + "ERCOT_HB_HUBAVG_DAM_SPP_2022.csv", kErcotPrice);

  CHECK(price.values().size() == 8760);
  CHECK(price.step_ns() == kNsPerHour);
  CHECK(price.first() == *parse_iso8601("2022-01-01T00:00:00-06:00"));
  // Rows of the file read by eye, USD/MWh; the last has the winter offset again.
  CHECK(price.at(*parse_iso8601("2022-01-01T01:59:59-06:00")) == Approx(0.02462));
  CHECK(price.at(*parse_iso8601("2022-12-31T23:30:00-06:00")) == Approx(0.00724));
}

TEST_CASE("series: a year in the file stands for the same dates of other years") {
  const StepSeries price =
      read_step_series(kFolder + "ERCOT_HB_HUBAVG_DAM_SPP_2022.csv", kErcotPrice);
  const auto at = [&](const char* text) { return price.at(*parse_iso8601(text)); };

  CHECK(at("2025-01-01T01:00:00-06:00") == at("2022-01-01T01:00:00-06:00"));
  CHECK(at("2025-12-31T23:00:00-06:00") == at("2022-12-31T23:00:00-06:00"));
  CHECK(at("2019-07-13T16:00:00-06:00") == at("2022-07-13T16:00:00-06:00"));
  CHECK(at("2024-02-29T16:00:00-06:00") == at("2022-02-28T16:00:00-06:00"));
  CHECK(at("2024-03-01T16:00:00-06:00") == at("2022-03-01T16:00:00-06:00"));
  CHECK(at("2024-12-31T16:00:00-06:00") == at("2022-12-31T16:00:00-06:00"));
  const TimeNs late = *parse_iso8601("2031-05-05T10:20:00-06:00");
  CHECK(price.next_step(late) == *parse_iso8601("2031-05-05T11:00:00-06:00"));
}

TEST_CASE("series: a span that does not start at New Year still finds every date") {
  std::vector<double> days(366);
  std::iota(days.begin(), days.end(), 0.0);
  // 2023-07-01 to 2024-06-30, over 29 February 2024.
  const StepSeries series(utc_midnight(2023, 7, 1), kNsPerDay, days);

  CHECK(series.at(utc_midnight(2030, 7, 1)) == 0.0);
  CHECK(series.at(utc_midnight(2030, 6, 30)) == 365.0);
  CHECK(series.at(utc_midnight(2030, 3, 1)) == 244.0);  // 243 is 29 February.
  CHECK(series.at(utc_midnight(2028, 2, 29)) == 243.0);
  CHECK(series.at(utc_midnight(2010, 12, 31)) == 183.0);
}

TEST_CASE("series: average and marginal carbon files read with their own columns and units") {
  const StepSeries average =
      read_step_series(kFolder + "EIA930_ERCO_2022_generation_by_fuel_avgCI.csv",
                       {.value = "avg_CI", .time = "timestamp", .factor = 1e-3});
  const StepSeries marginal =
      read_step_series(kFolder + "AVERT_2023_CO2_lb_per_kwh.csv", {.value = "TN",
                                                                   .time = "Timestamp",
                                                                   .factor = 0.45359237,
                                                                   .utc_offset_ns = -5 * kNsPerHour,
                                                                   .row_year = 2023});

  CHECK(average.at(utc_midnight(2022, 1, 1)) == Approx(0.3342055847568988));  // First row.
  CHECK(marginal.values().size() == 8760);
  CHECK(marginal.first() == utc_midnight(2023, 1, 1) + 5 * kNsPerHour);
  CHECK(marginal.values().front() == Approx(2.01 * 0.45359237));
}

TEST_CASE("series: faults are named with line and column, all at once") {
  const SeriesColumns columns{.value = "price"};

  const auto gap = problems_of(
      "time,price\n2022-01-01 00:00Z,1\n2022-01-01 01:00Z,2\n2022-01-01 03:00Z,3\n", columns);
  REQUIRE(gap.size() == 1);
  CHECK(gap[0].line == 4);
  CHECK(gap[0].column == 1);
  CHECK(contains(gap[0].what, "a step of 2 h"));

  const auto doubled = problems_of(
      "time,price\n2022-11-06 00:00,1\n2022-11-06 01:00,2\n2022-11-06 01:00,3\n", columns);
  REQUIRE(doubled.size() == 1);
  CHECK(contains(doubled[0].what, "a second time"));
  CHECK(contains(doubled[0].expected, "UTC offsets"));

  const auto mixed = problems_of(
      "time,price\n2022-01-01 05:00,1\n2022-01-01 04:00,2\nyesterday,3\n2022-01-01 05:00,n/a\n",
      columns);
  REQUIRE(mixed.size() == 3);
  CHECK(contains(mixed[0].what, "comes after"));
  CHECK(contains(mixed[1].what, "'yesterday' is not a time"));
  CHECK(contains(mixed[2].what, "'n/a' is not a number"));
  CHECK(mixed[2].line == 5);
  CHECK(mixed[2].column == 18);

  const auto cut =
      problems_of("time,price\n2022-01-01 05:00,1\n2022-01-01 06:00,\n2022-01-01 07", columns);
  REQUIRE(cut.size() == 2);
  CHECK(cut[0].what == "no value");
  CHECK(contains(cut[1].what, "the row ends after 1 cells"));
}

TEST_CASE("series: the doubled hour at a clock change is two steps if the offsets say so") {
  const ScratchFile file("autumn.csv",
                         "time,price\n2022-11-06 00:00-05:00,1\n2022-11-06 01:00-05:00,2\n"
                         "2022-11-06 01:00-06:00,3\n2022-11-06 02:00-06:00,4\n");

  const StepSeries series = read_step_series(file.path(), {.value = "price"});

  CHECK(series.at(*parse_iso8601("2022-11-06T01:30-06:00")) == 3.0);
}

TEST_CASE("series: an unknown column names the nearest one, an empty file says so") {
  const auto wrong = problems_of("time,price\n", {.value = "prize"});
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].what == "no column 'prize'");
  CHECK(wrong[0].suggestion == "price");

  const auto empty = problems_of("", {.value = "price"});
  REQUIRE(empty.size() == 1);
  CHECK(empty[0].what == "the file is empty");

  const auto headers_only = problems_of("time,price\n", {.value = "price"});
  REQUIRE(headers_only.size() == 1);
  CHECK(contains(headers_only[0].what, "0 rows"));
}

TEST_CASE("series: a constant has one value and no steps") {
  const StepSeries series(0.064);

  CHECK(series.at(12345) == 0.064);
  CHECK(series.mean(0, kNsPerHour) == 0.064);
  CHECK(series.next_step(0) == kNever);
}
