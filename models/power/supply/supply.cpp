// SPDX-License-Identifier: Apache-2.0
#include "models/power/supply/supply.h"

#include <algorithm>
#include <cmath>

#include "sim/engine/energy_units.h"

namespace gigawatt::power {
namespace {

constexpr double kKgPerG = 1e-3;
constexpr double kRounding = 1e-12;  // of what passes the bus

/// What dispatch may ask of weather and grid.
class Outlook final : public DispatchOutlook {
 public:
  Outlook(const Supply& supply, TimeNs now_ns) : supply_(supply), now_ns_(now_ns) {}

  double pv_w(TimeNs from, TimeNs to) const override {
    return supply_.pv ? mean_solar_power_w(*supply_.pv, from, to) : 0.0;
  }
  double import_usd_per_kwh(TimeNs from, TimeNs to) const override {
    const climate::StepSeries& price = supply_.price_usd_per_kwh;
    if (price.covers(from, to)) return price.mean(from, to);
    // Past the end of a short series tomorrow is like the last day.
    const std::int64_t late_ns = to - price.end();
    const std::int64_t back_ns = (late_ns + kNsPerDay - 1) / kNsPerDay * kNsPerDay;
    return price.covers(from - back_ns, to - back_ns) ? price.mean(from - back_ns, to - back_ns)
                                                      : price.values().back();
  }
  double import_limit_w(TimeNs at) const override {
    return known_limit_w(supply_.grid, now_ns_, at);
  }

 private:
  const Supply& supply_;
  TimeNs now_ns_;
};

FlowRange battery_range(const Supply& supply, const SupplyState& state, TimeNs at_ns, double span_s,
                        double least_frac) {
  if (!supply.has_battery(at_ns)) return {};
  Battery battery = supply.battery->battery;
  battery.min_charge_frac = std::max(battery.min_charge_frac, least_frac);
  const PowerRange range = feasible_range(battery, state.battery->battery, span_s);
  return {.charge_w = std::max(0.0, range.highest_w),
          .discharge_w = std::max(0.0, -range.lowest_w)};
}

/// What outages, calls, starts and ramps take from the feeds over the next `span_s` [W].
double missing_feed_w(const Supply& supply, const SupplyState& state, TimeNs at_ns,
                      double dry_bulb_k, double span_s) {
  if (supply.kept_frac == 0.0) return 0.0;  // nobody asks
  double sum_w = standing_limit_w(supply.grid, at_ns) - state.import_limit_w;
  for (std::size_t f = 0; f < supply.fleets.size(); ++f)
    sum_w += missing_w(supply.fleets[f], state.fleets[f], dry_bulb_k, span_s);
  return sum_w;
}

/// What the battery can hold over `span_s`: of the share kept for outages no more than the feeds
/// miss, so that a site that is always short does not live on it.
FlowRange range_in_outages(const Supply& supply, const SupplyState& state, TimeNs at_ns,
                           double span_s, double missing_w) {
  FlowRange range = battery_range(supply, state, at_ns, span_s, 0.0);
  if (supply.kept_frac == 0.0) return range;
  const double free_w = battery_range(supply, state, at_ns, span_s, supply.kept_frac).discharge_w;
  range.discharge_w = std::min(range.discharge_w, free_w + missing_w);
  return range;
}

PlannedStore planned_store(const Supply& supply, const SupplyState& state, TimeNs at_ns) {
  if (!supply.has_battery(at_ns)) return {};
  const Battery& battery = supply.battery->battery;
  const double capacity_j = state.battery->battery.capacity_j;
  const double cells_w = battery.c_rate_per_s * capacity_j;
  return {
      .charge_limit_w = std::min(battery.charge_w, cells_w / battery.charge_efficiency),
      .discharge_limit_w = std::min(battery.discharge_w, cells_w * battery.discharge_efficiency),
      .least_energy_j = std::max(battery.min_charge_frac, supply.kept_frac) * capacity_j,
      .most_energy_j = battery.max_charge_frac * capacity_j,
      .charge_efficiency = battery.charge_efficiency,
      .discharge_efficiency = battery.discharge_efficiency};
}

double standby_w(const Supply& supply, TimeNs at_ns) {
  return supply.has_battery(at_ns) ? supply.battery->battery.standby_w : 0.0;
}

double own_use_w(const Supply& supply, const SupplyState& state, TimeNs at_ns) {
  double sum_w = standby_w(supply, at_ns);
  for (std::size_t f = 0; f < supply.fleets.size(); ++f)
    sum_w += own_use_w(supply.fleets[f], state.fleets[f]);
  return sum_w;
}

/// Of all fleets.
double reach_w(const Supply& supply, const SupplyState& state, double dry_bulb_k, double span_s) {
  double sum_w = 0.0;
  for (std::size_t f = 0; f < supply.fleets.size(); ++f)
    sum_w += reach_w(supply.fleets[f], state.fleets[f], dry_bulb_k, span_s);
  return sum_w;
}

double month_peak_w(const SupplyState& state) {
  if (!state.meter) return 0.0;
  double peak_w = 0.0;
  for (const DemandState& demand : state.meter->demand)
    peak_w = std::max(peak_w, demand.peak_w);
  return peak_w;
}

/// What the battery is counted on for: the power it can hold until the next look, and for the
/// bridge after it, without touching what it keeps for outages [W].
double bridging_power_w(const Supply& supply, const SupplyState& state, TimeNs at_ns,
                        double span_s) {
  const double hold_s = span_s + to_seconds(supply.bridge_ns);
  return battery_range(supply, state, at_ns, hold_s, supply.kept_frac).discharge_w;
}

/// What units that draw power to start can have for it [W]; the rest is not looked at where grid
/// and sun are enough for all of them.
double start_power(const Supply& supply, const SupplyState& state, const SupplyOutlook& at) {
  double all_w = 0.0;
  for (const GeneratorFleet& fleet : supply.fleets)
    all_w += fleet.units * fleet.model.auxiliary_w;
  const double steady_w = state.import_limit_w + state.pv_w;
  if (steady_w >= all_w) return steady_w;
  return steady_w + reach_w(supply, state, at.dry_bulb_k, at.span_s) +
         battery_range(supply, state, at.now_ns, at.span_s, 0.0).discharge_w;
}

/// Orders units for the time up to `to_ns`, the cheapest first. Those cheaper than the grid come
/// before it, the others carry what grid and battery leave.
void order_units(const Supply& supply, SupplyState& state, const SupplyOutlook& at, TimeNs to_ns) {
  if (supply.fleets.empty()) return;
  const double import_usd_per_kwh = supply.import_usd_per_kwh(at.now_ns, to_ns);
  const TimeNs bridged_ns = saturating_add(at.now_ns, supply.bridge_ns);
  const double import_w = lowest_known_limit_w(supply.grid, at.now_ns, bridged_ns);
  const double bridging_w = supply.dispatcher->carries_w(
      state.dispatch, at.now_ns, saturating_add(bridged_ns, from_seconds(at.span_s)),
      bridging_power_w(supply, state, at.now_ns, at.span_s));
  const double start_power_w = start_power(supply, state, at);
  double need_w =
      (at.wanted_w + own_use_w(supply, state, at.now_ns)) * (1.0 + supply.reserve_frac) -
      (state.pv_ahead_w.empty() ? state.pv_w : std::min(state.pv_w, state.pv_ahead_w.back()));
  double on_need_w = need_w;
  bool after_grid = false;
  for (std::size_t f = 0; f < supply.fleets.size(); ++f) {
    if (!after_grid && fuel_usd_per_kwh(supply.fleets[f]) >= import_usd_per_kwh) {
      after_grid = true;
      need_w -= import_w + bridging_w;
      on_need_w -= import_w + bridging_w;
    }
    const UnitPower ordered = order_units(supply.fleets[f], state.fleets[f], at.dry_bulb_k,
                                          {on_need_w, need_w}, start_power_w);
    on_need_w -= ordered.on_w;
    need_w -= ordered.ordered_w;
  }
}

/// What fills a battery that an outage has emptied, up to what it keeps: whatever the load leaves
/// of grid and units [W].
double refill_w(const DispatchMoment& moment) {
  const DispatchSnapshot& now = moment.now;
  double spare_w = now.import_limit_w - now.net_load_w();
  for (const SourceOffer& offer : now.sources)
    spare_w += offer.limit_w;
  const double missing_w = (moment.store.least_energy_j - moment.stored_j) /
                           (moment.store.charge_efficiency * moment.span_s);
  return std::clamp(spare_w, 0.0, std::min(now.battery.charge_w, missing_w));
}

struct EnergyMoney {
  double import_usd = 0.0, export_usd = 0.0;
};

/// What the energy of an interval costs and earns. With a tariff the meter says so; months that end
/// are booked.
EnergyMoney bill(const Supply& supply, SupplyState& state, TimeNs from_ns, TimeNs to_ns,
                 const SupplyFlow& flow) {
  if (!supply.tariff) {
    const double kwh_per_w = to_seconds(to_ns - from_ns) / kJPerKwh;
    return {flow.import_w * kwh_per_w * supply.price_usd_per_kwh.mean(from_ns, to_ns),
            flow.export_w * kwh_per_w * supply.export_usd_per_kwh};
  }
  EnergyMoney money{-state.meter->bill.energy_usd, -state.meter->bill.export_usd};
  state.bills.clear();
  meter(*supply.tariff, *state.meter, to_ns, flow.import_w, flow.export_w, state.bills);
  for (const Bill& closed : state.bills) {
    money.import_usd += closed.energy_usd;
    money.export_usd += closed.export_usd;
    state.totals.demand_usd += closed.demand_usd + closed.coincident_usd;
    state.totals.fixed_usd += closed.fixed_usd;
  }
  money.import_usd += state.meter->bill.energy_usd;
  money.export_usd += state.meter->bill.export_usd;
  return money;
}

DispatchMoment moment_of(const Supply& supply, const SupplyState& state, TimeNs from_ns,
                         TimeNs to_ns, double load_w) {
  DispatchMoment moment;
  moment.now_ns = from_ns;
  moment.span_s = to_seconds(to_ns - from_ns);
  moment.stored_j = state.battery ? state.battery->battery.stored_j : 0.0;
  moment.store = planned_store(supply, state, from_ns);
  moment.now = {.load_w = load_w + own_use_w(supply, state, from_ns),
                .pv_w = state.pv_w,
                .battery = battery_range(supply, state, from_ns, moment.span_s, supply.kept_frac),
                .import_limit_w = state.import_limit_w,
                .export_limit_w = supply.export_limit_w,
                .import_usd_per_kwh = supply.import_usd_per_kwh(from_ns, to_ns),
                .carbon_g_per_kwh = supply.carbon_g_per_kwh.mean(from_ns, to_ns),
                .sources = state.offers};
  if (!supply.fleets.empty()) {
    // Beside units it gives no more than it is counted on for, as long as they can do the rest.
    double others_w = state.import_limit_w;
    for (const SourceOffer& offer : state.offers)
      others_w += offer.limit_w;
    const double most_w = std::max(bridging_power_w(supply, state, from_ns, moment.span_s),
                                   moment.now.net_load_w() - others_w);
    moment.now.battery.discharge_w = std::min(moment.now.battery.discharge_w, most_w);
  }
  moment.last_import_w = state.last_import_w;
  moment.month_peak_import_w = month_peak_w(state);
  return moment;
}

/// What the units did in an interval.
struct UnitRun {
  GeneratorStep step;  ///< Of all.
  double fuel_usd = 0.0;
};

UnitRun run_units(const Supply& supply, SupplyState& state, TimeNs to_ns, double dry_bulb_k) {
  UnitRun run;
  for (std::size_t f = 0; f < supply.fleets.size(); ++f) {
    const GeneratorStep step =
        advance(supply.fleets[f], state.fleets[f], to_ns, dry_bulb_k, state.source_w[f]);
    run.step += step;
    run.fuel_usd += step.fuel_hhv_j * supply.fleets[f].fuel_price_usd_per_j_hhv;
  }
  return run;
}

/// The points in force once generators give what they give.
SetPoints balance_rest(DispatchSnapshot now, double battery_w) {
  now.sources = {};
  return balance(now, battery_w, {});
}

/// Units may give more than asked (minimum load) or less (a ramp): sun, battery and grid meet what
/// they leave. Charge kept for outages is used before load goes unserved, as far as the feeds miss
/// `missing_w`.
void meet_rest(const Supply& supply, SupplyState& state, const DispatchMoment& moment,
               const SetPoints& planned, TimeNs to_ns, double load_w, double missing_w,
               double dry_bulb_k, SupplyFlow& flow) {
  const double span_s = moment.span_s;
  DispatchSnapshot rest = moment.now;
  rest.load_w = load_w + flow.own_use_w - flow.generated_w;
  const double over_w = std::max(0.0, flow.generated_w - planned.sources_w);
  const double battery_w = planned.charge_w - planned.discharge_w + over_w;
  SetPoints points = balance_rest(rest, battery_w);
  if (points.unserved_w > 0.0 && supply.kept_frac > 0.0) {
    rest.battery = range_in_outages(supply, state, moment.now_ns, span_s, missing_w);
    points = balance_rest(rest, battery_w);
  }
  if (supply.has_battery(moment.now_ns)) {
    const StorageFlow stored =
        advance(*supply.battery, *state.battery, points.charge_w - points.discharge_w,
                to_ns - moment.now_ns, dry_bulb_k);
    flow.charge_w = stored.taken_j / span_s;
    flow.discharge_w = stored.given_j / span_s;
    flow.stored_j = state.battery->battery.stored_j;
    state.totals.battery_loss_j +=
        stored.conversion_loss_j + stored.self_discharge_j + stored.fade_loss_j;
  }
  // What is open now differs from the points by rounding, and by what a day's fade took of the
  // battery's range.
  double open_w = rest.load_w + flow.charge_w - flow.discharge_w - points.pv_w;
  if (std::abs(open_w) <= kRounding * (load_w + flow.generated_w)) open_w = 0.0;
  flow.import_w = std::clamp(open_w, 0.0, state.import_limit_w);
  flow.unserved_w = std::max(0.0, open_w - flow.import_w);
  flow.export_w = std::clamp(-open_w, 0.0, supply.export_limit_w);
  const double surplus_w = std::max(0.0, -open_w - flow.export_w);
  const double curtailed_more_w = std::min(surplus_w, points.pv_w);
  flow.pv_w = points.pv_w - curtailed_more_w;
  flow.pv_curtailed_w = state.pv_w - flow.pv_w;
  flow.dumped_w = surplus_w - curtailed_more_w;
}

void book(const SupplyFlow& flow, const UnitRun& units, const EnergyMoney& money, double load_w,
          double span_s, SupplyTotals& totals) {
  totals.load_j += load_w * span_s;
  totals.pv_j += flow.pv_w * span_s;
  totals.pv_curtailed_j += flow.pv_curtailed_w * span_s;
  totals.generated_j += units.step.output_j;
  totals.own_use_j += flow.own_use_w * span_s;
  totals.charged_j += flow.charge_w * span_s;
  totals.discharged_j += flow.discharge_w * span_s;
  totals.imported_j += flow.import_w * span_s;
  totals.exported_j += flow.export_w * span_s;
  totals.unserved_j += flow.unserved_w * span_s;
  totals.dumped_j += flow.dumped_w * span_s;
  totals.fuel_hhv_j += units.step.fuel_hhv_j;
  totals.nox_kg += units.step.nox_kg;
  totals.fuel_co2_kg += units.step.co2_kg;
  totals.import_usd += money.import_usd;
  totals.export_usd += money.export_usd;
  totals.fuel_usd += units.fuel_usd;
}

}  // namespace

double Supply::import_usd_per_kwh(TimeNs from_ns, TimeNs to_ns) const {
  return tariff ? tariff->import.mean_usd_per_kwh(local_time(*tariff, from_ns), from_ns, to_ns)
                : price_usd_per_kwh.mean(from_ns, to_ns);
}

SupplyState fresh_state(const Supply& supply, TimeNs start_ns) {
  SupplyState state;
  for (const GeneratorFleet& fleet : supply.fleets)
    state.fleets.push_back(fresh_fleet(fleet, start_ns));
  if (supply.battery) state.battery = fresh_state(*supply.battery);
  if (supply.tariff) state.meter = start_meter(*supply.tariff, start_ns);
  state.offers.resize(supply.fleets.size());
  state.source_w.resize(supply.fleets.size());
  return state;
}

void look_at_sun(const Supply& supply, SupplyState& state, TimeNs from_ns, TimeNs to_ns) {
  if (!supply.pv) return;
  const std::int64_t span_ns = to_ns - from_ns;
  const auto mean_w = [&](std::int64_t after) {
    return mean_solar_power_w(*supply.pv, from_ns + after * span_ns, to_ns + after * span_ns);
  };
  if (supply.fleets.empty()) {
    state.pv_w = mean_w(0);
    return;
  }
  // Each interval is looked at once, when it comes into the bridge.
  std::vector<double>& ahead_w = state.pv_ahead_w;
  const std::int64_t count = 1 + (supply.bridge_ns + span_ns - 1) / span_ns;
  if (ahead_w.empty()) {
    for (std::int64_t after = 0; after < count; ++after)
      ahead_w.push_back(mean_w(after));
  }
  state.pv_w = ahead_w.front();
  std::rotate(ahead_w.begin(), ahead_w.begin() + 1, ahead_w.end());
  ahead_w.back() = mean_w(count);
}

void prepare(const Supply& supply, SupplyState& state, const SupplyOutlook& at) {
  const TimeNs to_ns = at.now_ns + std::max<std::int64_t>(1, from_seconds(at.span_s));
  state.import_limit_w = known_limit_w(supply.grid, at.now_ns, at.now_ns);
  state.withheld_load_w = at.held_back ? at.wanted_w : 0.0;
  order_units(supply, state, at, to_ns);

  state.next_switch_ns = kNever;
  for (std::size_t f = 0; f < supply.fleets.size(); ++f)
    state.next_switch_ns = std::min(
        state.next_switch_ns, next_switch_ns(supply.fleets[f], state.fleets[f], at.dry_bulb_k));
  // The promise holds until a unit changes, then it is made anew.
  const double span_s = to_seconds(std::min(to_ns, state.next_switch_ns) - at.now_ns);
  const double missing_w = missing_feed_w(supply, state, at.now_ns, at.dry_bulb_k, span_s);
  state.available_w = state.import_limit_w + state.pv_w - own_use_w(supply, state, at.now_ns) +
                      range_in_outages(supply, state, at.now_ns, span_s, missing_w).discharge_w;
  state.available_w += reach_w(supply, state, at.dry_bulb_k, span_s);
  state.available_w = std::max(0.0, state.available_w);
}

SupplyFlow advance(const Supply& supply, SupplyState& state, TimeNs from_ns, TimeNs to_ns,
                   double load_w, double dry_bulb_k) {
  const double span_s = to_seconds(to_ns - from_ns);
  for (std::size_t f = 0; f < supply.fleets.size(); ++f)
    state.offers[f] = {reach_w(supply.fleets[f], state.fleets[f], dry_bulb_k, span_s),
                       fuel_usd_per_kwh(supply.fleets[f])};
  const DispatchMoment moment = moment_of(supply, state, from_ns, to_ns, load_w);
  double wish_w = supply.dispatcher->battery_w(moment, Outlook(supply, from_ns), state.dispatch);
  if (moment.stored_j < moment.store.least_energy_j) wish_w = std::max(wish_w, refill_w(moment));
  DispatchSnapshot held = moment.now;
  if (!supply.fleets.empty())
    held.import_limit_w =
        std::min(held.import_limit_w, supply.dispatcher->held_import_w(state.dispatch, from_ns));
  const SetPoints planned = balance(held, wish_w, state.source_w);

  const double missing_w = missing_feed_w(supply, state, from_ns, dry_bulb_k, span_s);
  const UnitRun units = run_units(supply, state, to_ns, dry_bulb_k);
  SupplyFlow flow;
  flow.generated_w = units.step.output_j / span_s;
  flow.own_use_w = units.step.own_use_j / span_s + standby_w(supply, from_ns);
  meet_rest(supply, state, moment, planned, to_ns, load_w, missing_w, dry_bulb_k, flow);
  const EnergyMoney money = bill(supply, state, from_ns, to_ns, flow);
  flow.usd_per_s = (money.import_usd + units.fuel_usd - money.export_usd) / span_s;
  flow.co2_kg_per_s =
      flow.import_w / kJPerKwh * moment.now.carbon_g_per_kwh * kKgPerG + units.step.co2_kg / span_s;

  book(flow, units, money, load_w, span_s, state.totals);
  state.last_import_w = flow.import_w;
  // Tomorrow's load is what this one would have been.
  const double expected_w = std::max(moment.now.load_w, state.withheld_load_w);
  supply.dispatcher->observe(from_ns, to_ns, expected_w, state.pv_w, moment.now.import_usd_per_kwh,
                             state.dispatch);
  return flow;
}

void close_bills(const Supply& supply, SupplyState& state) {
  if (!supply.tariff) return;
  const Bill open = bill_so_far(*supply.tariff, *state.meter);
  state.totals.demand_usd += open.demand_usd + open.coincident_usd;
  state.totals.fixed_usd += open.fixed_usd;
}

std::vector<FirmPart> firm_parts(const Supply& supply, TimeNs at_ns, double dry_bulb_k) {
  std::vector<FirmPart> parts;
  for (const GeneratorFleet& fleet : supply.fleets)
    parts.push_back({fleet.name, delivered_w(fleet, at_ns, dry_bulb_k)});
  if (supply.has_battery(at_ns))
    parts.push_back({supply.battery->name, supply.battery->battery.discharge_w});
  return parts;
}

}  // namespace gigawatt::power
