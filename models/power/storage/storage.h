// SPDX-License-Identifier: Apache-2.0
#pragma once

// A site's battery as a whole: what flows, how its cells age, how it is kept up.

#include <memory>
#include <string>
#include <vector>

#include "models/power/storage/augmentation.h"
#include "models/power/storage/battery.h"
#include "models/power/storage/fade.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// Does not change in a run.
struct Storage {
  std::string name;
  Battery battery;
  double nameplate_j = 0.0;
  double initial_charge_frac = 0.5;
  std::shared_ptr<const FadeModel> fade;  ///< Never null.
  Upkeep upkeep;
  double coolest_k = 283.15;  ///< Thermal management keeps cells between these;
  double warmest_k = 303.15;  ///< in between they follow the air.

  double cell_temperature_k(double air_k) const;
};

/// A value: copying it is a snapshot.
struct StorageState {
  BatteryState battery;
  std::vector<CellBatch> batches;  ///< In parallel: one charge for all.
  FadeState fade;
  UpkeepLog upkeep;
  TimeNs age_ns = 0;

  double health_frac(const Storage& storage) const {
    return battery.capacity_j / storage.nameplate_j;
  }
  /// Span until fade is next booked and capacity changes: an instant to tick at [ns].
  TimeNs until_booking_ns() const { return kNsPerDay - age_ns % kNsPerDay; }
};

/// Sums over an interval; the energies of BatteryFlow and
///   taken + standby - given = change of stored + conversion + self_discharge + standby + fade.
struct StorageFlow {
  double taken_j = 0.0;
  double given_j = 0.0;
  double standby_j = 0.0;
  double conversion_loss_j = 0.0;
  double self_discharge_j = 0.0;
  double fade_loss_j = 0.0;  ///< Stored in capacity that was lost.
  double unmet_j = 0.0;

  double loss_j() const { return standby_j + conversion_loss_j + self_discharge_j + fade_loss_j; }
};

/// New cells at the initial charge.
StorageState fresh_state(const Storage& storage);

/// Carries battery, cells and upkeep over `span_ns` ≥ 0 at `power_w` (positive: charging), with the
/// air at `air_k`. The span is cut where the battery meets a limit and where a day of its age ends.
StorageFlow advance(const Storage& storage, StorageState& state, double power_w, TimeNs span_ns,
                    double air_k);

}  // namespace gigawatt::power
