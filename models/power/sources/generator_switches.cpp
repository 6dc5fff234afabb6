// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/generator_switches.h"

#include <algorithm>
#include <cmath>

namespace gigawatt::power::detail {

using enum GeneratorStatus;

namespace {

double nox_kg_per_s(const GeneratorModel& model, const Order& order, double output_w) {
  if (!model.permit.limits_nox()) return 0.0;  // nobody asks
  return model.nox_kg_per_j_hhv * model.hhv_over_lhv *
         model.curves.fuel_lhv_w(order.dry_bulb_c, order.full_w, output_w);
}

void begin_repair(GeneratorState& state, std::int64_t repair_ns) {
  state.status = tripped;
  state.output_w = 0.0;
  state.until_ns = saturating_add(state.now_ns, repair_ns);
}

void start(const GeneratorModel& model, GeneratorState& state, GeneratorStep& step) {
  RandomDraws draws = model.starts.at(state.unit, state.starts++);
  state.start_fails = draws.uniform() < model.start_failure;
  state.status = starting;
  state.until_ns = saturating_add(state.now_ns, model.start_ns);
  const double hhv_j = model.start_fuel_lhv_j * model.hhv_over_lhv;
  step.fuel_lhv_j += model.start_fuel_lhv_j;
  step.nox_kg += model.nox_kg_per_j_hhv * hhv_j;
  ++step.starts;
  state.permit.add_start();
  state.permit.add_nox(model.nox_kg_per_j_hhv * hhv_j);
}

void stop(const GeneratorModel& model, GeneratorState& state) {
  state.status = off;
  state.output_w = 0.0;
  state.locked_until_ns = saturating_add(state.now_ns, model.min_down_ns);
}

}  // namespace

std::int64_t planned_shift_ns(const GeneratorModel& model, std::uint32_t unit) {
  return model.planned_stagger_ns * unit % (365 * kNsPerDay);
}

Order order_of(const UnitAir& air, double set_point_w) {
  return {.dry_bulb_c = air.dry_bulb_c,
          .full_w = air.full_w,
          .least_w = air.least_w,
          .target_w = std::clamp(set_point_w, air.least_w, air.full_w),
          .run = set_point_w > 0.0};
}

Failure failure_of(const GeneratorModel& model, std::uint32_t unit, std::uint32_t failures) {
  if (!model.up) return {kNever, 1};
  RandomDraws draws = model.failures.at(unit, failures);
  const double up_s = model.up->draw_s(draws);
  return {whole_ns(up_s), whole_ns(model.repair.draw_s(draws))};
}

double ramp_w_per_s(const GeneratorModel& model, double from_w, double to_w) {
  return to_w > from_w ? model.ramp_up_w_per_s : model.ramp_down_w_per_s;
}

bool ramps(const GeneratorModel& model, const GeneratorState& state, const Order& order) {
  return state.status == on && state.output_w != order.target_w &&
         std::isfinite(ramp_w_per_s(model, state.output_w, order.target_w));
}

TimeNs ramp_end_ns(const GeneratorModel& model, const GeneratorState& state, const Order& order) {
  const double gap_w = std::abs(order.target_w - state.output_w);
  const double span_s = gap_w / ramp_w_per_s(model, state.output_w, order.target_w);
  if (!(span_s < 9.2e9)) return kNever;
  return saturating_add(state.now_ns, 1 + static_cast<std::int64_t>(span_s * 1e9));
}

void settle(const GeneratorModel& model, GeneratorState& state, GeneratorStep& step) {
  state.permit.roll_to(model.permit, state.now_ns);
  if (state.status == on && state.run_left_ns <= 0) {
    begin_repair(state, failure_of(model, state.unit, state.failures).repair_ns);
    state.run_left_ns = failure_of(model, state.unit, ++state.failures).run_ns;
    ++step.trips;
  }
  if (state.status == starting && state.now_ns >= state.until_ns) {
    if (state.start_fails) {
      RandomDraws draws = model.starts.at(state.unit, state.starts - 1);
      draws.uniform();  // The one that failed it.
      begin_repair(state, whole_ns(model.repair.draw_s(draws)));
      ++step.failed_starts;
    } else {
      state.status = on;
      state.output_w = 0.0;  // Stands at minimum load as soon as the air is known; see obey.
      state.locked_until_ns = saturating_add(state.now_ns, model.min_up_ns);
    }
  }
  const bool waits =
      state.status == undelivered || state.status == tripped || state.status == maintenance;
  if (waits && state.now_ns >= state.until_ns) {
    state.status = off;
    state.locked_until_ns = state.now_ns;
  }
  if (state.now_ns >= state.planned.to_ns)
    state.planned = next_planned(model.planned, state.now_ns, model.permit.utc_offset_ns,
                                 planned_shift_ns(model, state.unit));
  const bool can_be_taken = state.status == off || state.status == starting || state.status == on;
  if (can_be_taken && state.now_ns >= state.planned.from_ns) {
    state.status = maintenance;
    state.output_w = 0.0;
    state.until_ns = state.planned.to_ns;
  }
}

bool may_start(const GeneratorModel& model, const GeneratorState& state) {
  return state.status == off && state.now_ns >= state.locked_until_ns &&
         state.permit.allows_start(model.permit, state.now_ns);
}

bool is_withheld(const GeneratorModel& model, const GeneratorState& state, const Order& order) {
  return order.run && state.status == off && state.now_ns >= state.locked_until_ns &&
         !state.permit.allows_start(model.permit, state.now_ns);
}

void obey(const GeneratorModel& model, GeneratorState& state, const Order& order,
          GeneratorStep& step) {
  if (order.run && may_start(model, state)) {
    start(model, state, step);
    if (model.start_ns == 0) settle(model, state, step);
  }
  const bool allowed = state.permit.allows_running(model.permit, state.now_ns);
  if (state.status == starting && (!allowed || !order.run)) stop(model, state);
  if (state.status != on) return;

  state.output_w = std::clamp(state.output_w, order.least_w, order.full_w);
  if (!std::isfinite(ramp_w_per_s(model, state.output_w, order.target_w)))
    state.output_w = order.target_w;
  const bool free = state.now_ns >= state.locked_until_ns && state.output_w <= order.least_w;
  if (!allowed || (!order.run && free)) stop(model, state);
}

TimeNs next_of(const GeneratorModel& model, const GeneratorState& state, const Order& order) {
  TimeNs next_ns = state.permit.month_end_ns();
  const auto consider = [&](TimeNs time_ns) {
    if (time_ns > state.now_ns) next_ns = std::min(next_ns, time_ns);
  };
  switch (state.status) {
    case undelivered:
    case tripped:
    case maintenance:
      consider(state.until_ns);
      return next_ns;
    case off:
      if (order.run) consider(state.locked_until_ns);
      break;
    case starting:
      consider(state.until_ns);
      consider(state.permit.exhausted_ns(model.permit, state.now_ns, 0.0));
      break;
    case on: {
      const double peak_w = std::max(state.output_w, order.target_w);
      consider(saturating_add(state.now_ns, state.run_left_ns));
      consider(state.permit.exhausted_ns(model.permit, state.now_ns,
                                         nox_kg_per_s(model, order, peak_w)));
      if (!order.run) consider(state.locked_until_ns);
      if (ramps(model, state, order)) consider(ramp_end_ns(model, state, order));
      break;
    }
  }
  consider(state.planned.from_ns);
  return next_ns;
}

}  // namespace gigawatt::power::detail
