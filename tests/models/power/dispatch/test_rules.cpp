// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/rules.h"
#include "sim/engine/errors.h"
#include "sim/engine/random.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

constexpr double kAnything = std::numeric_limits<double>::infinity();

double imbalance_w(const DispatchSnapshot& now, const SetPoints& p) {
  return p.pv_w + p.discharge_w + p.import_w + p.sources_w + p.unserved_w - now.load_w -
         p.charge_w - p.export_w;
}

/// Vessim's battery: 100 Wh, 80 % full, 10 % kept.
PlannedStore vessim_battery() {
  PlannedStore store;
  store.charge_limit_w = 1e9;
  store.discharge_limit_w = 1e9;
  store.least_energy_j = 10.0 * 3600.0;
  store.most_energy_j = 100.0 * 3600.0;
  return store;
}

/// A constant 150 W host with OpenDC's battery: charges at 1000 W without loss, starts empty.
struct CarbonHost {
  double capacity_j;
  double energy_j = 0.0;
  double grid_j = 0.0;
  double grid_w = 0.0;  ///< In the last second.

  void run_second(double carbon_g_per_kwh) {
    PlannedStore store;
    store.charge_limit_w = 1000.0;
    store.discharge_limit_w = 1e9;
    store.most_energy_j = capacity_j;
    DispatchSnapshot now{.load_w = 150.0, .import_limit_w = kAnything};
    now.battery = flow_range(store, energy_j, 1.0);
    now.carbon_g_per_kwh = carbon_g_per_kwh;
    const SetPoints points = balance(now, follow_carbon_w(now, 100.0), {});
    energy_j = next_energy_j(store, energy_j, points.charge_w, points.discharge_w, 1.0);
    grid_w = points.import_w;
    grid_j += grid_w;
  }
};

}  // namespace

TEST_CASE("rules: merit order puts the battery before the grid, as Vessim's policy does") {
  const PlannedStore store = vessim_battery();
  struct Row {
    double surplus_w, hours, grid_w, stored_wh;  // of Vessim's tests
  };
  for (const Row& row : {Row{10.0, 4.0, 5.0, 100.0}, Row{-10.0, 14.0, -5.0, 10.0}}) {
    CAPTURE(row.surplus_w);
    DispatchSnapshot now{.load_w = std::max(-row.surplus_w, 0.0),
                         .pv_w = std::max(row.surplus_w, 0.0),
                         .import_limit_w = kAnything,
                         .export_limit_w = kAnything};
    const double span_s = row.hours * 3600.0;
    now.battery = flow_range(store, 80.0 * 3600.0, span_s);

    const SetPoints points = balance(now, merit_order_w(now), {});

    CHECK(points.export_w - points.import_w == Approx(row.grid_w).epsilon(1e-12));
    CHECK(next_energy_j(store, 80.0 * 3600.0, points.charge_w, points.discharge_w, span_s) ==
          Approx(row.stored_wh * 3600.0).epsilon(1e-12));
  }
}

TEST_CASE("rules: an island that runs out leaves load unserved, or raises") {
  // Vessim: islanded, 1 W for 71 h from 70 Wh must raise.
  DispatchSnapshot now{.load_w = 1.0};
  now.battery = flow_range(vessim_battery(), 80.0 * 3600.0, 71.0 * 3600.0);

  const SetPoints points = balance(now, merit_order_w(now), {});

  CHECK(points.unserved_w == Approx(1.0 - 70.0 / 71.0).epsilon(1e-12));
  CHECK_THROWS_WITH_AS(require_served(points, "desert", 0),
                       "desert: 0.0140845 W of load cannot be served at 1970-01-01T00:00:00Z; "
                       "grid, sources and battery give no more",
                       DomainError);
  now.battery = flow_range(vessim_battery(), 80.0 * 3600.0, 70.0 * 3600.0);
  CHECK_NOTHROW(require_served(balance(now, merit_order_w(now), {}), "desert", 0));
}

TEST_CASE("rules: a battery follows a carbon threshold as OpenDC's does") {
  SUBCASE("dirty grid: it stays empty") {
    CarbonHost host{360'000.0};
    for (int second = 0; second < 600; ++second)
      host.run_second(120.0);
    CHECK(host.grid_j == Approx(90'000.0).epsilon(1e-12));
  }
  SUBCASE("clean grid: it fills in six minutes") {
    CarbonHost host{360'000.0};
    for (int second = 0; second < 600; ++second) {
      host.run_second(80.0);
      CHECK(host.grid_w == Approx(second < 360 ? 1150.0 : 150.0).epsilon(1e-12));
    }
    CHECK(host.grid_j == Approx(450'000.0).epsilon(1e-12));
  }
  SUBCASE("clean, then dirty from minute 9: full, then it carries the load until it is empty") {
    CarbonHost host{72'000.0};
    for (int second = 0; second < 1800; ++second) {
      host.run_second(second < 9 * 60 ? 80.0 : 120.0);
      if (second == 0) CHECK(host.grid_w == Approx(1150.0).epsilon(1e-12));
      if (second == 5 * 60) CHECK(host.grid_w == Approx(150.0).epsilon(1e-12));
      if (second == 9 * 60) CHECK(host.grid_w == 0.0);
      if (second == 1199) CHECK(host.grid_j == Approx(180'000.0).epsilon(1e-12));
    }
    CHECK(host.grid_j == Approx(270'000.0).epsilon(1e-12));
  }
}

TEST_CASE("rules: peak shaving holds the target from both sides") {
  DispatchSnapshot now{.load_w = 100.0, .battery = {30.0, 30.0}, .import_limit_w = kAnything};

  CHECK(shave_peak_w(now, 80.0) == -20.0);
  CHECK(shave_peak_w(now, 110.0) == 10.0);
  CHECK(shave_peak_w(now, 60.0) == -30.0);  // all it has
  CHECK(balance(now, shave_peak_w(now, 80.0), {}).import_w == 80.0);
}

TEST_CASE("rules: arbitrage buys low, sells high and otherwise keeps PV from being curtailed") {
  const PriceThresholds thresholds{.buy_below_usd_per_kwh = 0.02, .sell_above_usd_per_kwh = 0.1};
  DispatchSnapshot now{.load_w = 100.0, .battery = {30.0, 50.0}, .import_limit_w = 120.0};

  now.import_usd_per_kwh = 0.02;
  CHECK(arbitrage_w(now, thresholds) == 20.0);  // what the connection leaves
  now.import_usd_per_kwh = 0.1;
  CHECK(arbitrage_w(now, thresholds) == -50.0);
  now.import_usd_per_kwh = 0.05;
  CHECK(arbitrage_w(now, thresholds) == 0.0);
  now.pv_w = 125.0;
  now.export_limit_w = 10.0;
  CHECK(arbitrage_w(now, thresholds) == 15.0);
  now.import_usd_per_kwh = 0.1;  // 25 W of surplus: no load is left, 10 W may be sold, by PV alone
  CHECK(arbitrage_w(now, thresholds) == 0.0);
}

TEST_CASE("rules: a ramp limit lets the import follow the load at its own pace, both ways") {
  // By hand: 60 W swings in steps of a second, 10 W/s allowed, a battery that can take all.
  DispatchSnapshot now{.battery = {100.0, 100.0}, .import_limit_w = kAnything};
  double import_w = 100.0;
  std::vector<double> imports_w;
  for (const double load_w : {160.0, 160.0, 100.0, 100.0, 100.0}) {
    now.load_w = load_w;
    import_w = balance(now, limit_ramp_w(now, import_w, 10.0, 1.0), {}).import_w;
    imports_w.push_back(import_w);
  }
  CHECK(imports_w == std::vector{110.0, 120.0, 110.0, 100.0, 100.0});

  now.load_w = 160.0;
  now.battery = {0.0, 30.0};  // what it cannot give, the grid must
  CHECK(balance(now, limit_ramp_w(now, 100.0, 10.0, 1.0), {}).import_w == 130.0);
}

TEST_CASE("rules: a plan is followed up to the peak it counts on") {
  DispatchSnapshot now{.load_w = 100.0, .battery = {30.0, 30.0}, .import_limit_w = kAnything};

  CHECK(follow_plan_w(now, 10.0, kAnything) == 10.0);
  CHECK(follow_plan_w(now, 10.0, 105.0) == 5.0);
  CHECK(follow_plan_w(now, -10.0, 105.0) == -10.0);
  CHECK(follow_plan_w(now, -10.0, 80.0) == -20.0);
  CHECK(follow_plan_w(now, -10.0, 60.0) == -30.0);  // all it has
}

TEST_CASE("rules: a plan's charge may come from sources beyond the peak it counts on") {
  const std::array sources{SourceOffer{.limit_w = 60.0, .usd_per_kwh = 0.2}};
  DispatchSnapshot now{.load_w = 100.0, .battery = {30.0, 30.0}, .import_limit_w = 50.0};
  now.sources = sources;

  // 50 of import and 60 of sources carry a load of 100: 10 are left to charge with.
  CHECK(follow_plan_w(now, 8.0, 50.0) == 8.0);
  CHECK(follow_plan_w(now, 20.0, 50.0) == 10.0);
  CHECK(follow_plan_w(now, -5.0, 50.0) == -5.0);
  CHECK(follow_plan_w(now, 20.0, 30.0) == -10.0);  // 30 and 60 do not carry 100
}

TEST_CASE("rules: a call is met by sources first, by the battery for what they leave open") {
  const std::array sources{SourceOffer{.limit_w = 30.0, .usd_per_kwh = 0.2}};
  DispatchSnapshot now{.load_w = 100.0, .battery = {25.0, 25.0}, .import_limit_w = 60.0};
  now.sources = sources;
  std::array source_w{0.0};

  SetPoints points = balance(now, respond_to_call_w(now), source_w);
  CHECK(points.import_w == 60.0);
  CHECK(points.sources_w == 30.0);
  CHECK(points.discharge_w == 10.0);
  CHECK(points.unserved_w == 0.0);

  now.import_limit_w = 120.0;  // the call is over: refill from what is free
  points = balance(now, respond_to_call_w(now), source_w);
  CHECK(points.charge_w == 20.0);
  CHECK(points.import_w == 120.0);
  CHECK(points.sources_w == 0.0);
}

TEST_CASE("rules: the cheaper supplier runs first, the grid before a source of the same cost") {
  const std::array sources{SourceOffer{50.0, 0.3}, SourceOffer{20.0, 0.05}, SourceOffer{40.0, 0.1}};
  DispatchSnapshot now{.load_w = 100.0, .import_limit_w = 30.0, .import_usd_per_kwh = 0.1};
  now.sources = sources;
  std::array<double, 3> source_w{};

  const SetPoints points = balance(now, 0.0, source_w);

  CHECK(points.import_w == 30.0);
  CHECK(source_w == std::array{10.0, 20.0, 40.0});
  CHECK(points.sources_w == 70.0);
}

TEST_CASE("rules: charging gives way before load does, and the battery is the last reserve") {
  DispatchSnapshot now{.load_w = 100.0, .battery = {30.0, 30.0}, .import_limit_w = 110.0};
  CHECK(balance(now, 30.0, {}).charge_w == Approx(10.0));

  now.import_limit_w = 80.0;
  const SetPoints points = balance(now, 0.0, {});
  CHECK(points.discharge_w == 20.0);
  CHECK(points.unserved_w == 0.0);
}

TEST_CASE("rules: every balance closes, within every limit, whatever is asked") {
  RandomDraws draws = RandomStream(7, "rules", "property").at(0);
  for (int round = 0; round < 20'000; ++round) {
    const std::array sources{SourceOffer{draws.uniform(0.0, 60.0), draws.uniform(-0.1, 0.3)},
                             SourceOffer{draws.uniform(0.0, 60.0), draws.uniform(-0.1, 0.3)}};
    DispatchSnapshot now{.load_w = draws.uniform(0.0, 200.0),
                         .pv_w = draws.uniform(0.0, 200.0),
                         .battery = {draws.uniform(0.0, 80.0), draws.uniform(0.0, 80.0)},
                         .import_limit_w = std::max(draws.uniform(-50.0, 150.0), 0.0),
                         .export_limit_w = std::max(draws.uniform(-50.0, 50.0), 0.0),
                         .import_usd_per_kwh = draws.uniform(-0.1, 0.3),
                         .carbon_g_per_kwh = draws.uniform(0.0, 500.0)};
    now.sources = sources;
    std::array<double, 2> source_w{};
    const std::array asked{merit_order_w(now),
                           shave_peak_w(now, draws.uniform(0.0, 150.0)),
                           arbitrage_w(now, {0.05, 0.15}),
                           respond_to_call_w(now),
                           follow_carbon_w(now, 250.0),
                           draws.uniform(-300.0, 300.0)};

    const SetPoints p = balance(now, asked[draws.index(asked.size())], source_w);

    CAPTURE(round);
    REQUIRE(std::abs(imbalance_w(now, p)) < 1e-9);
    REQUIRE(std::min(p.charge_w, p.discharge_w) == 0.0);
    REQUIRE(std::min(p.import_w, p.export_w) == 0.0);
    REQUIRE(p.charge_w <= now.battery.charge_w);
    REQUIRE(p.discharge_w <= now.battery.discharge_w);
    REQUIRE(p.import_w <= now.import_limit_w);
    REQUIRE(p.export_w <= now.export_limit_w);
    REQUIRE(p.pv_w <= now.pv_w);
    REQUIRE(std::min({p.import_w, p.export_w, p.pv_w, p.charge_w, p.discharge_w, p.unserved_w}) >=
            0.0);
    for (std::size_t source = 0; source < sources.size(); ++source)
      REQUIRE(source_w[source] <= sources[source].limit_w);
    if (p.unserved_w > 1e-9) {  // only when nothing is left
      REQUIRE(p.charge_w == 0.0);
      REQUIRE(p.discharge_w == Approx(now.battery.discharge_w));
      REQUIRE(p.import_w == now.import_limit_w);
      REQUIRE(p.sources_w == Approx(sources[0].limit_w + sources[1].limit_w));
    }
  }
}
