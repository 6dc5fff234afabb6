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

/// Output that a unit which is on goes on from.
double output_now_w(const GeneratorState& unit, const UnitAir& air) {
  return std::clamp(unit.output_w, air.least_w, air.full_w);
}

/// Whether the unit gives output in the interval that begins.
bool gives(const FleetState& state, std::size_t unit) {
  return state.ordered[unit] == UnitOrder::run && state.units[unit].status == GeneratorStatus::on;
}

/// The mean output that every unit is to give so that all give `output_w`: units that cannot rise
/// to it in time give what they can, and the others more. Full load if all give what they can.
double even_share_w(const GeneratorFleet& fleet, const FleetState& state, const UnitAir& air,
                    TimeNs to_ns, double output_w) {
  const auto is_any = [&] {
    for (std::size_t i = 0; i < state.units.size(); ++i)
      if (gives(state, i)) return true;
    return false;
  };
  if (!is_any()) return kLeastSetPointW;  // who comes on within the interval begins there
  double share_w = 0.0;
  for (double before_w = -1.0; share_w > before_w;) {
    before_w = share_w;
    double rest_w = output_w;
    double others = 0.0;
    for (std::size_t i = 0; i < state.units.size(); ++i) {
      if (!gives(state, i)) continue;
      const double most_w =
          mean_while_rising_w(fleet.model, output_now_w(state.units[i], air), air.full_w,
                              to_seconds(to_ns - state.units[i].now_ns));
      if (most_w < share_w) {
        rest_w -= most_w;
      } else {
        others += 1.0;
      }
    }
    if (others == 0.0) return air.full_w;
    share_w = std::max(share_w, rest_w / others);
  }
  return share_w;
}

/// The set point with which a unit's mean until `to_ns` is `mean_w`: further than the mean where it
/// takes time to get there, and where it does not get there at all, as far as it comes.
double set_point_for_mean_w(const GeneratorModel& model, const GeneratorState& unit,
                            const UnitAir& air, TimeNs to_ns, double mean_w) {
  if (unit.status != GeneratorStatus::on) return mean_w;
  const double from_w = output_now_w(unit, air);
  const double gap_w = std::abs(mean_w - from_w);
  const double rate = mean_w > from_w ? model.ramp_up_w_per_s : model.ramp_down_w_per_s;
  if (gap_w == 0.0 || !std::isfinite(rate)) return mean_w;
  // mean = to - (to - from)^2 / (2 way), with `way` the most it can move.
  const double way_w = rate * to_seconds(to_ns - unit.now_ns);
  const double moved_w =
      2.0 * gap_w < way_w ? way_w - std::sqrt(way_w * (way_w - 2.0 * gap_w)) : way_w;
  return mean_w > from_w ? from_w + moved_w : from_w - moved_w;
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
  const UnitAir air = air_of(fleet.model, dry_bulb_k);
  const double each_w = even_share_w(fleet, state, air, to_ns, output_w);
  GeneratorStep sum;
  for (std::size_t i = 0; i < state.units.size(); ++i) {
    double set_point_w = 0.0;
    if (state.ordered[i] != UnitOrder::stand)
      set_point_w = std::max(kLeastSetPointW,
                             set_point_for_mean_w(fleet.model, state.units[i], air, to_ns, each_w));
    advance(fleet.model, state.units[i], to_ns, air, set_point_w, sum);
  }
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
