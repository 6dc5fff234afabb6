// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gigawatt::power {

/// A battery as a dispatcher sees it: limits and one-way efficiencies that hold over the horizon,
/// all powers at its terminals. What the battery really does is its own model's business; this is
/// what a plan may count on. Equations: docs/models/power/dispatch.md.
struct PlannedStore {
  double charge_limit_w = 0.0;
  double discharge_limit_w = 0.0;
  double least_energy_j = 0.0;        ///< Stored energy that a plan leaves untouched.
  double most_energy_j = 0.0;         ///< Stored energy when full.
  double charge_efficiency = 1.0;     ///< Stored per energy taken, in (0, 1].
  double discharge_efficiency = 1.0;  ///< Given per energy from the store, in (0, 1].
  double wear_usd_per_kwh = 0.0;      ///< Cost of ageing per kWh given.
};

/// The most a battery can take, and the most it can give [W at its terminals], either one held over
/// a whole interval.
struct FlowRange {
  double charge_w = 0.0;
  double discharge_w = 0.0;
};

/// Range over the coming `span_s` [s] > 0 from `energy_j` stored.
FlowRange flow_range(const PlannedStore& store, double energy_j, double span_s);

/// Stored energy [J] after `span_s` [s]:
///   E' = E + (η_c charge − discharge / η_d) span
/// kept within the store's bounds, which flow_range() respects up to rounding.
double next_energy_j(const PlannedStore& store, double energy_j, double charge_w,
                     double discharge_w, double span_s);

}  // namespace gigawatt::power
