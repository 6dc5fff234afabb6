// SPDX-License-Identifier: Apache-2.0
#include "models/power/supply/units.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/climate/psychrometrics.h"
#include "sim/engine/energy_units.h"

namespace gigawatt::power {
namespace {

constexpr double kSpareToStop = 0.1;     // of a unit's full load
constexpr double kLeastSetPointW = 1.0;  // "run"; the unit holds its minimum load

bool runs(const GeneratorState& unit) {
  return unit.status == GeneratorStatus::on || unit.status == GeneratorStatus::starting;
}

/// Mean over `span_s` of an output that rises as fast as it may.
double mean_while_rising_w(const GeneratorModel& model, double from_w, double most_w,
                           double span_s) {
  if (from_w >= most_w || !std::isfinite(model.ramp_up_w_per_s)) return most_w;
  const double rise_s = (most_w - from_w) / model.ramp_up_w_per_s;
  if (rise_s >= span_s) return from_w + 0.5 * model.ramp_up_w_per_s * span_s;
  return most_w - 0.5 * (most_w - from_w) * rise_s / span_s;
}

}  // namespace

FleetState fresh_fleet(const GeneratorFleet& fleet, TimeNs start_ns) {
  FleetState state;
  for (std::uint32_t unit = 0; unit < fleet.units; ++unit)
    state.units.push_back(new_unit(fleet.model, unit, start_ns));
  state.ordered.assign(fleet.units, UnitOrder::stand);
  return state;
}

double fuel_usd_per_kwh(const GeneratorFleet& fleet) {
  return fleet.fuel_price_usd_per_j_hhv * fleet.model.hhv_over_lhv / fleet.efficiency_lhv *
         kJPerKwh;
}

double delivered_w(const GeneratorFleet& fleet, TimeNs at_ns, double dry_bulb_k) {
  if (at_ns < fleet.model.delivered_ns || at_ns >= fleet.model.permit.expires_ns) return 0.0;
  return fleet.units * fleet.model.curves.full_load_w(dry_bulb_k - climate::kCelsiusZeroK);
}

UnitPower order_units(const GeneratorFleet& fleet, FleetState& state, double dry_bulb_k,
                      const UnitPower& need, double start_power_w) {
  UnitPower sum;
  // Those that run come first, those that start next: a fleet of equal units is used as it stands.
  constexpr std::array kOrder = {GeneratorStatus::on, GeneratorStatus::starting,
                                 GeneratorStatus::off};
  const UnitAir air = air_of(fleet.model, dry_bulb_k);
  std::ranges::fill(state.ordered, UnitOrder::stand);
  for (const GeneratorStatus status : kOrder) {
    for (std::size_t i = 0; i < state.units.size(); ++i) {
      const GeneratorState& unit = state.units[i];
      if (unit.status != status) continue;
      const GeneratorLimits limits = limits_of(fleet.model, unit, air);
      const bool locked = limits.on && !limits.may_stop;
      const double spare_w = limits.on ? kSpareToStop * limits.most_w : 0.0;
      const double need_w = limits.on ? need.on_w : need.ordered_w;
      const double ordered_w = limits.on ? sum.on_w : sum.ordered_w;
      const bool wanted = ordered_w < need_w + (need_w > 0.0 ? spare_w : 0.0);
      if (!locked && !wanted) continue;
      if (!runs(unit)) {
        if (!limits.may_start) {
          const bool by_permit =
              unit.now_ns >= unit.locked_until_ns && unit.now_ns < fleet.model.permit.expires_ns;
          state.ordered[i] = by_permit ? UnitOrder::withheld : UnitOrder::stand;
          continue;
        }
        if (fleet.model.auxiliary_w > start_power_w) continue;
        start_power_w -= fleet.model.auxiliary_w;
      }
      state.ordered[i] = UnitOrder::run;
      sum.ordered_w += limits.most_w;
      if (limits.on) sum.on_w += limits.most_w;
    }
  }
  return sum;
}

double reach_w(const GeneratorFleet& fleet, const FleetState& state, double dry_bulb_k,
               double span_s) {
  const UnitAir air = air_of(fleet.model, dry_bulb_k);
  double sum_w = 0.0;
  for (std::size_t i = 0; i < state.units.size(); ++i) {
    const GeneratorState& unit = state.units[i];
    if (state.ordered[i] != UnitOrder::run || unit.status != GeneratorStatus::on) continue;
    const double from_w = std::clamp(unit.output_w, air.least_w, air.full_w);
    sum_w += mean_while_rising_w(fleet.model, from_w, air.full_w, span_s);
  }
  return sum_w;
}

double missing_w(const GeneratorFleet& fleet, const FleetState& state, double dry_bulb_k,
                 double span_s) {
  double due = 0.0;
  for (std::size_t i = 0; i < state.units.size(); ++i)
    if (state.ordered[i] == UnitOrder::run || state.units[i].status == GeneratorStatus::tripped)
      due += 1.0;
  if (due == 0.0) return 0.0;
  const double full_w = due * fleet.model.curves.full_load_w(dry_bulb_k - climate::kCelsiusZeroK);
  return std::max(0.0, full_w - reach_w(fleet, state, dry_bulb_k, span_s));
}

double own_use_w(const GeneratorFleet& fleet, const FleetState& state) {
  double sum_w = 0.0;
  for (std::size_t i = 0; i < state.units.size(); ++i) {
    const GeneratorState& unit = state.units[i];
    if (unit.status == GeneratorStatus::undelivered) continue;
    const bool burns =
        runs(unit) || (unit.status == GeneratorStatus::off && state.ordered[i] == UnitOrder::run);
    sum_w += burns ? fleet.model.auxiliary_w : fleet.model.standby_w;
  }
  return sum_w;
}

GeneratorStep advance(const GeneratorFleet& fleet, FleetState& state, TimeNs to_ns,
                      double dry_bulb_k, double output_w) {
  double running = 0.0;
  for (std::size_t i = 0; i < state.units.size(); ++i)
    if (state.ordered[i] == UnitOrder::run && state.units[i].status == GeneratorStatus::on)
      running += 1.0;
  const double each_w =
      running > 0.0 ? std::max(output_w / running, kLeastSetPointW) : kLeastSetPointW;
  const UnitAir air = air_of(fleet.model, dry_bulb_k);
  GeneratorStep sum;
  for (std::size_t i = 0; i < state.units.size(); ++i)
    advance(fleet.model, state.units[i], to_ns, air,
            state.ordered[i] != UnitOrder::stand ? each_w : 0.0, sum);
  add_fuel(fleet.model, sum);
  state.total += sum;
  return sum;
}

TimeNs next_switch_ns(const GeneratorFleet& fleet, const FleetState& state, double dry_bulb_k) {
  const UnitAir air = air_of(fleet.model, dry_bulb_k);
  TimeNs next_ns = kNever;
  for (std::size_t i = 0; i < state.units.size(); ++i) {
    const GeneratorState& unit = state.units[i];
    // One that shall stop only has its way down before it.
    if (state.ordered[i] == UnitOrder::stand && unit.status == GeneratorStatus::on) continue;
    // Asked for what it gives it does not ramp.
    const double holding_w =
        state.ordered[i] == UnitOrder::stand
            ? 0.0
            : std::max(std::clamp(unit.output_w, air.least_w, air.full_w), kLeastSetPointW);
    next_ns = std::min(next_ns, next_switch_ns(fleet.model, unit, air, holding_w));
  }
  return next_ns;
}

}  // namespace gigawatt::power
