// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rules that decide for the coming interval alone. A rule says what the battery should do;
// balance() then meets the load around it. All are pure functions of a snapshot. Docs:
// docs/models/power/dispatch.md.

#include <span>
#include <string_view>

#include "models/power/dispatch/planned_store.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// What a source can give over the coming interval, and for how much.
struct SourceOffer {
  double limit_w = 0.0;
  double usd_per_kwh = 0.0;
};

/// A site's power at one moment, as far as a rule must know it.
struct DispatchSnapshot {
  double load_w = 0.0;
  double pv_w = 0.0;  ///< Available.
  FlowRange battery = {};
  double import_limit_w = 0.0;  ///< 0 = no grid, or islanded.
  double export_limit_w = 0.0;
  double import_usd_per_kwh = 0.0;
  double carbon_g_per_kwh = 0.0;  ///< Of the grid.
  std::span<const SourceOffer> sources = {};

  /// What the load needs beyond PV [W]; negative when PV is in surplus.
  double net_load_w() const { return load_w - pv_w; }
};

/// What every part does over the coming interval [W]. Balanced:
///   pv + discharge + import + sources + unserved = load + charge + export
struct SetPoints {
  double pv_w = 0.0;  ///< Used; the rest is curtailed.
  double charge_w = 0.0;
  double discharge_w = 0.0;
  double import_w = 0.0;
  double export_w = 0.0;
  double sources_w = 0.0;  ///< All of them.
  double unserved_w = 0.0;
};

/// Meets the load with the battery at `battery_w` (above 0 charging, below 0 discharging; kept
/// within its range). What is missing comes from grid and sources, the cheaper first, the grid
/// before a source of the same cost; then charging gives way, then the battery gives what it can,
/// and only then is load unserved. A surplus is exported, then PV is curtailed, then discharging
/// gives way. `source_w` (sources) is overwritten.
SetPoints balance(const DispatchSnapshot& now, double battery_w, std::span<double> source_w);

/// Throws DomainError if load is unserved: for sites that must not be islanded beyond their means.
void require_served(const SetPoints& points, std::string_view site, TimeNs time_ns);

/// Battery before grid, both ways: surplus is stored, a lack is met from the store.
double merit_order_w(const DispatchSnapshot& now);

/// Keeps the import at or below `target_w`, and refills up to it.
double shave_peak_w(const DispatchSnapshot& now, double target_w);

struct PriceThresholds {
  double buy_below_usd_per_kwh = 0.0;
  double sell_above_usd_per_kwh = 0.0;
};

/// Charges at or below the lower price and discharges (into load and export) at or above the
/// upper; in between it stores only PV that would be curtailed.
double arbitrage_w(const DispatchSnapshot& now, const PriceThresholds& thresholds);

/// Takes up what would move the import by more than a ramp limit [W/s] since the last interval of
/// `span_s` [s]: smooths the swings of training, and steps of load or PV.
double limit_ramp_w(const DispatchSnapshot& now, double last_import_w, double ramp_w_per_s,
                    double span_s);

/// For sites that must draw less when called: gives what the limited import and all sources leave
/// open, and refills from what the limit leaves free. The limit is the snapshot's.
double respond_to_call_w(const DispatchSnapshot& now);

/// Charges while the grid is cleaner than the threshold, carries the load while it is not.
double follow_carbon_w(const DispatchSnapshot& now, double threshold_g_per_kwh);

/// What a plan asks of the battery, but no import above the peak it counts on: where load or PV is
/// not as expected, and sources cannot make up for it, the battery gives more, or takes less,
/// rather than set a new peak.
double follow_plan_w(const DispatchSnapshot& now, double planned_w, double planned_peak_w);

}  // namespace gigawatt::power
