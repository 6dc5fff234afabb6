// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a generating unit moves between its states; for generator.cpp alone.

#include "models/power/sources/generator.h"

namespace gigawatt::power::detail {

/// What the set point means with the air of the moment.
struct Order {
  double dry_bulb_c;
  double full_w;    ///< Full load.
  double least_w;   ///< Minimum load.
  double target_w;  ///< Where the output goes while on.
  bool run;
};

Order order_of(const UnitAir& air, double set_point_w);

/// Running time to the failure after `failures` earlier ones, then the repair it needs.
struct Failure {
  std::int64_t run_ns;
  std::int64_t repair_ns;
};
Failure failure_of(const GeneratorModel& model, std::uint32_t unit, std::uint32_t failures);

/// How much later than its sisters the unit's planned blocks come.
std::int64_t planned_shift_ns(const GeneratorModel& model, std::uint32_t unit);

/// What happens at `state.now_ns` whatever is asked.
void settle(const GeneratorModel& model, GeneratorState& state, GeneratorStep& step);
/// Follows the set point as far as the unit is free to.
void obey(const GeneratorModel& model, GeneratorState& state, const Order& order,
          GeneratorStep& step);
/// Next switch of a unit that has obeyed.
TimeNs next_of(const GeneratorModel& model, const GeneratorState& state, const Order& order);

bool may_start(const GeneratorModel& model, const GeneratorState& state);
/// True where nothing but the permit keeps it from starting.
bool is_withheld(const GeneratorModel& model, const GeneratorState& state, const Order& order);
/// True while the output moves at a finite rate.
bool ramps(const GeneratorModel& model, const GeneratorState& state, const Order& order);
double ramp_w_per_s(const GeneratorModel& model, double from_w, double to_w);
TimeNs ramp_end_ns(const GeneratorModel& model, const GeneratorState& state, const Order& order);

}  // namespace gigawatt::power::detail
