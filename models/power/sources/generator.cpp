// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/generator.h"

#include <algorithm>
#include <array>
#include <cassert>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/power/sources/generator_switches.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {

using namespace detail;
using enum GeneratorStatus;

namespace {

/// Fuel [J, LHV] of an output that goes straight from `from_w` to `to_w`: five Gauss points, exact
/// to rounding for a steady output.
double fuel_lhv_j(const GeneratorModel& model, const Order& order, double from_w, double to_w,
                  double span_s) {
  if (from_w == to_w)
    return span_s * model.curves.fuel_lhv_w(order.dry_bulb_c, order.full_w, from_w);
  struct Point {
    double at, weight;
  };
  constexpr std::array<Point, 5> kPoints{{{0.04691007703066800, 0.1184634425280945},
                                          {0.2307653449471585, 0.2393143352496832},
                                          {0.5, 0.2844444444444444},
                                          {0.7692346550528415, 0.2393143352496832},
                                          {0.9530899229693320, 0.1184634425280945}}};
  double mean_w = 0.0;
  for (const Point& point : kPoints)
    mean_w += point.weight * model.curves.fuel_lhv_w(order.dry_bulb_c, order.full_w,
                                                     from_w + point.at * (to_w - from_w));
  return span_s * mean_w;
}

void refuse_outside(const GeneratorModel& model, const GeneratorState& state, const Order& order) {
  const bool hot = order.dry_bulb_c > model.curves.max_c();
  throw DomainError(fmt::format(
      "{}: inlet air of {:.2f} degC at {} is {} the {:g} degC its curves reach; give a table that "
      "reaches it, or `outside: hold` to go on with the end of the curve",
      model.path, order.dry_bulb_c, to_iso8601(state.now_ns), hot ? "above" : "below",
      hot ? model.curves.max_c() : model.curves.min_c()));
}

/// From `state.now_ns` to `end_ns`, within which nothing switches.
void integrate(const GeneratorModel& model, GeneratorState& state, const Order& order,
               TimeNs end_ns, GeneratorStep& step) {
  const std::int64_t span_ns = end_ns - state.now_ns;
  const double span_s = to_seconds(span_ns);
  const bool burns = state.status == starting || state.status == on;
  if (state.status != undelivered)
    step.own_use_j += span_s * (burns ? model.auxiliary_w : model.standby_w);
  if (is_withheld(model, state, order)) step.withheld_ns += span_ns;
  if (burns) {
    step.run_ns += span_ns;
    state.permit.add_run(span_ns);
  }
  if (state.status == on) {
    if (!model.curves.covers(order.dry_bulb_c)) {
      if (model.refuse_outside) refuse_outside(model, state, order);
      step.outside_ns += span_ns;
    }
    double to_w = order.target_w;
    if (ramps(model, state, order) && end_ns < ramp_end_ns(model, state, order)) {
      const double moved_w = span_s * ramp_w_per_s(model, state.output_w, order.target_w);
      to_w = state.output_w + (order.target_w > state.output_w ? moved_w : -moved_w);
    }
    const double fuel_j = fuel_lhv_j(model, order, state.output_w, to_w, span_s);
    const double nox_kg = fuel_j * model.hhv_over_lhv * model.nox_kg_per_j_hhv;
    step.output_j += span_s * 0.5 * (state.output_w + to_w);
    step.fuel_lhv_j += fuel_j;
    step.nox_kg += nox_kg;
    state.permit.add_nox(nox_kg);
    state.output_w = to_w;
    if (state.run_left_ns != kNever) state.run_left_ns -= span_ns;
  }
  state.now_ns = end_ns;
}

}  // namespace

GeneratorStep& GeneratorStep::operator+=(const GeneratorStep& other) {
  output_j += other.output_j;
  own_use_j += other.own_use_j;
  fuel_lhv_j += other.fuel_lhv_j;
  fuel_hhv_j += other.fuel_hhv_j;
  nox_kg += other.nox_kg;
  co2_kg += other.co2_kg;
  run_ns += other.run_ns;
  outside_ns += other.outside_ns;
  withheld_ns += other.withheld_ns;
  starts += other.starts;
  failed_starts += other.failed_starts;
  trips += other.trips;
  return *this;
}

GeneratorState new_unit(const GeneratorModel& model, std::uint32_t unit, TimeNs start_ns) {
  assert(model.ramp_up_w_per_s > 0.0 && model.ramp_down_w_per_s > 0.0);
  GeneratorState state;
  state.unit = unit;
  state.now_ns = start_ns;
  state.until_ns = std::max(start_ns, model.delivered_ns);
  state.run_left_ns = failure_of(model, unit, 0).run_ns;
  state.planned = next_planned(model.planned, start_ns, model.permit.utc_offset_ns,
                               planned_shift_ns(model, unit));
  GeneratorStep nothing;
  settle(model, state, nothing);
  return state;
}

UnitAir air_of(const GeneratorModel& model, double dry_bulb_k) {
  const double dry_bulb_c = dry_bulb_k - climate::kCelsiusZeroK;
  const double full_w = model.curves.full_load_w(dry_bulb_c);
  return {dry_bulb_c, full_w, model.min_load * full_w};
}

void advance(const GeneratorModel& model, GeneratorState& state, TimeNs to_ns, const UnitAir& air,
             double set_point_w, GeneratorStep& sum) {
  assert(to_ns >= state.now_ns);
  const Order order = order_of(air, set_point_w);
  while (state.now_ns < to_ns) {
    obey(model, state, order, sum);
    integrate(model, state, order, std::min(to_ns, next_of(model, state, order)), sum);
    settle(model, state, sum);
  }
}

void add_fuel(const GeneratorModel& model, GeneratorStep& sum) {
  sum.fuel_hhv_j = sum.fuel_lhv_j * model.hhv_over_lhv;
  sum.co2_kg = sum.fuel_hhv_j * model.co2_kg_per_j_hhv;
}

GeneratorStep advance(const GeneratorModel& model, GeneratorState& state, TimeNs to_ns,
                      double dry_bulb_k, double set_point_w) {
  GeneratorStep step;
  advance(model, state, to_ns, air_of(model, dry_bulb_k), set_point_w, step);
  add_fuel(model, step);
  return step;
}

TimeNs next_switch_ns(const GeneratorModel& model, const GeneratorState& state, const UnitAir& air,
                      double set_point_w) {
  const Order order = order_of(air, set_point_w);
  const bool waits =
      state.status == undelivered || state.status == tripped || state.status == maintenance;
  if (waits) return next_of(model, state, order);  // it obeys nobody
  GeneratorState obeyed = state;                   // Small, and nothing in it allocates.
  GeneratorStep nothing;
  obey(model, obeyed, order, nothing);
  return next_of(model, obeyed, order);
}

GeneratorLimits limits_of(const GeneratorModel& model, const GeneratorState& state,
                          const UnitAir& air) {
  GeneratorLimits limits;
  limits.on = state.status == on;
  limits.may_start = may_start(model, state);
  limits.may_stop = limits.on && state.now_ns >= state.locked_until_ns;
  if (limits.on || limits.may_start || state.status == starting) {
    limits.least_w = air.least_w;
    limits.most_w = air.full_w;
  }
  return limits;
}

bool is_ramping(const GeneratorModel& model, const GeneratorState& state, double dry_bulb_k,
                double set_point_w) {
  return ramps(model, state, order_of(air_of(model, dry_bulb_k), set_point_w));
}

double expected_availability(const GeneratorModel& model) {
  double available = 1.0 - planned_share(model.planned);
  if (model.up) {
    const double up_s = model.up->mean_s();
    available *= up_s / (up_s + model.repair.mean_s());
  }
  return available;
}

const char* status_name(GeneratorStatus status) {
  constexpr std::array<const char*, 6> kNames{"undelivered", "off",     "starting",
                                              "on",          "tripped", "maintenance"};
  return kNames[static_cast<std::size_t>(status)];
}

}  // namespace gigawatt::power
