// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/dispatch_params.h"
#include "tests/models/power/dispatch/dispatch_year.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

const YearCase& energy_year() {
  static const YearCase year = ercot_2022(GIGAWATT_SOURCE_DIR "/scenarios/data");
  return year;
}

/// The same with 15 USD/kW and month and a 75 % ratchet.
const YearCase& demand_year() {
  static const YearCase year = [] {
    YearCase demand = energy_year();
    demand.tariff.demand.emplace_back();
    demand.tariff.demand[0].usd_per_kw.fill(15.0);
    demand.tariff.demand[0].ratchet.share = 0.75;
    return demand;
  }();
  return year;
}

YearPolicy look_ahead(ForecastKind kind) {
  return {.kind = YearPolicy::Kind::look_ahead, .forecast = {.kind = kind}};
}

}  // namespace

TEST_CASE(
    "dispatch year: on energy prices look-ahead beats the rules, and knowing beats guessing") {
  const YearCase& year = energy_year();
  // The rule gets the quartiles of the whole year, known beforehand: more than a planner has.
  const YearPolicy arbitrage{.kind = YearPolicy::Kind::arbitrage, .thresholds = {0.030, 0.067}};

  const YearOutcome idle = run_year(year, {});
  const YearOutcome rule = run_year(year, arbitrage);
  const YearOutcome perfect = run_year(year, look_ahead(ForecastKind::perfect));
  const YearOutcome persistence = run_year(year, look_ahead(ForecastKind::persistence));
  const YearOutcome noisy = run_year(year, look_ahead(ForecastKind::noisy));

  MESSAGE("idle " << idle.cost_usd << ", arbitrage " << rule.cost_usd << ", perfect "
                  << perfect.cost_usd << ", noisy " << noisy.cost_usd << ", persistence "
                  << persistence.cost_usd);
  CHECK(rule.cost_usd < idle.cost_usd);
  CHECK(perfect.cost_usd < rule.cost_usd);
  CHECK(perfect.cost_usd < noisy.cost_usd);
  CHECK(perfect.cost_usd < persistence.cost_usd);
  CHECK(perfect.plans == 365);
  CHECK(perfect.steps_at_once == 0);
  CHECK(perfect.unserved_j == 0.0);
}

TEST_CASE("dispatch year: with a demand charge look-ahead beats shaving, trading and idling") {
  const YearCase& year = demand_year();
  const YearOutcome idle = run_year(year, {});
  const YearOutcome trading =
      run_year(year, {.kind = YearPolicy::Kind::arbitrage, .thresholds = {0.030, 0.067}});
  YearOutcome shaving;
  shaving.cost_usd = 1e30;
  for (const double target_w : {92e6, 96e6, 100e6, 104e6}) {
    const YearOutcome outcome =
        run_year(year, {.kind = YearPolicy::Kind::peak_shaving, .target_w = target_w});
    if (outcome.cost_usd < shaving.cost_usd) shaving = outcome;
  }
  const YearOutcome perfect = run_year(year, look_ahead(ForecastKind::perfect));
  const YearOutcome persistence = run_year(year, look_ahead(ForecastKind::persistence));
  YearCase hourly = year;
  hourly.roll_h = 1;
  const YearOutcome rolled = run_year(hourly, look_ahead(ForecastKind::persistence));

  MESSAGE("rolled hourly " << rolled.cost_usd);
  MESSAGE("idle " << idle.cost_usd << ", trading " << trading.cost_usd << ", shaving "
                  << shaving.cost_usd << ", perfect " << perfect.cost_usd << ", persistence "
                  << persistence.cost_usd);
  CHECK(perfect.cost_usd < idle.cost_usd);
  CHECK(perfect.cost_usd < trading.cost_usd);
  CHECK(perfect.cost_usd < shaving.cost_usd);
  CHECK(persistence.cost_usd < shaving.cost_usd);
  CHECK(perfect.demand_usd < idle.demand_usd);
}

TEST_CASE("dispatch year: look-ahead as a site asks it beats the rules, from a copied memory too") {
  const YearCase& year = demand_year();
  const RandomStream luck(1, "sites.a.power.dispatch", "dispatch");
  LookAheadDispatchParams params;
  const auto ahead = params.make(luck, &year.tariff);
  const auto fresh = params.make(luck, &year.tariff);
  PeakShavingParams shaving;
  const auto rule = shaving.make(luck, &year.tariff);
  YearPolicy policy{.kind = YearPolicy::Kind::dispatcher, .dispatcher = ahead.get()};

  const YearOutcome idle = run_year(year, {});
  const YearOutcome straight = run_year(year, policy);
  // 182 days and 7 hours: between two rolls.
  policy.fork_step = 182 * 24 + 7;
  policy.second = fresh.get();
  const YearOutcome forked = run_year(year, policy);
  const YearOutcome shaved =
      run_year(year, {.kind = YearPolicy::Kind::dispatcher, .dispatcher = rule.get()});
  const YearOutcome inside = run_year(year, look_ahead(ForecastKind::persistence));

  MESSAGE("idle " << idle.cost_usd << ", as a site asks " << straight.cost_usd << ", by hand "
                  << inside.cost_usd << ", shaving " << shaved.cost_usd);
  CHECK(straight.plans == 365);
  CHECK(forked.hash == straight.hash);
  CHECK(forked.cost_usd == straight.cost_usd);
  CHECK(straight.cost_usd < idle.cost_usd);
  CHECK(straight.cost_usd < shaved.cost_usd);
  CHECK(shaved.demand_usd < idle.demand_usd);
  // The same plans but for the first day, of which this one knows less.
  CHECK(straight.cost_usd == Approx(inside.cost_usd).epsilon(1e-3));
}

TEST_CASE("dispatch year: the same bits from any number of threads") {
  YearCase year = demand_year();
  year.days = 30;
  const YearPolicy policy = look_ahead(ForecastKind::noisy);
  const std::uint64_t alone = run_year(year, policy).hash;

  std::vector<std::future<YearOutcome>> runs;
  for (int run = 0; run < 3; ++run)
    runs.push_back(std::async(std::launch::async, [&] { return run_year(year, policy); }));

  for (auto& run : runs)
    CHECK(run.get().hash == alone);
}
