// SPDX-License-Identifier: Apache-2.0

// Expected numbers: the tests of NREL's ssc (lib_battery_lifetime), tolerance 0.01 % of capacity,
// and the published formula evaluated by itself.

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/storage/fade_sam.h"
#include "models/power/storage/rainflow.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

/// Two depths, straight to 80 % and to 60 %.
std::vector<power::DepthCurve> ssc_cycles() {
  return {{0.2, {{0.0, 5000.0, 10000.0}, {1.0, 0.8, 0.6}}},
          {0.8, {{0.0, 1000.0, 2000.0}, {1.0, 0.8, 0.6}}}};
}

/// Cells at rest for `hours`, booked day by day and once more for what is left of a day.
power::CellAge rest(const power::SamFade& model, double hours, double kelvin, double charge_frac) {
  power::FadeState state;
  power::CellAge age;
  while (hours > 0.0) {
    const double now_h = std::min(hours, 24.0);
    power::endure(model,
                  {.seconds = now_h * kHourS,
                   .temperature_k = kelvin,
                   .from_frac = charge_frac,
                   .to_frac = charge_frac},
                  state);
    model.book(state.day, age);
    power::begin_day(state);
    hours -= now_h;
  }
  return age;
}

struct CycleCount {
  double capacity_percent = 100.0;
  double cycles = 0.0;
  double mean_range_percent = 0.0;
};

/// Depths of discharge [%] as turning points, then what the closed cycles cost.
CycleCount count_depths(const std::vector<double>& depths) {
  const power::SamFade model(power::SamFade::NoCalendar{}, ssc_cycles());
  power::RainflowCounter path;
  power::CellDay day;
  for (const double depth : depths)
    path.move_to(1.0 - depth / 100.0, day.closed_ranges);
  // A turn is known when the path has turned back from it.
  if (depths.size() >= 2)
    path.move_to(
        1.0 - (depths.back() + (depths.back() < depths[depths.size() - 2] ? 1e-6 : -1e-6)) / 100.0,
        day.closed_ranges);

  power::CellAge age;
  model.book(day, age);
  const double sum = std::accumulate(day.closed_ranges.begin(), day.closed_ranges.end(), 0.0);
  return {power::SamFade::cycle_capacity_frac(age) * 100.0, age.cycles, sum / age.cycles * 100.0};
}

std::vector<double> alternating(std::vector<double> depths, double odd, double even, int count) {
  for (int i = 0; i < count; ++i)
    depths.push_back(i % 2 == 0 ? even : odd);
  return depths;
}

}  // namespace

TEST_CASE("SAM calendar: ssc's cold storage at 4.85 degC, mostly at 90 %") {
  const power::SamFade model(power::SamCalendarCoefficients{}, {});
  const double kelvin = 278.0;
  CHECK(power::SamCalendarCoefficients{}.rate(kelvin, 0.9) == Approx(4.746e-4).epsilon(1e-3));
  for (const auto& [hours, percent, lost] :
       {std::tuple{500.0, 101.78, 0.00217}, {1000.0, 101.69, 0.00306}, {200000.0, 97.67, 0.043}}) {
    const auto age = rest(model, hours, kelvin, 0.9);
    CHECK(std::abs(model.calendar_capacity_frac(age) * 100.0 - percent) < 0.01);
    CHECK(std::sqrt(age.calendar_sum) == Approx(lost).epsilon(0.01));
  }
  CHECK(rest(model, 200000.0, kelvin, 0.9).days == Approx(8333.33).epsilon(1e-5));
}

TEST_CASE("SAM calendar: ten years at half charge, the formula in closed form") {
  const power::SamFade model(power::SamCalendarCoefficients{}, {});
  for (const auto& [celsius, percent] : {std::pair{25.0, 98.0565}, {10.0, 100.8251}}) {
    const auto age = rest(model, 3650.0 * 24.0, celsius + 273.15, 0.5);
    CHECK(model.calendar_capacity_frac(age) * 100.0 == Approx(percent).epsilon(1e-6));
    CHECK(age.health_frac == Approx(std::min(1.0, percent / 100.0)).epsilon(1e-6));
  }
}

TEST_CASE("SAM calendar: a table is followed and extended by its last slope") {
  const power::SamFade model(power::CapacityCurve{{0.0, 3650.0, 7300.0}, {1.0, 0.8, 0.5}}, {});
  for (const auto& [hours, percent] :
       {std::pair{500.0, 99.89}, {1000.0, 99.775}, {200000.0, 41.51}})
    CHECK(std::abs(rest(model, hours, 278.0, 0.9).health_frac * 100.0 - percent) < 0.01);

  const power::SamFade steep(power::CapacityCurve{{0.0, 365.0}, {1.0, 0.5}}, {});
  CHECK(rest(steep, 8760.0, 293.15, 0.8).health_frac == Approx(0.5).epsilon(1e-12));
}

TEST_CASE("SAM cycles: 500 turns between depths of 5 and 95 %, then 500 between 80 and 90 %") {
  const auto deep = alternating({}, 95.0, 5.0, 500);
  const auto first = count_depths(deep);
  CHECK(std::abs(first.capacity_percent - 95.02) < 0.01);
  CHECK(first.cycles == 249.0);
  CHECK(first.mean_range_percent == Approx(90.0).epsilon(1e-9));

  const auto both = count_depths(alternating(deep, 90.0, 80.0, 500));
  CHECK(std::abs(both.capacity_percent - 94.52) < 0.01);
  CHECK(both.cycles == 498.0);
  CHECK(both.mean_range_percent == Approx(50.0).epsilon(1e-9));

  const auto longest = count_depths(alternating({}, 95.0, 5.0, 1500));
  CHECK(std::abs(longest.capacity_percent - 85.02) < 0.01);
  CHECK(longest.cycles == 749.0);
}

TEST_CASE("SAM cycles: a jagged profile closes four cycles") {
  const auto jagged = count_depths({5, 95, 50, 85, 10, 50, 5, 95, 5});
  CHECK(std::abs(jagged.capacity_percent - 99.95) < 0.01);
  CHECK(jagged.cycles == 4.0);
  CHECK(jagged.mean_range_percent == Approx(63.75).epsilon(1e-9));
}

TEST_CASE("SAM cycles: points on the way between turns change nothing") {
  power::RainflowCounter coarse;
  power::RainflowCounter fine;
  std::vector<double> coarse_ranges;
  std::vector<double> fine_ranges;
  double at = 0.5;
  coarse.move_to(at, coarse_ranges);
  fine.move_to(at, fine_ranges);
  for (const double next : {0.9, 0.3, 0.7, 0.1, 0.8, 0.2, 0.95, 0.4}) {
    coarse.move_to(next, coarse_ranges);
    for (int i = 1; i <= 100; ++i)
      fine.move_to(i == 100 ? next : at + (next - at) * i / 100.0, fine_ranges);
    at = next;
  }
  REQUIRE(coarse_ranges.size() >= 3);
  CHECK(fine_ranges == coarse_ranges);
}

TEST_CASE("SAM: time and cycles beyond the tables are counted") {
  const power::SamFade model(power::CapacityCurve{{0.0, 10.0}, {1.0, 0.9}}, ssc_cycles());
  power::CellDay day;
  day.seconds = kDayS;
  day.closed_ranges = {0.5};
  power::OutsideFade outside;

  model.review(day, {.days = 5.0, .cycles = 5.0}, outside);
  CHECK(outside.table_s + outside.depth_s == 0.0);
  model.review(day, {.days = 11.0, .cycles = 5.0}, outside);
  CHECK(outside.table_s == kDayS);
  model.review(day, {.days = 5.0, .cycles = 2001.0}, outside);
  CHECK(outside.table_s == 2.0 * kDayS);
  day.closed_ranges = {0.81};
  model.review(day, {.days = 5.0, .cycles = 5.0}, outside);
  CHECK(outside.depth_s == kDayS);
}

TEST_CASE("SAM: the smaller of both capacities counts, and it never rises") {
  const power::SamFade model(power::CapacityCurve{{0.0, 100.0}, {0.9, 1.0}}, ssc_cycles());
  power::CellDay day;
  day.seconds = kDayS;
  power::CellAge age;

  model.book(day, age);
  const double early = age.health_frac;
  for (int i = 0; i < 50; ++i)
    model.book(day, age);

  CHECK(early == Approx(0.901));  // a table that rises, by hand
  CHECK(age.health_frac == early);
  day.closed_ranges.assign(1000, 0.8);
  model.book(day, age);
  CHECK(age.health_frac == Approx(0.8).epsilon(1e-12));  // the table's own row
}
