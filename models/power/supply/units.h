// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sister units of one kind at a site: which of them run, and what they give together. What a unit
// does by itself is generator.h's.

#include <cstdint>
#include <vector>

#include "models/power/sources/generator_params.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// What a unit is told. `withheld`: to run, but its permit is used up; it counts those hours.
enum class UnitOrder : std::uint8_t { stand, run, withheld };

/// A value: copying it is a snapshot.
struct FleetState {
  std::vector<GeneratorState> units;
  std::vector<UnitOrder> ordered;  ///< (units)
  GeneratorStep total;             ///< Since the beginning of the run.
};

FleetState fresh_fleet(const GeneratorFleet& fleet, TimeNs start_ns);

/// Fuel per output at the reference point [USD/kWh].
double fuel_usd_per_kwh(const GeneratorFleet& fleet);

/// Full load with that air of every unit that is delivered by `at_ns` and may still run [W].
double delivered_w(const GeneratorFleet& fleet, TimeNs at_ns, double dry_bulb_k);

/// What units are to carry, or can [W].
struct UnitPower {
  double on_w = 0.0;       ///< Of units that are on alone.
  double ordered_w = 0.0;  ///< With those on their way.
};

/// Orders as many units to run as `need` takes, those that run already first, and the others to
/// stop. A unit that is on is let go only once others that are on have a tenth of its output to
/// spare, and at the end of its minimum time; none is started for what is on its way. Units that
/// draw power to start stay off while `start_power_w` of the site cannot feed them. Returns the
/// full load of those ordered.
UnitPower order_units(const GeneratorFleet& fleet, FleetState& state, double dry_bulb_k,
                      const UnitPower& need, double start_power_w);

/// Mean output [W] that the units on order can reach over the next `span_s` [s] > 0, at most.
double reach_w(const GeneratorFleet& fleet, const FleetState& state, double dry_bulb_k,
               double span_s);

/// What the units would give beyond reach_w() had they not failed, were they started and at full
/// load [W]: of those on order and those under repair. Maintenance and permits are no failures.
double missing_w(const GeneratorFleet& fleet, const FleetState& state, double dry_bulb_k,
                 double span_s);

/// What the units draw themselves from now on [W].
double own_use_w(const GeneratorFleet& fleet, const FleetState& state);

/// Carries the units to `to_ns`; the means of those on order share `output_w` evenly, each at least
/// at its minimum load: what reach_w() told is what they give if it is asked. Adds to the total.
GeneratorStep advance(const GeneratorFleet& fleet, FleetState& state, TimeNs to_ns,
                      double dry_bulb_k, double output_w);

/// The next instant at which a unit changes by itself; ramps aside.
TimeNs next_switch_ns(const GeneratorFleet& fleet, const FleetState& state, double dry_bulb_k);

}  // namespace gigawatt::power
