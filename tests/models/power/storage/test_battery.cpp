// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/storage/battery.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr double kWhJ = 3600.0;

power::Battery lossy_battery() {
  return {.charge_w = 100.0,
          .discharge_w = 100.0,
          .charge_efficiency = 0.95,
          .discharge_efficiency = 0.94,
          .min_charge_frac = 0.2,
          .max_charge_frac = 0.9};
}

/// What entered less what left, stayed or was lost [J].
double residual_j(const power::BatteryFlow& flow, double change_j) {
  return flow.taken_j + flow.standby_j - flow.given_j - change_j - flow.conversion_loss_j -
         flow.self_discharge_j - flow.standby_j;
}

}  // namespace

TEST_CASE("battery: charging stores what the converter lets through, by hand") {
  power::BatteryState state{.stored_j = 50.0 * kWhJ, .capacity_j = 100.0 * kWhJ};

  const auto flow = power::advance(lossy_battery(), state, 40.0, kHourS);

  CHECK(flow.power_w == 40.0);
  CHECK(flow.until_s == kHourS);
  CHECK(flow.taken_j == Approx(40.0 * kWhJ).epsilon(1e-15));
  CHECK(state.stored_j == Approx(88.0 * kWhJ).epsilon(1e-15));  // 50 + 0.95 x 40 Wh
  CHECK(flow.conversion_loss_j == Approx(2.0 * kWhJ).epsilon(1e-12));
  CHECK(flow.unmet_j == 0.0);
}

TEST_CASE("battery: discharging drains more than it gives, by hand") {
  power::BatteryState state{.stored_j = 80.0 * kWhJ, .capacity_j = 100.0 * kWhJ};

  const auto flow = power::advance(lossy_battery(), state, -47.0, kHourS);

  CHECK(flow.given_j == Approx(47.0 * kWhJ).epsilon(1e-15));
  CHECK(state.stored_j == Approx(30.0 * kWhJ).epsilon(1e-14));  // 80 - 47 / 0.94 Wh
  CHECK(flow.conversion_loss_j == Approx(3.0 * kWhJ).epsilon(1e-12));
}

TEST_CASE("battery: a crossing within the interval is met exactly, to the bit") {
  const power::Battery battery = lossy_battery();
  power::BatteryState state{.stored_j = 71.0 * kWhJ, .capacity_j = 100.0 * kWhJ};
  const double crossing_s = power::seconds_to_limit(battery, state, 40.0);

  const auto flow = power::advance(battery, state, 40.0, kHourS);

  CHECK(crossing_s == Approx(kHourS / 2.0).epsilon(1e-14));  // 19 Wh to go at 38 W
  CHECK(flow.until_s == crossing_s);
  CHECK(state.stored_j == 0.9 * state.capacity_j);
  CHECK(flow.after_w == 0.0);
  CHECK(flow.taken_j == Approx(20.0 * kWhJ).epsilon(1e-14));
  CHECK(flow.unmet_j == Approx(20.0 * kWhJ).epsilon(1e-14));
  CHECK(power::seconds_to_limit(battery, state, 40.0) == 0.0);
  CHECK(std::isinf(power::seconds_to_limit(battery, state, 0.0)));
}

TEST_CASE("battery: one interval is worth as much as many, and as one cut at the crossing") {
  power::Battery battery = lossy_battery();
  for (const double self_discharge_per_s : {0.0, 1e-6}) {
    battery.self_discharge_per_s = self_discharge_per_s;
    power::BatteryState once{.stored_j = 71.0 * kWhJ, .capacity_j = 100.0 * kWhJ};
    power::BatteryState often = once;
    power::BatteryState cut = once;

    const double taken_j = power::advance(battery, once, 40.0, kHourS).taken_j;
    double taken_often_j = 0.0;
    for (int second = 0; second < 3600; ++second)
      taken_often_j += power::advance(battery, often, 40.0, 1.0).taken_j;
    const double crossing_s = power::seconds_to_limit(battery, cut, 40.0);
    double taken_cut_j = power::advance(battery, cut, 40.0, crossing_s).taken_j;
    taken_cut_j += power::advance(battery, cut, 40.0, kHourS - crossing_s).taken_j;

    CHECK(often.stored_j == Approx(once.stored_j).epsilon(1e-12));
    CHECK(taken_often_j == Approx(taken_j).epsilon(1e-12));
    CHECK(cut.stored_j == once.stored_j);
    CHECK(taken_cut_j == Approx(taken_j).epsilon(1e-13));
  }
}

TEST_CASE("battery: energy in is energy stored and lost, over any sequence") {
  power::Battery battery = lossy_battery();
  battery.standby_w = 1.5;
  battery.self_discharge_per_s = 1e-7;
  power::BatteryState state{.stored_j = 60.0 * kWhJ, .capacity_j = 100.0 * kWhJ};
  const double first_j = state.stored_j;
  power::BatteryFlow sum;
  double power_w = 0.0;

  for (int step = 0; step < 10000; ++step) {
    power_w = 130.0 * std::sin(step * 0.7);  // beyond ratings, through full and empty
    const double before_j = state.stored_j;
    const auto flow = power::advance(battery, state, power_w, 1.0 + (step % 977) * 3.1);
    CHECK(std::abs(residual_j(flow, state.stored_j - before_j)) <= 1e-12 * state.capacity_j);
    sum.taken_j += flow.taken_j;
    sum.given_j += flow.given_j;
    sum.conversion_loss_j += flow.conversion_loss_j;
    sum.self_discharge_j += flow.self_discharge_j;
  }

  CHECK(sum.taken_j > 100.0 * state.capacity_j);
  CHECK(std::abs(residual_j(sum, state.stored_j - first_j)) <= 1e-12 * sum.taken_j);
}

TEST_CASE("battery: full to empty and back gives the round trip of REopt's defaults") {
  // REopt: rectifier and inverter 0.96, internal 0.975 shared by the two ways: 0.9479240476 each,
  // 0.89856 together.
  const double way = 0.96 * std::sqrt(0.975);
  CHECK(way == Approx(0.9479240476).epsilon(1e-10));
  const power::Battery battery{
      .charge_w = 1e3, .discharge_w = 1e3, .charge_efficiency = way, .discharge_efficiency = way};
  power::BatteryState state{.stored_j = 0.0, .capacity_j = 1e6};

  const double taken_j = power::advance(battery, state, 1e3, 1e4).taken_j;
  const double given_j = power::advance(battery, state, -1e3, 1e4).given_j;

  CHECK(given_j / taken_j == Approx(0.89856).epsilon(1e-12));
  CHECK(state.stored_j == 0.0);
}

TEST_CASE("battery: rating and C-rate cut power, at the cells") {
  power::Battery battery = lossy_battery();
  battery.c_rate_per_s = 0.5 / 3600.0;  // 50 W at the cells of 100 Wh
  power::BatteryState state{.stored_j = 50.0 * kWhJ, .capacity_j = 100.0 * kWhJ};

  const auto range = power::feasible_range(battery, state, 1.0);
  const auto flow = power::advance(battery, state, 80.0, 60.0);

  CHECK(range.highest_w == Approx(50.0 / 0.95));
  CHECK(range.lowest_w == Approx(-50.0 * 0.94));
  CHECK(flow.power_w == Approx(50.0 / 0.95));
  CHECK(flow.unmet_j == Approx((80.0 - 50.0 / 0.95) * 60.0));
}

TEST_CASE("battery: what the feasible range says can be held, and no more") {
  power::Battery battery = lossy_battery();
  for (const double self_discharge_per_s : {0.0, 3e-6})
    for (const double seconds : {60.0, kHourS, 4.0 * kHourS}) {
      battery.self_discharge_per_s = self_discharge_per_s;
      const power::BatteryState start{.stored_j = 55.0 * kWhJ, .capacity_j = 100.0 * kWhJ};
      const auto range = power::feasible_range(battery, start, seconds);
      for (const double power_w : {range.lowest_w, range.highest_w}) {
        CHECK(power::seconds_to_limit(battery, start, power_w) >= seconds * (1.0 - 1e-12));
        if (std::abs(power_w) < 100.0)
          CHECK(power::seconds_to_limit(battery, start, power_w * 1.001) < seconds);
      }
    }
}

TEST_CASE("battery: self-discharge decays as exp, is held at full, and passes the lower limit") {
  power::Battery battery = lossy_battery();
  battery.self_discharge_per_s = 1e-5;
  power::BatteryState idle{.stored_j = 25.0 * kWhJ, .capacity_j = 100.0 * kWhJ};
  power::BatteryState full{.stored_j = 90.0 * kWhJ, .capacity_j = 100.0 * kWhJ};

  const auto rest = power::advance(battery, idle, 0.0, 1e5);
  const auto hold = power::advance(battery, full, 10.0, 1e5);

  CHECK(idle.stored_j == Approx(25.0 * kWhJ * std::exp(-1.0)).epsilon(1e-14));
  CHECK(rest.self_discharge_j == Approx(25.0 * kWhJ * (1.0 - std::exp(-1.0))).epsilon(1e-14));
  CHECK(power::feasible_range(battery, idle, 60.0).lowest_w == 0.0);
  CHECK(full.stored_j == 90.0 * kWhJ);
  CHECK(hold.after_w == Approx(1e-5 * 90.0 * kWhJ / 0.95));
}

TEST_CASE("battery: a battery alone on an island must carry the load or say when it fails") {
  const power::Battery battery = lossy_battery();
  power::BatteryState state{.stored_j = 50.0 * kWhJ, .capacity_j = 100.0 * kWhJ};
  const power::BatteryState before = state;

  // 30 Wh above the lower limit give 28.2 Wh: 3 hours at 9.4 W.
  CHECK_THROWS_WITH_AS(power::carry(battery, state, -9.4, 4.0 * kHourS, "island"),
                       "island: 9.4 W for 14400 s, but the battery is empty after 10800 s and "
                       "nothing else gives it; expected more energy or another source",
                       DomainError);
  CHECK(state.stored_j == before.stored_j);
  CHECK_THROWS_WITH_AS(power::carry(battery, state, -101.0, 1.0, "island"),
                       "island: 101 W asked of a battery that carries 100 W; expected a load "
                       "within its rating, or another source",
                       DomainError);
  CHECK(power::carry(battery, state, -9.4, 2.0 * kHourS, "island").unmet_j == 0.0);
}
