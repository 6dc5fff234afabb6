// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "sim/engine/errors.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::GeneratorModel;
using power::GeneratorState;
using power::GeneratorStatus;
using power::GeneratorStep;
using test::hours;
using test::kRoomK;
using test::kStart;
using test::plain_unit;
using test::slow_unit;
using test::unit_of;

TEST_CASE("generator: an hour at half load burns what its efficiency says") {
  GeneratorModel model = plain_unit();
  model.nox_kg_per_j_hhv = 2e-9;
  model.co2_kg_per_j_hhv = 5e-8;
  model.auxiliary_w = 1000.0;
  GeneratorState state = unit_of(model);

  const GeneratorStep step = power::advance(model, state, hours(1), kRoomK, 5.0e6);

  // By hand: 5 MWh = 18 GJ; 45 GJ of fuel at 40 % LHV, 49.5 GJ HHV at 1.1.
  CHECK(state.status == GeneratorStatus::on);
  CHECK(step.output_j == Approx(18.0e9).epsilon(1e-12));
  CHECK(step.fuel_lhv_j == Approx(45.0e9).epsilon(1e-12));
  CHECK(step.fuel_hhv_j == Approx(49.5e9).epsilon(1e-12));
  CHECK(step.nox_kg == Approx(99.0).epsilon(1e-12));
  CHECK(step.co2_kg == Approx(2475.0).epsilon(1e-12));
  CHECK(step.own_use_j == Approx(3.6e6).epsilon(1e-12));
  CHECK(step.run_ns == kNsPerHour);
  CHECK(step.starts == 1);
}

TEST_CASE("generator: a start takes its time, then output ramps from minimum load") {
  const GeneratorModel model = slow_unit();
  GeneratorState state = unit_of(model);

  CHECK(power::next_switch_ns(model, state, kRoomK, 10.0e6) == kStart + 6 * kNsPerMinute);
  GeneratorStep step = power::advance(model, state, kStart + 6 * kNsPerMinute, kRoomK, 10.0e6);
  CHECK(state.status == GeneratorStatus::on);
  CHECK(step.output_j == 0.0);
  CHECK(step.run_ns == 6 * kNsPerMinute);

  // 4 to 10 MW at 1 MW per minute: six minutes at a mean of 7 MW, by hand.
  const TimeNs ramp_end_ns = power::next_switch_ns(model, state, kRoomK, 10.0e6);
  CHECK(std::abs(to_seconds(ramp_end_ns - (kStart + 12 * kNsPerMinute))) < 1e-6);
  step = power::advance(model, state, kStart + 9 * kNsPerMinute, kRoomK, 10.0e6);
  CHECK(state.output_w == Approx(7.0e6).epsilon(1e-9));
  CHECK(power::is_ramping(model, state, kRoomK, 10.0e6));
  step += power::advance(model, state, kStart + 12 * kNsPerMinute, kRoomK, 10.0e6);
  CHECK(step.output_j == Approx(7.0e6 * 360.0).epsilon(1e-9));
  step = power::advance(model, state, kStart + 13 * kNsPerMinute, kRoomK, 10.0e6);
  CHECK(state.output_w == 10.0e6);
  CHECK_FALSE(power::is_ramping(model, state, kRoomK, 10.0e6));
}

TEST_CASE("generator: below minimum load it runs at minimum load") {
  const GeneratorModel model = slow_unit();
  GeneratorState state = unit_of(model);
  power::advance(model, state, hours(1), kRoomK, 1.0e6);
  CHECK(state.output_w == 4.0e6);
}

TEST_CASE("generator: minimum times hold a stop and a start back") {
  const GeneratorModel model = slow_unit();
  GeneratorState state = unit_of(model);
  power::advance(model, state, kStart + 10 * kNsPerMinute, kRoomK, 4.0e6);
  CHECK_FALSE(power::limits_of(model, state, kRoomK).may_stop);

  // On since minute 6; asked to stop at 10, it stands at minimum load until 36.
  CHECK(power::next_switch_ns(model, state, kRoomK, 0.0) == kStart + 36 * kNsPerMinute);
  const GeneratorStep held = power::advance(model, state, kStart + 60 * kNsPerMinute, kRoomK, 0.0);
  CHECK(state.status == GeneratorStatus::off);
  CHECK(held.output_j == Approx(4.0e6 * 26 * 60.0).epsilon(1e-12));

  // Off since 36; a start ordered at 60 comes at 96, minimum load at 102.
  CHECK_FALSE(power::limits_of(model, state, kRoomK).may_start);
  CHECK(power::next_switch_ns(model, state, kRoomK, 4.0e6) == kStart + 96 * kNsPerMinute);
  power::advance(model, state, kStart + 101 * kNsPerMinute, kRoomK, 4.0e6);
  CHECK(state.status == GeneratorStatus::starting);
  power::advance(model, state, kStart + 103 * kNsPerMinute, kRoomK, 4.0e6);
  CHECK(state.status == GeneratorStatus::on);
}

TEST_CASE("generator: a stop ramps down to minimum load first") {
  const GeneratorModel model = slow_unit();
  GeneratorState state = unit_of(model);
  power::advance(model, state, hours(2), kRoomK, 10.0e6);
  // 10 to 4 MW in six minutes, then off: 7 MW · 360 s.
  const GeneratorStep step = power::advance(model, state, hours(3), kRoomK, 0.0);
  CHECK(state.status == GeneratorStatus::off);
  CHECK(step.output_j == Approx(7.0e6 * 360.0).epsilon(1e-9));
}

TEST_CASE("generator: hot air lowers full load at once") {
  power::GeneratorCurves curves = test::curves_of("capstone-c65");
  GeneratorModel model = plain_unit();
  model.curves = power::SiteCurves(curves, 0.0);
  GeneratorState state = unit_of(model);
  power::advance(model, state, hours(1), 288.15, 1.0e6);
  CHECK(state.output_w == 65.0e3);
  power::advance(model, state, hours(2), 308.15, 1.0e6);
  CHECK(state.output_w == Approx(55.791e3).epsilon(1e-5));  // published point, 35 degC
  CHECK(power::limits_of(model, state, 308.15).most_w == state.output_w);
}

TEST_CASE("generator: air beyond its curves is counted, or refused with the number") {
  GeneratorModel model = plain_unit();
  model.curves = power::SiteCurves(test::curves_of("combined-cycle"), 0.0);
  GeneratorState state = unit_of(model);
  CHECK(power::advance(model, state, hours(1), 313.15, 1e9).outside_ns == 0);
  CHECK(power::advance(model, state, hours(3), 316.15, 1e9).outside_ns == 2 * kNsPerHour);
  CHECK(state.output_w == Approx(427.9612e6).epsilon(1e-12));  // the end of the table
  model.refuse_outside = true;
  CHECK_THROWS_WITH_AS(
      power::advance(model, state, hours(4), 316.15, 1e9),
      "site.gas: inlet air of 43.00 degC at 2026-01-01T03:00:00Z is above the 40 degC its curves "
      "reach; give a table that reaches it, or `outside: hold` to go on with the end of the curve",
      DomainError);
}

TEST_CASE("generator: nothing comes before it is delivered") {
  GeneratorModel model = plain_unit();
  model.delivered_ns = hours(24);
  model.standby_w = 100.0;
  GeneratorState state = unit_of(model);
  CHECK(state.status == GeneratorStatus::undelivered);
  CHECK(power::limits_of(model, state, kRoomK).most_w == 0.0);
  CHECK(power::next_switch_ns(model, state, kRoomK, 5.0e6) == hours(24));
  const GeneratorStep step = power::advance(model, state, hours(25), kRoomK, 5.0e6);
  CHECK(step.output_j == Approx(5.0e6 * 3600.0).epsilon(1e-12));
  CHECK(step.own_use_j == 0.0);  // on from its first second
}

TEST_CASE("generator: cutting intervals changes nothing but rounding") {
  GeneratorModel model = slow_unit();
  power::GeneratorCurves curves = test::curves_of("capstone-c65");
  curves.rated_w = curves.most_w = 10.0e6;
  curves.least_w = 0.0;
  model.curves = power::SiteCurves(curves, 0.0);
  model.up = power::SpanLaw::exponential(60.0 * 3600.0);
  model.repair = power::SpanLaw::exponential(7.0 * 3600.0);
  model.start_failure = 0.1;
  model.nox_kg_per_j_hhv = 1e-9;
  model.permit.nox_kg_per_12_months = 200.0e3;
  model.planned = test::generators().planned("engine")->blocks;
  const auto asked_w = [](int day) { return std::max(0.0, 12.0e6 * std::sin(0.7 * day)); };

  GeneratorState whole = unit_of(model);
  GeneratorState cut = unit_of(model);
  GeneratorStep whole_sum, cut_sum;
  RandomDraws draws = RandomStream(3, "test", "cuts").at(0);
  for (int day = 0; day < 365; ++day) {
    const TimeNs end_ns = kStart + (day + 1) * kNsPerDay;
    whole_sum += power::advance(model, whole, end_ns, kRoomK, asked_w(day));
    while (cut.now_ns < end_ns) {
      const TimeNs step_ns = from_seconds(draws.uniform(1.0, 4000.0));
      const TimeNs to_ns = std::min(end_ns, cut.now_ns + step_ns);
      cut_sum += power::advance(model, cut, to_ns, kRoomK, asked_w(day));
    }
    REQUIRE(whole.status == cut.status);
  }
  CHECK(whole_sum.trips > 10);
  CHECK(whole_sum.starts == cut_sum.starts);
  CHECK(whole_sum.trips == cut_sum.trips);
  CHECK(whole_sum.failed_starts == cut_sum.failed_starts);
  // A cut ramp may end a nanosecond later; twenty runs differ by less than a millisecond.
  CHECK(std::abs(to_seconds(whole_sum.run_ns - cut_sum.run_ns)) < 1e-3);
  CHECK(cut_sum.output_j == Approx(whole_sum.output_j).epsilon(1e-7));
  CHECK(cut_sum.fuel_lhv_j == Approx(whole_sum.fuel_lhv_j).epsilon(1e-7));
}

TEST_CASE("generator: between the switches it predicts, output is a straight line") {
  GeneratorModel model = slow_unit();
  model.up = power::SpanLaw::exponential(20.0 * 3600.0);
  model.repair = power::SpanLaw::exponential(3.0 * 3600.0);
  GeneratorState state = unit_of(model);
  int checked = 0;
  for (int step = 0; step < 3000; ++step) {
    const double asked_w = step / 50 % 3 == 2 ? 0.0 : step / 50 % 3 == 1 ? 10.0e6 : 6.0e6;
    const TimeNs next_ns =
        std::min(power::next_switch_ns(model, state, kRoomK, asked_w), state.now_ns + kNsPerHour);
    REQUIRE(next_ns > state.now_ns);
    GeneratorState half = state;
    power::advance(model, half, state.now_ns + (next_ns - state.now_ns) / 2, kRoomK, asked_w);
    const GeneratorState begun = half;
    const double span_s = to_seconds(next_ns - half.now_ns);
    const GeneratorStep second = power::advance(model, half, next_ns, kRoomK, asked_w);
    if (begun.status == GeneratorStatus::on && span_s > 1.0) {
      const bool still_on = half.status == GeneratorStatus::on;
      if (still_on)
        REQUIRE(second.output_j ==
                Approx(0.5 * (begun.output_w + half.output_w) * span_s).epsilon(1e-9));
      ++checked;
    }
    power::advance(model, state, next_ns, kRoomK, asked_w);
  }
  CHECK(checked > 1000);
}

TEST_CASE("generator: energy, fuel and emissions of steps add up to those of the whole") {
  GeneratorModel model = plain_unit();
  model.nox_kg_per_j_hhv = 2e-9;
  GeneratorState state = unit_of(model);
  GeneratorStep sum;
  double asked_j = 0.0;
  for (int hour = 0; hour < 1000; ++hour) {
    const double asked_w = 1.0e6 * (1 + hour % 9);
    sum += power::advance(model, state, hours(hour + 1), kRoomK, asked_w);
    asked_j += asked_w * 3600.0;
  }
  CHECK(sum.output_j == Approx(asked_j).epsilon(1e-12));
  CHECK(sum.fuel_lhv_j * 0.4 == Approx(sum.output_j).epsilon(1e-12));
  CHECK(sum.nox_kg == Approx(2e-9 * sum.fuel_hhv_j).epsilon(1e-12));
  CHECK(state.permit.nox_kg() == Approx(sum.nox_kg).epsilon(1e-12));
}
