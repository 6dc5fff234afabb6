// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/battery.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/engine/errors.h"

// Between two instants the cells obey dE/dt = q - lambda E with q constant, so with
// phi(t) = (1 - exp(-lambda t)) / lambda (t itself without self-discharge)
//   E(t) = E0 + (q - lambda E0) phi(t).
// Everything below is this line, solved for E, t or q.

namespace gigawatt::power {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();

double floor_j(const Battery& battery, const BatteryState& state) {
  return battery.min_charge_frac * state.capacity_j;
}

double ceiling_j(const Battery& battery, const BatteryState& state) {
  return battery.max_charge_frac * state.capacity_j;
}

double phi_s(double lambda_per_s, double seconds) {
  return lambda_per_s > 0.0 ? -std::expm1(-lambda_per_s * seconds) / lambda_per_s : seconds;
}

/// Power at the cells [W], positive into them.
double cell_w(const Battery& battery, double power_w) {
  return power_w > 0.0 ? power_w * battery.charge_efficiency
                       : power_w / battery.discharge_efficiency;
}

/// Cut to ratings and C-rate.
double rated_w(const Battery& battery, const BatteryState& state, double power_w) {
  const double most_cell_w = battery.c_rate_per_s * state.capacity_j;
  return std::clamp(power_w,
                    -std::min(battery.discharge_w, most_cell_w * battery.discharge_efficiency),
                    std::min(battery.charge_w, most_cell_w / battery.charge_efficiency));
}

/// Time until the cells at `into_w` hold `limit_j`, which lies on their way.
double seconds_to(double stored_j, double limit_j, double into_w, double lambda_per_s) {
  const double rate_w = into_w - lambda_per_s * stored_j;
  const double way_j = limit_j - stored_j;
  if (way_j == 0.0) return 0.0;
  if (rate_w == 0.0 || (rate_w > 0.0) != (way_j > 0.0)) return kForever;
  const double plain_s = way_j / rate_w;
  if (lambda_per_s == 0.0) return plain_s;
  // phi(t) = plain_s; phi never passes 1 / lambda.
  const double fraction = lambda_per_s * plain_s;
  return fraction < 1.0 ? -std::log1p(-fraction) / lambda_per_s : kForever;
}

/// As seconds_to_limit() for a power that ratings allow.
double crossing_s(const Battery& battery, const BatteryState& state, double power_w) {
  if (power_w == 0.0) return kForever;
  const double limit_j = power_w > 0.0 ? ceiling_j(battery, state) : floor_j(battery, state);
  const bool there = power_w > 0.0 ? state.stored_j >= limit_j : state.stored_j <= limit_j;
  if (there) return 0.0;
  return seconds_to(state.stored_j, limit_j, cell_w(battery, power_w),
                    battery.self_discharge_per_s);
}

/// Adds `seconds` at a power that meets no limit within them.
void move(const Battery& battery, BatteryState& state, double power_w, double seconds,
          BatteryFlow& flow) {
  const double into_w = cell_w(battery, power_w);
  const double lambda = battery.self_discharge_per_s;
  const double change_j = (into_w - lambda * state.stored_j) * phi_s(lambda, seconds);
  state.stored_j += change_j;
  (power_w > 0.0 ? flow.taken_j : flow.given_j) += std::abs(power_w) * seconds;
  flow.conversion_loss_j += (power_w - into_w) * seconds;
  if (lambda > 0.0) flow.self_discharge_j += into_w * seconds - change_j;
}

}  // namespace

double seconds_to_limit(const Battery& battery, const BatteryState& state, double power_w) {
  return crossing_s(battery, state, rated_w(battery, state, power_w));
}

BatteryFlow advance(const Battery& battery, BatteryState& state, double power_w, double seconds) {
  assert(seconds >= 0.0);
  BatteryFlow flow;
  flow.power_w = rated_w(battery, state, power_w);
  const double crossing = crossing_s(battery, state, flow.power_w);
  flow.until_s = std::min(crossing, seconds);
  move(battery, state, flow.power_w, flow.until_s, flow);
  flow.cell_energy_j = std::abs(cell_w(battery, flow.power_w)) * flow.until_s;

  if (crossing <= seconds) {
    const bool full = flow.power_w > 0.0;
    if (crossing > 0.0) state.stored_j = full ? ceiling_j(battery, state) : floor_j(battery, state);
    // A full battery takes what self-discharge loses; an empty one goes on losing.
    const double leak_w = battery.self_discharge_per_s * state.stored_j;
    if (full) flow.after_w = std::min(flow.power_w, leak_w / battery.charge_efficiency);
    const double kept_j = state.stored_j;
    move(battery, state, flow.after_w, seconds - flow.until_s, flow);
    if (flow.after_w > 0.0 && flow.after_w < flow.power_w) state.stored_j = kept_j;
  }
  flow.standby_j = battery.standby_w * seconds;
  flow.unmet_j = std::abs(power_w - flow.power_w) * flow.until_s +
                 std::abs(power_w - flow.after_w) * (seconds - flow.until_s);
  return flow;
}

PowerRange feasible_range(const Battery& battery, const BatteryState& state, double seconds) {
  assert(seconds > 0.0);
  const double lambda = battery.self_discharge_per_s;
  const double phi = phi_s(lambda, seconds);
  // The cell power that ends just at the limit; none if self-discharge or fade has passed it.
  const auto ends_at_w = [&](double limit_j) {
    return lambda * state.stored_j + (limit_j - state.stored_j) / phi;
  };
  const double into_w = std::max(0.0, ends_at_w(ceiling_j(battery, state)));
  const double out_w = std::max(0.0, -ends_at_w(floor_j(battery, state)));
  return {rated_w(battery, state, -out_w * battery.discharge_efficiency),
          rated_w(battery, state, into_w / battery.charge_efficiency)};
}

BatteryFlow carry(const Battery& battery, BatteryState& state, double power_w, double seconds,
                  std::string_view who) {
  const double held_w = rated_w(battery, state, power_w);
  if (held_w != power_w)
    throw DomainError(
        fmt::format("{}: {:.6g} W asked of a battery that carries {:.6g} W; expected a load within "
                    "its rating, or another source",
                    who, std::abs(power_w), std::abs(held_w)));
  const double crossing = crossing_s(battery, state, power_w);
  if (crossing < seconds)
    throw DomainError(
        fmt::format("{}: {:.6g} W for {:.6g} s, but the battery is {} after {:.6g} s "
                    "and nothing else {} it; expected more energy or another source",
                    who, std::abs(power_w), seconds, power_w > 0.0 ? "full" : "empty", crossing,
                    power_w > 0.0 ? "takes" : "gives"));
  return advance(battery, state, power_w, seconds);
}

}  // namespace gigawatt::power
