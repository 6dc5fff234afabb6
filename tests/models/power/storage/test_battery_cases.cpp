// SPDX-License-Identifier: Apache-2.0

// Published cases of other simulators, rebuilt on the battery alone.

#include <algorithm>

#include <doctest/doctest.h>

#include "models/power/storage/battery.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr double kJPerWh = 3600.0;

/// Vessim's SimpleBattery: 100 Wh, lossless, at 80 %, empty at 10 %.
power::Battery vessim_battery() {
  return {.charge_w = 1e9, .discharge_w = 1e9, .min_charge_frac = 0.1};
}
power::BatteryState vessim_state(double charge_frac = 0.8) {
  return {.stored_j = charge_frac * 100.0 * kJPerWh, .capacity_j = 100.0 * kJPerWh};
}

double stored_wh_after(double power_w, double hours) {
  power::BatteryState state = vessim_state();
  power::advance(vessim_battery(), state, power_w, hours * kHourS);
  return state.stored_j / kJPerWh;
}

/// OpenDC's host of 150 W with a battery, charged at 1 kW below a carbon threshold, else drained by
/// the load. What a dispatch policy does is written out here; the battery's flow is under test.
struct CarbonThresholdHost {
  power::Battery battery{.charge_w = 1000.0, .discharge_w = 1000.0};
  power::BatteryState state;
  double grid_j = 0.0;
  double carbon_g = 0.0;

  explicit CarbonThresholdHost(double capacity_j) { state.capacity_j = capacity_j; }

  /// Mean power from the grid over the minute [W].
  double run_minute(double carbon_g_per_kwh) {
    const double load_w = 150.0;
    const double asked_w = carbon_g_per_kwh < 100.0 ? battery.charge_w : -load_w;
    const auto flow = power::advance(battery, state, asked_w, 60.0);
    const double minute_j = load_w * 60.0 + flow.taken_j - flow.given_j;
    grid_j += minute_j;
    carbon_g += minute_j / 3.6e6 * carbon_g_per_kwh;
    return minute_j / 60.0;
  }
};

}  // namespace

TEST_CASE("Vessim: charging and discharging a simple battery, limits included") {
  CHECK(stored_wh_after(1.0, 1.0) == Approx(81.0).epsilon(1e-14));
  CHECK(stored_wh_after(10.0, 2.0) == 100.0);
  CHECK(stored_wh_after(-1.0, 1.0) == Approx(79.0).epsilon(1e-14));
  CHECK(stored_wh_after(-10.0, 7.0) == 10.0);
}

TEST_CASE("Vessim: what the battery does not take or give is the grid's") {
  power::BatteryState surplus = vessim_state();
  power::BatteryState deficit = vessim_state();

  const auto in = power::advance(vessim_battery(), surplus, 10.0, 4.0 * kHourS);
  const auto out = power::advance(vessim_battery(), deficit, -10.0, 14.0 * kHourS);

  CHECK((10.0 * 4.0 * kHourS - in.taken_j) / (4.0 * kHourS) == Approx(5.0).epsilon(1e-14));
  CHECK(surplus.charge_frac() == 1.0);
  CHECK((10.0 * 14.0 * kHourS - out.given_j) / (14.0 * kHourS) == Approx(5.0).epsilon(1e-14));
  CHECK(deficit.charge_frac() == Approx(0.1).epsilon(1e-15));
}

TEST_CASE("Vessim: a C-rate of 1 cuts the power of a small battery") {
  power::Battery battery{.charge_w = 1e9, .discharge_w = 1e9, .c_rate_per_s = 1.0 / 3600.0};
  power::BatteryState state{.stored_j = 5.0 * kJPerWh, .capacity_j = 10.0 * kJPerWh};

  power::advance(battery, state, 10.0, 360.0);

  CHECK(state.stored_j == Approx(6.0 * kJPerWh).epsilon(1e-14));
}

TEST_CASE("Vessim: feasible ranges") {
  power::Battery fast = vessim_battery();
  fast.c_rate_per_s = 2.0 / 3600.0;

  const auto slow_range = power::feasible_range(vessim_battery(), vessim_state(), 4.0 * kHourS);
  const auto fast_range = power::feasible_range(fast, vessim_state(0.5), 1.0);

  CHECK(slow_range.highest_w == Approx(5.0).epsilon(1e-14));
  CHECK(slow_range.lowest_w == Approx(-17.5).epsilon(1e-14));  // 70 Wh in 4 h, by hand
  CHECK(fast_range.highest_w == Approx(200.0).epsilon(1e-14));
  CHECK(fast_range.lowest_w == Approx(-200.0).epsilon(1e-14));
}

TEST_CASE("Vessim: an islanded deficit beyond the battery raises") {
  power::BatteryState state = vessim_state();

  // 70 Wh last 70 h at 1 W.
  CHECK_THROWS_AS(power::carry(vessim_battery(), state, -1.0, 71.0 * kHourS, "island"),
                  DomainError);
  CHECK(power::carry(vessim_battery(), state, -1.0, 69.0 * kHourS, "island").unmet_j == 0.0);
}

TEST_CASE("SAM power flow: an AC battery asked for 48 W at its cells takes 50 W of 100 W of sun") {
  const power::Battery battery{
      .charge_w = 1e3, .discharge_w = 1e3, .charge_efficiency = 0.96, .discharge_efficiency = 0.96};
  power::BatteryState state{.stored_j = 0.0, .capacity_j = 1e6};
  const double sun_w = 100.0;
  const double load_w = 50.0;

  const auto flow = power::advance(battery, state, 48.0 / 0.96, 1.0);

  CHECK(flow.taken_j == Approx(50.0).epsilon(1e-14));
  CHECK(state.stored_j == Approx(48.0).epsilon(1e-14));
  CHECK(flow.conversion_loss_j == Approx(2.0).epsilon(1e-12));
  CHECK(sun_w - load_w - flow.taken_j == Approx(0.0));  // nothing from or to the grid
}

TEST_CASE("OpenDC: with a dirty grid an empty battery does nothing") {
  CarbonThresholdHost host(360e3);
  for (int minute = 0; minute < 10; ++minute)
    CHECK(host.run_minute(120.0) == Approx(150.0).epsilon(1e-14));
  CHECK(host.grid_j == Approx(90e3).epsilon(1e-14));
}

TEST_CASE("OpenDC: with a clean grid the battery charges for six minutes") {
  CarbonThresholdHost host(360e3);
  for (int minute = 0; minute < 10; ++minute)
    CHECK(host.run_minute(80.0) == Approx(minute < 6 ? 1150.0 : 150.0).epsilon(1e-14));
  CHECK(host.grid_j == Approx(450e3).epsilon(1e-14));
}

TEST_CASE("OpenDC: clean for ten minutes, then dirty: the stored energy carries the load") {
  CarbonThresholdHost host(72e3);
  double first_w = 0.0;
  double at_twenty_j = 0.0;
  for (int minute = 0; minute < 30; ++minute) {
    const double grid_w = host.run_minute(minute < 10 ? 80.0 : 120.0);
    if (minute == 0) first_w = grid_w;
    if (minute == 5) CHECK(grid_w == Approx(150.0).epsilon(1e-14));
    if (minute == 10) CHECK(grid_w == Approx(0.0));
    if (minute == 18) CHECK(grid_w == Approx(150.0).epsilon(1e-14));
    if (minute == 19) at_twenty_j = host.grid_j;
  }

  CHECK(first_w == Approx(1150.0).epsilon(1e-14));
  CHECK(at_twenty_j == Approx(72e3 + 12.0 * 60.0 * 150.0).epsilon(1e-14));
  CHECK(host.grid_j == Approx(270e3).epsilon(1e-14));  // the load itself: the battery is empty
  CHECK(host.state.stored_j == 0.0);
  CHECK(host.carbon_g == Approx(7.2).epsilon(1e-13));  // OpenDC asserts 7.2, and 8.0 without it
}
