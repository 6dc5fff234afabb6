// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::GeneratorModel;
using power::GeneratorState;
using power::GeneratorStatus;
using power::GeneratorStep;
using test::at;
using test::hours;
using test::kRoomK;
using test::kStart;
using test::plain_unit;
using test::slow_unit;
using test::unit_of;

TEST_CASE("generator: a failure trips it after its running time, a repair brings it back") {
  GeneratorModel model = plain_unit();
  model.up = power::SpanLaw::fixed(10.0 * 3600.0);
  model.repair = power::SpanLaw::fixed(5.0 * 3600.0);
  GeneratorState state = unit_of(model);

  // Four hours on, four off: only hours on count.
  power::advance(model, state, hours(4), kRoomK, 1.0e6);
  power::advance(model, state, hours(8), kRoomK, 0.0);
  CHECK(power::next_switch_ns(model, state, kRoomK, 1.0e6) == hours(14));
  GeneratorStep step = power::advance(model, state, hours(16), kRoomK, 1.0e6);
  CHECK(state.status == GeneratorStatus::tripped);
  CHECK(step.trips == 1);
  CHECK(step.output_j == Approx(1.0e6 * 6 * 3600.0).epsilon(1e-12));
  step = power::advance(model, state, hours(20), kRoomK, 1.0e6);
  CHECK(state.status == GeneratorStatus::on);
  CHECK(step.output_j == Approx(1.0e6 * 3600.0).epsilon(1e-12));  // from hour 19 on
}

TEST_CASE("generator: over a long time it is up as often as its laws say") {
  GeneratorModel model = plain_unit();
  model.up = power::SpanLaw::exponential(1100.0 * 3600.0);
  model.repair = power::SpanLaw::exponential(60.0 * 3600.0);
  CHECK(power::expected_availability(model) == Approx(1100.0 / 1160.0).epsilon(1e-12));
  double run_s = 0.0;
  constexpr int kUnits = 200;
  for (std::uint32_t unit = 0; unit < kUnits; ++unit) {
    GeneratorState state = power::new_unit(model, unit, kStart);
    run_s +=
        to_seconds(power::advance(model, state, add_months(kStart, 12 * 10), kRoomK, 1.0e6).run_ns);
  }
  const double share = run_s / (kUnits * to_seconds(add_months(kStart, 120) - kStart));
  // 200 units, 10 years: 15,000 cycles; the share's deviation is about 0.0005.
  CHECK(std::abs(share - 1100.0 / 1160.0) < 0.0018);
}

TEST_CASE("generator: starts fail as often as said, and are repaired") {
  GeneratorModel model = plain_unit();
  model.start_failure = 0.25;
  model.repair = power::SpanLaw::fixed(60.0);
  int failed = 0, tried = 0;
  for (std::uint32_t unit = 0; unit < 2000; ++unit) {
    GeneratorState state = power::new_unit(model, unit, kStart);
    const GeneratorStep step = power::advance(model, state, kStart + 1, kRoomK, 1.0e6);
    tried += static_cast<int>(step.starts);
    failed += static_cast<int>(step.failed_starts);
    CHECK((state.status == GeneratorStatus::tripped) == (step.failed_starts == 1));
  }
  CHECK(tried == 2000);
  CHECK(std::abs(failed / 2000.0 - 0.25) < 3.5 * std::sqrt(0.25 * 0.75 / 2000.0));
}

TEST_CASE("generator: luck hangs on name and unit, not on what is asked of others") {
  GeneratorModel model = plain_unit();
  model.up = power::SpanLaw::exponential(100.0 * 3600.0);
  model.repair = power::SpanLaw::exponential(3600.0);
  GeneratorState one = power::new_unit(model, 1, kStart);
  GeneratorState again = power::new_unit(model, 1, kStart);
  const GeneratorState other = power::new_unit(model, 2, kStart);
  CHECK(one.run_left_ns == again.run_left_ns);
  CHECK(one.run_left_ns != other.run_left_ns);
  // Half load or full load: the same running time to the same failure.
  power::advance(model, one, hours(50), kRoomK, 10.0e6);
  power::advance(model, again, hours(50), kRoomK, 5.0e6);
  CHECK(one.run_left_ns == again.run_left_ns);
}

TEST_CASE("generator: planned blocks take it out, sisters one after the other") {
  GeneratorModel model = plain_unit();
  model.planned = test::generators().planned("combustion-turbine")->blocks;
  model.planned_stagger_ns = 3 * kNsPerDay;
  GeneratorState first = power::new_unit(model, 0, at("2026-02-01"));
  GeneratorState second = power::new_unit(model, 1, at("2026-02-01"));
  // Monday, 2 February, for 60 hours; see the test of outage laws.
  power::advance(model, first, at("2026-02-03"), kRoomK, 1.0e6);
  power::advance(model, second, at("2026-02-03"), kRoomK, 1.0e6);
  CHECK(first.status == GeneratorStatus::maintenance);
  CHECK(second.status == GeneratorStatus::on);
  CHECK(power::next_switch_ns(model, first, kRoomK, 1.0e6) == at("2026-02-04T12:00"));
  CHECK(power::next_switch_ns(model, second, kRoomK, 1.0e6) == at("2026-02-05"));
  power::advance(model, first, at("2026-02-05T01:00"), kRoomK, 1.0e6);
  power::advance(model, second, at("2026-02-05T01:00"), kRoomK, 1.0e6);
  CHECK(first.status == GeneratorStatus::on);
  CHECK(second.status == GeneratorStatus::maintenance);

  // 264 hours of a year of 8,760.
  GeneratorState year = power::new_unit(model, 0, kStart);
  const GeneratorStep step = power::advance(model, year, at("2027-01-01"), kRoomK, 1.0e6);
  CHECK(step.run_ns == (8760 - 264) * kNsPerHour);
}

TEST_CASE("generator: a repair that ends inside a planned block ends with the block") {
  GeneratorModel model = plain_unit();
  model.planned = test::generators().planned("combustion-turbine")->blocks;
  model.up = power::SpanLaw::fixed(23.0 * 3600.0);
  model.repair = power::SpanLaw::fixed(10.0 * 3600.0);
  GeneratorState state = power::new_unit(model, 0, at("2026-02-01"));
  power::advance(model, state, at("2026-02-01T23:30"), kRoomK, 1.0e6);
  CHECK(state.status == GeneratorStatus::tripped);
  power::advance(model, state, at("2026-02-02T10:00"), kRoomK, 1.0e6);
  CHECK(state.status == GeneratorStatus::maintenance);
  power::advance(model, state, at("2026-02-04T13:00"), kRoomK, 1.0e6);
  CHECK(state.status == GeneratorStatus::on);
}

TEST_CASE("generator: the permit's hours stop it until the next year") {
  GeneratorModel model = plain_unit();
  model.permit.run_ns_per_year = 100 * kNsPerHour;
  GeneratorState state = unit_of(model);
  const GeneratorStep step = power::advance(model, state, hours(150), kRoomK, 1.0e6);
  CHECK(step.run_ns == 100 * kNsPerHour);
  CHECK(step.withheld_ns == 50 * kNsPerHour);
  CHECK(power::limits_of(model, state, kRoomK).most_w == 0.0);
  power::advance(model, state, at("2027-01-01T02:00"), kRoomK, 1.0e6);
  CHECK(state.status == GeneratorStatus::on);
  CHECK(state.permit.run_ns() == 2 * kNsPerHour);
}

TEST_CASE("generator: the permit's NOx is never passed, ramps included") {
  GeneratorModel model = slow_unit();
  model.nox_kg_per_j_hhv = 1e-9;
  model.permit.nox_kg_per_12_months = 500.0;
  GeneratorState state = unit_of(model);
  GeneratorStep total;
  for (int day = 1; day <= 730; ++day)
    total += power::advance(model, state, kStart + day * kNsPerDay, kRoomK, 10.0e6);
  // 10 MW burn 27.5 MW HHV: 0.0275 kg/s, so 500 kg last 5.05 hours, once in each twelve months:
  // January 2026, January 2027.
  CHECK(state.permit.nox_kg() <= 500.0 + 1e-6);
  CHECK(total.nox_kg == Approx(1000.0).epsilon(1e-6));
  CHECK(total.starts == 2);
}
