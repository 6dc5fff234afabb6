// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include <doctest/doctest.h>

#include "models/power/adequacy/plant_parts.h"
#include "models/power/adequacy/reliability.h"
#include "sim/engine/calendar.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr const char* kPhoenix =
    GIGAWATT_SOURCE_DIR "/scenarios/data/weather/USA_AZ_Phoenix_TMY2_SAM.csv";
constexpr std::int64_t kOffsetNs = -7 * kNsPerHour;

/// Two sisters of the plain 10 MW unit, away from 9 to 11 February 2026 and the second a week
/// later.
power::GeneratorFleet two_units() {
  power::GeneratorFleet fleet;
  fleet.name = "gas";
  fleet.units = 2;
  fleet.rated_w = 10e6;
  fleet.model = test::plain_unit();
  fleet.model.auxiliary_w = 0.5e6;
  fleet.model.up = power::SpanLaw::exponential(900 * 3600.0);
  fleet.model.repair = power::SpanLaw::exponential(100 * 3600.0);
  fleet.model.planned = {{.month = 2, .week = 3, .weekday = 1, .length_ns = 48 * kNsPerHour}};
  fleet.model.planned_stagger_ns = 7 * kNsPerDay;
  fleet.model.permit.utc_offset_ns = kOffsetNs;
  fleet.model.delivered_ns = utc_midnight(2026, 1, 2) - kOffsetNs;
  return fleet;
}

}  // namespace

TEST_CASE("plant parts: the sun's year has the energy of the array's, and it is dark at night") {
  const power::PvParams params = [] {
    power::PvParams pv;
    pv.dc_w = 4000.0;
    return pv;
  }();
  const std::vector<double> year = power::pv_year(params, climate::read_weather(kPhoenix));

  REQUIRE(year.size() == 8760);
  // tests/models/power/sources/test_pv_year.cpp: pvlib with the same equations, 6864 kWh of 4 kW.
  CHECK(4.0 * std::accumulate(year.begin(), year.end(), 0.0) == Approx(6864.0).epsilon(0.003));
  CHECK(*std::max_element(year.begin(), year.end()) <= 1.0 / 1.2);
  for (std::size_t day = 0; day < 365; ++day) {
    CHECK(year[24 * day] == 0.0);  // Midnight by the clock of the place.
    CHECK(year[24 * day + 12] > 0.0);
  }
}

TEST_CASE("plant parts: dust takes its share of the year") {
  power::PvParams params;
  params.dc_w = 1.0;
  const climate::WeatherFile weather = climate::read_weather(kPhoenix);
  const std::vector<double> clean = power::pv_year(params, weather);
  params.losses.soiling = 0.0;
  params.soiling = power::SoilingParams{};
  params.soiling->wash_days = 14.0;
  const std::vector<double> dusty = power::pv_year(params, weather);
  const double clean_sum = std::accumulate(clean.begin(), clean.end(), 0.0);
  const double dusty_sum = std::accumulate(dusty.begin(), dusty.end(), 0.0);
  // 0.15 % a day, washed every 14 days: about 1 % instead of the constant 2 %.
  CHECK(dusty_sum / clean_sum == Approx(0.99 / 0.98).epsilon(0.003));
}

TEST_CASE("plant parts: a fleet gives full load less auxiliaries, when it is there") {
  const climate::Weather air(climate::read_weather(kPhoenix));
  const power::UnitGroup group = power::unit_group(two_units(), air, 2026, kOffsetNs);

  REQUIRE(group.capacity_frac.size() == 8760);
  CHECK(group.capacity_frac[4000] == Approx(0.95).epsilon(1e-12));
  CHECK(group.planned_out[23] == 2);  // Delivered on 2 January.
  CHECK(group.planned_out[24] == 0);
  // February 2026 begins on a Sunday, so its third week is that of Monday the 9th: day 40.
  const auto away = [&](std::size_t day) { return group.planned_out[24 * (day - 1) + 12]; };
  CHECK(away(39) == 0);
  CHECK(away(40) == 1);
  CHECK(away(41) == 1);
  CHECK(away(42) == 0);
  CHECK(away(47) == 1);
  CHECK(away(49) == 0);
  CHECK(power::mode_probabilities(group)[0] == Approx(0.1).epsilon(1e-12));
}

TEST_CASE("plant parts: heat costs a turbine its firmness by the hour") {
  power::GeneratorCurves curves = test::curves_of("capstone-c65");
  power::GeneratorFleet fleet = two_units();
  fleet.model.curves = power::SiteCurves(curves, 0.0);
  fleet.model.auxiliary_w = 0.0;
  fleet.rated_w = curves.rated_w;
  const climate::Weather air(climate::read_weather(kPhoenix));
  const power::UnitGroup group = power::unit_group(fleet, air, 2026, kOffsetNs);

  const auto [least, most] =
      std::minmax_element(group.capacity_frac.begin(), group.capacity_frac.end());
  CHECK(*most <= 1.0);
  CHECK(*least < 0.85);  // 45 degC: 1.2028 - 0.0097 · 45 ... = 0.757 by the curve.
  CHECK(*least > 0.70);
}

TEST_CASE("plant parts: each kind of interruption is an outage of the grid") {
  const std::vector<power::GridInterruption> kinds{
      {.per_year = 2.0, .mean_s = 5400.0},
      {.per_year = 20.0, .mean_s = 4 * 3600.0, .limit_w = 50e6},
      {.per_year = 0.0, .mean_s = 3600.0}};
  const power::UnitGroup grid = power::grid_group(100e6, kinds);

  // By hand: a cycle is 365.25 · 24 / 22 h and on average (2 · 1.5 + 20 · 4) / 22 h away.
  const double cycle_h = 8766.0 / 22.0 + 83.0 / 22.0;
  const std::vector<double> shares = power::mode_probabilities(grid);
  REQUIRE(shares.size() == 2);
  CHECK(shares[0] == Approx(1.5 * 2.0 / 22.0 / cycle_h).epsilon(1e-12));
  CHECK(shares[1] == Approx(4.0 * 20.0 / 22.0 / cycle_h).epsilon(1e-12));
  CHECK(grid.modes[1].left_frac == 0.5);
  CHECK(!power::grid_group(100e6).up);
}
