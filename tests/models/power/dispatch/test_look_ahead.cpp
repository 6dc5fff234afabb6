// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "sim/engine/random.h"
#include "tests/models/power/dispatch/plans.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

/// A data centre's day: 100 MW flat, PV of 150 MW at noon, 50 MW / 200 MWh, 60 MW of gas at 55
/// USD/MWh, 100 MW of grid without export at 40 / 60 / 110 / 40 USD/MWh.
struct DataCentreDay {
  LookAheadParams params;
  LookAheadInput input;

  DataCentreDay() {
    std::vector<double> price;
    for (const auto& [hours, usd] : {std::pair{7, 40.0}, {9, 60.0}, {5, 110.0}, {3, 40.0}})
      price.insert(price.end(), static_cast<std::size_t>(hours), usd);
    input = trading(price, 100.0, 100.0);
    for (std::size_t hour = 0; hour < 24; ++hour) {
      input.load_w[hour] = 100.0 * kMw;
      const double sun = std::sin(std::numbers::pi * (static_cast<double>(hour) - 6.0) / 12.0);
      const double pv_mw = hour >= 6 && hour <= 18 ? 150.0 * sun : 0.0;
      input.pv_w[hour] = std::round(pv_mw * 1e6) / 1e6 * kMw;
    }
    input.import_limit_w.assign(24, 100.0 * kMw);
    input.export_limit_w.assign(24, 0.0);
    params = hourly(24, store_of(50.0, 200.0, 0.95));
    params.sources = {{.segments = {{.up_to_w = 60.0 * kMw, .usd_per_kwh = 0.055}}}};
    params.demand_windows = 1;
  }

  void charge_demand(double usd_per_mw, double floor_mw) {
    input.demand = {{.usd_per_kw = usd_per_mw * 1e-3,
                     .floor_w = floor_mw * kMw,
                     .steps = std::vector<std::uint8_t>(24, 1)}};
  }
};

double highest_import_w(const Plan& plan) {
  double highest_w = 0.0;
  for (const PlanStep& step : plan.steps)
    highest_w = std::max(highest_w, step.import_w);
  return highest_w;
}

bool same_bits(const Plan& a, const Plan& b) {
  return a.steps.size() == b.steps.size() && a.cost_usd == b.cost_usd &&
         std::memcmp(a.steps.data(), b.steps.data(), a.steps.size() * sizeof(PlanStep)) == 0;
}

}  // namespace

TEST_CASE("look-ahead: arbitrage over four hours earns 90.25 USD") {
  // By hand: charge at 20 and 10; 0.805 MWh sell at 50, 1 MWh at 80.
  const LookAheadParams params = hourly(4, store_of(1.0, 2.0, 0.95));
  const LookAheadInput input = trading({20, 10, 50, 80}, 0.0, 0.0);

  const Plan plan = plan_of(params, input);

  CHECK(plan.cost_usd == Approx(-90.25).epsilon(1e-12));
  CHECK(plan.steps[2].discharge_w == Approx(0.805 * kMw).epsilon(1e-9));
  CHECK(plan.gap_usd == Approx(0.0));
  CHECK(worst_imbalance_w(input, plan) < 1e-3);
  CHECK(worst_store_error_j(params, input, plan) < 1.0);
}

TEST_CASE("look-ahead: a spread pays once it exceeds the losses") {
  // Worth it only where p · 0.9025 > 36; 1 MWh is bought.
  const LookAheadParams params = hourly(2, store_of(1.0, 2.0, 0.95));
  struct Row {
    double price, profit_usd;
  };
  for (const Row& row : {Row{39.0, 0.0}, Row{40.0, 0.10}, Row{41.0, 1.0025}}) {
    CAPTURE(row.price);
    const Plan plan = plan_of(params, trading({36.0, row.price}, 0.0, 0.0));
    CHECK(plan.cost_usd == Approx(-row.profit_usd).epsilon(1e-12));
  }
}

TEST_CASE("look-ahead: a day with negative prices is solved with binaries to the optimum") {
  // Calculated with a binary per hour by an independent solver.
  const LookAheadParams params = hourly(24, store_of(10.0, 40.0, std::sqrt(0.92)));
  const LookAheadInput input = trading({30, 28, 26,  25, 25, 28, 35, 45,  40, 30, 20, 10,
                                        5,  -5, -10, 0,  20, 45, 80, 120, 90, 60, 45, 35},
                                       20.0, 20.0);

  const Plan plan = plan_of(params, input);

  CHECK(std::abs(plan.cost_usd - -3581.47052028) < 5e-9);
  CHECK(most_at_once_w(plan) == 0.0);
}

TEST_CASE("look-ahead: a data centre's day costs what HiGHS, GLPK and CLP found") {
  DataCentreDay day;
  const Plan free = plan_of(day.params, day.input);
  CHECK(std::abs(free.cost_usd - 55'985.0258179) < 5e-7);
  CHECK(highest_import_w(free) == Approx(100.0 * kMw));

  day.charge_demand(500.0, 0.0);
  const Plan shaved = plan_of(day.params, day.input);
  CHECK(std::abs(shaved.cost_usd - 83'464.4000243) < 5e-7);
  CHECK(std::abs(shaved.peak_w[0] / kMw - 26.428571429) < 5e-10);
  CHECK(highest_import_w(shaved) <= shaved.peak_w[0] + 1.0);
  CHECK(worst_imbalance_w(day.input, shaved) < 1.0);
}

TEST_CASE("look-ahead: a peak that is owed already costs nothing more") {
  DataCentreDay day;
  day.charge_demand(500.0, 100.0);
  CHECK(plan_of(day.params, day.input).cost_usd == Approx(55'985.0258179).epsilon(1e-11));

  // At the optimal peak the demand charge drops out of the cost and nothing else moves:
  // 83,464.4000243 − 500 · 26.428571429.
  day.charge_demand(500.0, 26.428571429);
  const Plan plan = plan_of(day.params, day.input);
  CHECK(plan.cost_usd == Approx(70'250.1143098).epsilon(1e-10));
  CHECK(plan.peak_w[0] == Approx(26.428571429 * kMw).epsilon(1e-9));
}

TEST_CASE("look-ahead: a demand charge outside its hours does not bind") {
  DataCentreDay day;
  day.charge_demand(500.0, 0.0);
  std::fill(day.input.demand[0].steps.begin(), day.input.demand[0].steps.end(), 0);
  day.input.demand[0].steps[12] = 1;  // at noon PV carries the load

  CHECK(plan_of(day.params, day.input).cost_usd == Approx(55'985.0258179).epsilon(1e-11));
}

TEST_CASE("look-ahead: more battery, connection or gas never costs more; demand never adds peak") {
  DataCentreDay day;
  const double base_usd = plan_of(day.params, day.input).cost_usd;
  DataCentreDay more_battery = day, more_grid = day, more_gas = day;
  more_battery.params.store.most_energy_j *= 1.5;
  std::ranges::fill(more_grid.input.import_limit_w, 120.0 * kMw);
  more_gas.params.sources[0].segments[0].up_to_w = 80.0 * kMw;

  CHECK(plan_of(more_battery.params, more_battery.input).cost_usd <= base_usd + 1e-6);
  CHECK(plan_of(more_grid.params, more_grid.input).cost_usd <= base_usd + 1e-6);
  CHECK(plan_of(more_gas.params, more_gas.input).cost_usd <= base_usd + 1e-6);
  double peak_w = 1e30;
  for (const double usd_per_mw : {0.0, 50.0, 200.0, 500.0, 5000.0}) {
    day.charge_demand(usd_per_mw, 0.0);
    const Plan plan = plan_of(day.params, day.input);
    CHECK(highest_import_w(plan) <= peak_w + 1.0);
    peak_w = highest_import_w(plan);
  }
}

TEST_CASE("look-ahead: segments of a source run in order of cost") {
  LookAheadParams params = hourly(1, {});
  params.sources = {{.segments = {{30.0 * kMw, 0.02}, {50.0 * kMw, 0.06}}}};
  LookAheadInput input = trading({50.0}, 0.0, 0.0);
  input.load_w = {40.0 * kMw};

  // By hand: 30 MW at 20, the other 10 MW from the grid at 50 rather than at 60.
  CHECK(plan_of(params, input).cost_usd == Approx(30.0 * 20.0 + 10.0 * 50.0));
  input.import_limit_w = {4.0 * kMw};
  CHECK(plan_of(params, input).cost_usd == Approx(600.0 + 4.0 * 50.0 + 6.0 * 60.0));
  input.source_limit_w = {33.0 * kMw};  // an outage: the last 3 MW are load that is left out
  const Plan short_of = plan_of(params, input);
  CHECK(short_of.steps[0].unserved_w == Approx(3.0 * kMw));
  CHECK(short_of.cost_usd == Approx(600.0 + 200.0 + 3.0 * 60.0 + 3.0 * 20'000.0));
}

TEST_CASE("look-ahead: the battery is filled before an announced curtailment") {
  LookAheadParams params = hourly(6, store_of(50.0, 100.0, 1.0));
  LookAheadInput input = trading({50, 50, 50, 50, 50, 50}, 0.0, 0.0);
  input.load_w.assign(6, 40.0 * kMw);
  input.export_limit_w.assign(6, 0.0);
  input.import_limit_w = {60 * kMw, 60 * kMw, 60 * kMw, 60 * kMw, 0.0, 20 * kMw};

  const Plan plan = plan_of(params, input);

  // 40 + 20 MWh are missing later and bought before: no load is left out.
  CHECK(plan.cost_usd == Approx(6.0 * 40.0 * 50.0));
  CHECK(plan.steps[3].energy_j >= 60.0 * kMwh * (1.0 - 1e-9));
  for (const PlanStep& step : plan.steps)
    CHECK(step.unserved_w == 0.0);
}

TEST_CASE("look-ahead: charge missing at the end costs its price, less than unserved load") {
  LookAheadParams params = hourly(2, store_of(10.0, 10.0, 1.0));
  LookAheadInput island = trading({0, 0}, 5.0, 5.0);
  island.import_limit_w.assign(2, 0.0);
  island.export_limit_w.assign(2, 0.0);
  island.load_w.assign(2, 1.0 * kMw);

  const Plan plan = plan_of(params, island);

  CHECK(plan.shortfall_j == Approx(2.0 * kMwh));
  CHECK(plan.cost_usd == Approx(2.0 * 10'000.0));
}

TEST_CASE("look-ahead: PV that nobody can use is curtailed, and wear is paid per kWh given") {
  LookAheadParams params = hourly(2, store_of(10.0, 10.0, 1.0));
  params.store.wear_usd_per_kwh = 0.03;
  LookAheadInput input = trading({50, 50}, 0.0, 0.0);
  input.export_limit_w.assign(2, 0.0);
  input.load_w.assign(2, 4.0 * kMw);
  input.pv_w = {20.0 * kMw, 0.0};

  const Plan plan = plan_of(params, input);

  CHECK(plan.steps[0].pv_w >= 8.0 * kMw - 1.0);
  CHECK(plan.cost_usd == Approx(4.0 * 30.0));  // 4 MWh given at 30 USD/MWh of wear
}

TEST_CASE("look-ahead: the same input and basis give the same bits, whatever came before") {
  DataCentreDay day;
  day.charge_demand(500.0, 0.0);
  DataCentreDay other;
  RandomDraws draws = RandomStream(5, "look-ahead", "other").at(0);
  for (double& price : other.input.import_usd_per_kwh)
    price = draws.uniform(-0.05, 0.2);

  const LookAhead look_ahead(day.params);
  Plan first, between, again;
  LpBasis cold, busy, later;
  look_ahead.plan(day.input, cold, first);
  look_ahead.plan(other.input, busy, between);
  look_ahead.plan(day.input, busy, between);
  look_ahead.plan(day.input, later, again);

  CHECK(same_bits(first, again));
  CHECK(cold.status == later.status);
  // A warm start may end on another of several optima, at the same cost.
  CHECK(between.cost_usd == Approx(first.cost_usd).epsilon(1e-10));
}

TEST_CASE("look-ahead: a basis rolls with the horizon and leads to the same optimum") {
  LookAheadParams params = hourly(48, store_of(20.0, 80.0, 0.95));
  const LookAhead look_ahead(params);
  LpBasis rolling;
  RandomDraws draws = RandomStream(6, "look-ahead", "roll").at(0);
  std::vector<double> price(24 * 12);
  for (double& usd : price)
    usd = draws.uniform(5.0, 120.0);
  for (int day = 0; day < 10; ++day) {
    const auto first = price.begin() + 24 * day;
    const LookAheadInput input = trading({first, first + 48}, 40.0, 40.0);
    Plan warm, cold;
    LpBasis empty;
    look_ahead.plan(input, rolling, warm);
    look_ahead.plan(input, empty, cold);
    CHECK(warm.cost_usd == Approx(cold.cost_usd).epsilon(1e-10));
    look_ahead.roll(rolling, 24);
  }
}

TEST_CASE("look-ahead: input that does not fit the horizon is refused by name") {
  const LookAhead look_ahead(hourly(4, {}));
  LookAheadInput input = trading({1, 2, 3, 4}, 0.0, 0.0);
  input.pv_w.pop_back();
  Plan plan;
  LpBasis basis;

  CHECK_THROWS_WITH_AS(look_ahead.plan(input, basis, plan),
                       "look-ahead: pv_w has 3 values; 4 were expected", std::invalid_argument);
  LookAheadParams concave = hourly(4, {});
  concave.sources = {{.segments = {{1.0, 0.2}, {2.0, 0.1}}}};
  CHECK_THROWS_AS(LookAhead{concave}, std::invalid_argument);
}
