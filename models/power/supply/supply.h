// SPDX-License-Identifier: Apache-2.0
#pragma once

// What feeds a site: the grid, and beside it sun, generators and a battery on one bus.
//
//   grid ──import/export──┐
//   PV ────used───────────┤
//   generators ───────────┼── bus ──► facility (and the sources' own use)
//   battery ──±───────────┘
//
// A plant interval begins with prepare(): units are ordered to run or stop, and what the bus can
// carry is promised. It ends with advance(): the load that came is met, the units, the battery and
// the meter are carried on. Rules, order and assumptions: docs/models/power/supply.md.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/climate/series.h"
#include "models/power/dispatch/dispatcher.h"
#include "models/power/dispatch/tariff.h"
#include "models/power/grid_limit.h"
#include "models/power/storage/storage.h"
#include "models/power/supply/solar_plant.h"
#include "models/power/supply/units.h"

namespace gigawatt::power {

/// Does not change in a run.
struct Supply {
  std::vector<GridLimit> grid;  ///< Ascending; the first from the start.
  climate::StepSeries price_usd_per_kwh{0.0};
  climate::StepSeries carbon_g_per_kwh{0.0};
  std::shared_ptr<const Tariff> tariff;  ///< Null: `price_usd_per_kwh` is all there is.
  double export_limit_w = 0.0;
  double export_usd_per_kwh = 0.0;
  std::optional<SolarPlant> pv;
  std::vector<GeneratorFleet> fleets;  ///< Cheapest fuel first.
  std::optional<Storage> battery;
  TimeNs battery_from_ns = 0;  ///< It is there from then on.
  double kept_frac = 0.0;      ///< Of its capacity, that dispatch leaves alone.
  std::shared_ptr<const Dispatcher> dispatcher;
  double reserve_frac = 0.0;                   ///< Of the load, that units are ordered beyond it.
  std::int64_t bridge_ns = 15 * kNsPerMinute;  ///< For so long a battery stands in for units.

  bool has_battery(TimeNs at_ns) const { return battery && at_ns >= battery_from_ns; }
  /// Price of import over [from, to), bands of the tariff included [USD/kWh].
  double import_usd_per_kwh(TimeNs from_ns, TimeNs to_ns) const;
};

/// Sums over a run. Energy closes over every interval:
///   pv + generated + discharged + imported + unserved
///     = load + own_use + charged + exported + dumped
struct SupplyTotals {
  double pv_j = 0.0;  ///< Used.
  double pv_curtailed_j = 0.0;
  double generated_j = 0.0;
  double own_use_j = 0.0;                      ///< Of generators and the battery's auxiliaries.
  double charged_j = 0.0, discharged_j = 0.0;  ///< At the battery's terminals.
  double battery_loss_j = 0.0;  ///< Conversion, self-discharge, and stored in lost capacity.
  double imported_j = 0.0, exported_j = 0.0;
  double unserved_j = 0.0;  ///< Load that nothing could feed.
  double dumped_j = 0.0;    ///< Output at minimum load that nothing could take.
  double load_j = 0.0;      ///< Of the facility.
  double fuel_hhv_j = 0.0;
  double nox_kg = 0.0, fuel_co2_kg = 0.0;
  double import_usd = 0.0, export_usd = 0.0, fuel_usd = 0.0;
  double demand_usd = 0.0;  ///< Demand charges and coincident peaks of months that ended.
  double fixed_usd = 0.0;
};

/// Means of one interval [W] and rates.
struct SupplyFlow {
  double pv_w = 0.0, pv_curtailed_w = 0.0;
  double generated_w = 0.0, own_use_w = 0.0;
  double charge_w = 0.0, discharge_w = 0.0;
  double import_w = 0.0, export_w = 0.0;
  double unserved_w = 0.0, dumped_w = 0.0;
  double stored_j = 0.0;      ///< At its end.
  double usd_per_s = 0.0;     ///< Import and fuel less export.
  double co2_kg_per_s = 0.0;  ///< Of import and fuel.
};

/// A value: copying it is a snapshot.
struct SupplyState {
  std::vector<FleetState> fleets;
  std::optional<StorageState> battery;
  DispatchMemory dispatch;
  std::optional<TariffState> meter;
  double pv_w = 0.0;               ///< Mean over the regular interval in progress.
  std::vector<double> pv_ahead_w;  ///< Of the intervals after it, to the end of the bridge.
  double available_w = 0.0;        ///< For the facility, promised.
  double import_limit_w = 0.0;     ///< In force.
  double last_import_w = 0.0;      ///< Of the last interval.
  double withheld_load_w = 0.0;    ///< What a load that is held back would be; else 0.
  TimeNs next_switch_ns = kNever;
  std::vector<SourceOffer> offers;  ///< Scratch: (fleets).
  std::vector<double> source_w;     ///< Scratch: (fleets).
  std::vector<Bill> bills;          ///< Scratch: months that ended within an interval.
  SupplyTotals totals;
};

SupplyState fresh_state(const Supply& supply, TimeNs start_ns);

/// A regular interval begins: what the sun will give in it.
void look_at_sun(const Supply& supply, SupplyState& state, TimeNs from_ns, TimeNs to_ns);

/// What is known when a promise is made.
struct SupplyOutlook {
  TimeNs now_ns = 0;
  double span_s = 0.0;  ///< Until the next regular tick, > 0.
  double dry_bulb_k = 288.15;
  double wanted_w = 0.0;   ///< What the facility would draw if nothing held it back.
  bool held_back = false;  ///< And something did.
};

/// Orders units and promises available_w; finds the next switch.
void prepare(const Supply& supply, SupplyState& state, const SupplyOutlook& outlook);

/// Carries everything over [from, to) in which the facility drew `load_w`.
SupplyFlow advance(const Supply& supply, SupplyState& state, TimeNs from_ns, TimeNs to_ns,
                   double load_w, double dry_bulb_k);

/// Closes the month in progress at the end of a run.
void close_bills(const Supply& supply, SupplyState& state);

/// A part of a supply, and what can be counted on of it.
struct FirmPart {
  std::string name;
  double power_w = 0.0;
};

/// What can be counted on beside the grid at `at_ns` in that air: every unit that is delivered at
/// full load, and the battery's rating. The sun counts for nothing.
std::vector<FirmPart> firm_parts(const Supply& supply, TimeNs at_ns, double dry_bulb_k);

}  // namespace gigawatt::power
