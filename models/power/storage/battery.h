// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string_view>

namespace gigawatt::power {

/// What a battery can do, between its terminals (the site's bus, behind its converters) and its
/// cells. Power at the terminals is positive while it charges. Docs: docs/models/power/battery.md.
///
///   bus --> rectifier --> cells:   cell power = charge_efficiency x power
///   bus <-- inverter  <-- cells:   cell power = power / discharge_efficiency
struct Battery {
  double charge_w = 0.0;              ///< Largest power taken from the bus [W].
  double discharge_w = 0.0;           ///< Largest power given to the bus [W].
  double charge_efficiency = 1.0;     ///< Into the cells per energy taken [-].
  double discharge_efficiency = 1.0;  ///< Given per energy out of the cells [-].
  double min_charge_frac = 0.0;       ///< Discharge ends there [of capacity].
  double max_charge_frac = 1.0;       ///< Charging ends there [of capacity].
  /// Largest power at the cells per capacity [1/s]: 1 C is 1/3600.
  double c_rate_per_s = std::numeric_limits<double>::infinity();
  double self_discharge_per_s = 0.0;  ///< Of what is stored [1/s].
  double standby_w = 0.0;             ///< Of auxiliaries, from the bus, at all times [W].
};

/// A value: copying it is a snapshot.
struct BatteryState {
  double stored_j = 0.0;
  double capacity_j = 0.0;  ///< As of now: nameplate less fade, plus what was added.

  double charge_frac() const { return capacity_j > 0.0 ? stored_j / capacity_j : 0.0; }
};

/// What flowed in an interval. Energies are not negative; energy balances:
///   taken + standby - given = change of stored + conversion + self_discharge + standby
struct BatteryFlow {
  double power_w = 0.0;    ///< At the terminals up to `until_s`, as far as limits allow.
  double until_s = 0.0;    ///< From the start: the end, or the crossing into full or empty.
  double after_w = 0.0;    ///< From there on: 0, or what keeps a full battery full.
  double taken_j = 0.0;    ///< From the bus for the cells.
  double given_j = 0.0;    ///< To the bus.
  double standby_j = 0.0;  ///< From the bus for auxiliaries.
  double conversion_loss_j = 0.0;
  double self_discharge_j = 0.0;
  double unmet_j = 0.0;        ///< Asked for and not carried, either way.
  double cell_energy_j = 0.0;  ///< Into or out of the cells up to `until_s`.
};

/// Constant powers at the terminals, lowest (discharging) to highest (charging) [W].
struct PowerRange {
  double lowest_w = 0.0;
  double highest_w = 0.0;
};

/// Time [s] until `power_w`, cut to what ratings allow, meets full or empty; infinite if it never
/// does, 0 if it is there. Rounded up to a whole tick it is the instant to look again.
double seconds_to_limit(const Battery& battery, const BatteryState& state, double power_w);

/// Carries the battery over `seconds` at `power_w`. Power beyond ratings, and whatever comes after
/// the crossing into full or empty, is not carried and counts as unmet. At the crossing the stored
/// energy is the limit itself, to the bit.
BatteryFlow advance(const Battery& battery, BatteryState& state, double power_w, double seconds);

/// What can be held for the whole of `seconds` > 0.
PowerRange feasible_range(const Battery& battery, const BatteryState& state, double seconds);

/// advance() where nothing else can help, as on an island: throws DomainError naming `who` and the
/// time at which it fails, and leaves `state` alone, if part of the power cannot be carried.
BatteryFlow carry(const Battery& battery, BatteryState& state, double power_w, double seconds,
                  std::string_view who);

}  // namespace gigawatt::power
