// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "models/power/dispatch/dispatch_params.h"
#include "models/power/dispatch/dispatcher.h"
#include "sim/engine/calendar.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/registry.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

const RandomStream kLuck(1, "sites.a.power.dispatch", "dispatch");

/// Sun and prices by hour of the UTC day; a constant limit.
class DayOutlook final : public DispatchOutlook {
 public:
  double limit_w = 100e6;
  double dear_usd = 0.10;  ///< From 18 to 20; 0.02 before 6, 0.05 otherwise.

  double pv_w(TimeNs /*from*/, TimeNs /*to*/) const override { return 0.0; }
  double import_usd_per_kwh(TimeNs from, TimeNs /*to*/) const override {
    const int hour = civil_time(from).hour();
    if (hour >= 18 && hour < 20) return dear_usd;
    return hour < 6 ? 0.02 : 0.05;
  }
  double import_limit_w(TimeNs /*at*/) const override { return limit_w; }
};

/// Load 10 MW, PV 2 MW, a battery that can take 3 MW and give 4 MW, limit 100 MW, 0.05 USD/kWh.
DispatchMoment moment() {
  DispatchMoment moment;
  moment.span_s = 300.0;
  moment.now = {.load_w = 10e6,
                .pv_w = 2e6,
                .battery = {.charge_w = 3e6, .discharge_w = 4e6},
                .import_limit_w = 100e6,
                .import_usd_per_kwh = 0.05,
                .carbon_g_per_kwh = 300.0};
  return moment;
}

double asked_w(const DispatchParams& params, const DispatchMoment& moment) {
  DispatchMemory memory;
  return params.make(kLuck, nullptr)->battery_w(moment, DayOutlook{}, memory);
}

}  // namespace

TEST_CASE("dispatcher: each rule against a snapshot worked by hand") {
  CHECK(asked_w(MeritOrderParams{}, moment()) == -4e6);  // lacks 8 MW, can give 4

  PeakShavingParams shaving;
  shaving.target_w = 7e6;
  CHECK(asked_w(shaving, moment()) == -1e6);  // 7 - (10 - 2)
  shaving.target_w = 9e6;
  CHECK(asked_w(shaving, moment()) == 1e6);

  ArbitrageParams arbitrage;
  arbitrage.thresholds = {0.05, 0.08};
  CHECK(asked_w(arbitrage, moment()) == 3e6);
  arbitrage.thresholds = {0.02, 0.05};
  CHECK(asked_w(arbitrage, moment()) == -4e6);
  arbitrage.thresholds = {0.02, 0.08};
  CHECK(asked_w(arbitrage, moment()) == 0.0);

  DispatchMoment called = moment();
  called.now.import_limit_w = 6.5e6;
  CHECK(asked_w(CurtailmentResponseParams{}, called) == -1.5e6);  // 6.5 - 8
  CHECK(asked_w(CurtailmentResponseParams{}, moment()) == 3e6);

  CarbonParams carbon;
  carbon.threshold_g_per_kwh = 301.0;
  CHECK(asked_w(carbon, moment()) == 3e6);
  carbon.threshold_g_per_kwh = 300.0;
  CHECK(asked_w(carbon, moment()) == -4e6);

  RampLimitParams ramp;
  ramp.ramp_w_per_s = 2e3;  // 0.6 MW in 300 s
  DispatchMoment stepped = moment();
  stepped.last_import_w = 6e6;
  CHECK(asked_w(ramp, stepped) == Approx(-1.4e6));  // 6.6 of 8 MW may come from the grid
}

TEST_CASE("dispatcher: peak shaving without a target holds the peak made, or the day's mean") {
  const auto shaving = PeakShavingParams{}.make(kLuck, nullptr);
  DispatchMemory memory;
  CHECK(shaving->battery_w(moment(), DayOutlook{}, memory) == 0.0);  // knows nothing yet

  // 6 MW net for an hour, 9 MW for another: a mean of 7.5.
  shaving->observe(0, kNsPerHour, 7e6, 1e6, 0.05, memory);
  shaving->observe(kNsPerHour, 2 * kNsPerHour, 9e6, 0.0, 0.05, memory);
  CHECK(shaving->battery_w(moment(), DayOutlook{}, memory) == -0.5e6);

  DispatchMoment later = moment();
  later.month_peak_import_w = 8.5e6;
  CHECK(shaving->battery_w(later, DayOutlook{}, memory) == 0.5e6);
}

TEST_CASE("day history: means of steps, the latest of each") {
  DayHistory history;
  CHECK(latest(history, 0) == nullptr);
  const TimeNs half = kNsPerHour / 2;
  note(history, kNsPerHour, 0, half, {.load_w = 2.0});
  note(history, kNsPerHour, half, 3 * half, {.load_w = 4.0});
  REQUIRE(latest(history, 0) != nullptr);
  CHECK(latest(history, kNsPerDay)->load_w == 3.0);  // (2 + 4) / 2
  CHECK(latest(history, kNsPerHour) == nullptr);     // still open
  note(history, kNsPerHour, kNsPerDay, kNsPerDay + kNsPerHour, {.load_w = 9.0});
  CHECK(latest(history, 0)->load_w == 9.0);
  CHECK(latest(history, kNsPerHour)->load_w == 4.0);  // closed by what came after it
}

TEST_CASE("dispatcher: look-ahead buys at night and gives in the dear hours") {
  // 4 MW for one hour, no losses, empty at the start: the end wants it empty again. Energy at 0.02
  // is worth 0.10 in the two dear hours, of which the battery fills one.
  LookAheadDispatchParams params;
  params.forecast.kind = ForecastKind::perfect;
  params.horizon_s = 24 * 3600.0;
  params.end_charge_frac = 0.0;
  const auto dispatcher = params.make(kLuck, nullptr);
  DispatchMemory memory;
  DispatchMoment now = moment();
  now.span_s = 3600.0;
  now.store = {.charge_limit_w = 4e6, .discharge_limit_w = 4e6, .most_energy_j = 4e6 * 3600.0};
  double cost = 0.0;
  const DayOutlook outlook;
  for (int hour = 0; hour < 24; ++hour) {
    now.now_ns = hour * kNsPerHour;
    now.now.battery = flow_range(now.store, now.stored_j, now.span_s);
    const double w = dispatcher->battery_w(now, outlook, memory);
    now.stored_j += w * 3600.0;
    cost += w * 1e-3 * outlook.import_usd_per_kwh(now.now_ns, now.now_ns + kNsPerHour);
  }
  CHECK(memory.rolls == 1);
  CHECK(now.stored_j == Approx(0.0));
  CHECK(cost == Approx(-4e3 * (0.10 - 0.02)));
}

TEST_CASE("dispatcher: look-ahead on an island keeps the load served as long as it can") {
  LookAheadDispatchParams params;
  const auto dispatcher = params.make(kLuck, nullptr);
  DispatchMemory memory;
  DayOutlook island;
  island.limit_w = 0.0;
  DispatchMoment now = moment();
  now.span_s = 3600.0;
  now.now.import_limit_w = 0.0;
  now.now.pv_w = 8e6;
  now.store = {.charge_limit_w = 4e6, .discharge_limit_w = 4e6, .most_energy_j = 40e6 * 3600.0};
  now.stored_j = 20e6 * 3600.0;
  now.now.battery = flow_range(now.store, now.stored_j, now.span_s);

  const double battery_w = dispatcher->battery_w(now, island, memory);

  // The site lacks 2 MW now; balance() takes what else is needed from the battery.
  const SetPoints points = balance(now.now, battery_w, {});
  CHECK(points.unserved_w == Approx(0.0));
  CHECK(points.discharge_w >= Approx(2e6));
}

TEST_CASE("dispatch section: models are read, and contradictions named") {
  Registry models;
  add_dispatch_models(models);
  CHECK(models.names("dispatch").size() == 7);

  LookAheadDispatchParams params;
  params.path = "sites.a.power.dispatch";
  CHECK(params.find_problems().empty());
  params.roll_s = 72 * 3600.0;
  REQUIRE(params.find_problems().size() == 1);
  CHECK(params.find_problems()[0].message() ==
        "sites.a.power.dispatch.roll: 259200 s is more than the horizon, 172800 s; expected roll "
        "<= horizon");
  params.roll_s = 24 * 3600.0;
  params.step_s = 1000.0;
  CHECK(params.find_problems().size() >= 1);

  ArbitrageParams arbitrage;
  arbitrage.thresholds = {0.08, 0.05};
  REQUIRE(arbitrage.find_problems().size() == 1);
  CHECK(arbitrage.find_problems()[0].path == "buy_below");
}
