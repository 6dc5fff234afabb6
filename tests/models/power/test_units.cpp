// SPDX-License-Identifier: Apache-2.0

// Sister units that take time to rise: what is promised for an interval is what they give.

#include <doctest/doctest.h>

#include "models/power/supply/units.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::FleetState;
using power::GeneratorFleet;
using test::hours;
using test::kRoomK;

namespace {

constexpr double kQuarterHourS = 900.0;

/// Units of 10 MW that move by 0.1 MW a minute once they are on.
GeneratorFleet lazy_units(std::uint32_t count) {
  GeneratorFleet fleet;
  fleet.units = count;
  fleet.model = test::slow_unit();
  fleet.model.ramp_up_w_per_s = fleet.model.ramp_down_w_per_s = 0.1e6 / 60.0;
  return fleet;
}

/// All on and at minimum load an hour after kStart.
FleetState running(const GeneratorFleet& fleet) {
  FleetState state = power::fresh_fleet(fleet, test::kStart);
  power::order_units(fleet, state, kRoomK, {0.0, 1e9}, 1e9);
  power::advance(fleet, state, hours(1), kRoomK, 0.0);
  return state;
}

}  // namespace

TEST_CASE("units: the mean of a rise that was promised is given") {
  const GeneratorFleet fleet = lazy_units(2);
  FleetState state = running(fleet);
  power::order_units(fleet, state, kRoomK, {1e9, 1e9}, 1e9);

  // From 4 MW each by 1.5 MW in a quarter of an hour: 4.75 MW in the mean.
  const double reach_w = power::reach_w(fleet, state, kRoomK, kQuarterHourS);
  CHECK(reach_w == Approx(9.5e6).epsilon(1e-12));
  FleetState all = state;
  CHECK(power::advance(fleet, all, hours(1.25), kRoomK, reach_w).output_j ==
        Approx(reach_w * kQuarterHourS).epsilon(1e-9));
  // Less than that as well, on the way up and on the way down.
  const double asked_w = 9.1e6;
  CHECK(power::advance(fleet, state, hours(1.25), kRoomK, asked_w).output_j ==
        Approx(asked_w * kQuarterHourS).epsilon(1e-9));
  CHECK(power::advance(fleet, all, hours(1.5), kRoomK, 10.5e6).output_j ==
        Approx(10.5e6 * kQuarterHourS).epsilon(1e-9));
}

TEST_CASE("units: what one cannot reach in time the others give") {
  const GeneratorFleet fleet = lazy_units(2);
  FleetState state = running(fleet);
  power::order_units(fleet, state, kRoomK, {1e9, 1e9}, 1e9);
  state.units[0].output_w = 8.0e6;

  // Half of 13.5 MW is 6.75 each; the second gives 4.75 at most, so the first gives 8.75, its own
  // most.
  CHECK(power::reach_w(fleet, state, kRoomK, kQuarterHourS) == Approx(13.5e6).epsilon(1e-12));
  FleetState all = state;
  CHECK(power::advance(fleet, all, hours(1.25), kRoomK, 13.5e6).output_j ==
        Approx(13.5e6 * kQuarterHourS).epsilon(1e-9));
  CHECK(all.units[1].output_w == Approx(5.5e6).epsilon(1e-9));
  CHECK(power::advance(fleet, state, hours(1.25), kRoomK, 13.0e6).output_j ==
        Approx(13.0e6 * kQuarterHourS).epsilon(1e-9));
}
