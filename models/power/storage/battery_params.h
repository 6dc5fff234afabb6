// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes under `power.battery:`. Sources of the defaults:
// docs/models/power/battery.md.

#include <optional>
#include <string>
#include <vector>

#include "models/power/storage/storage.h"
#include "sim/engine/time.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

enum class Chemistry { lfp, other };

/// Modules added at a time: `{after: 5 years, energy: 200 MWh}`.
struct AdditionParams {
  CalendarDuration after;  ///< Since the battery began.
  double energy_j = 0.0;

  void visit(FieldVisitor& v);
};

/// `upkeep:` of a battery.
struct UpkeepParams {
  std::vector<AdditionParams> additions;
  std::optional<double> keep_frac;
  double restore_frac = 1.0;
  std::optional<double> replace_frac;

  void visit(FieldVisitor& v);
};

/// `cells:` of a battery: the temperatures between which thermal management keeps them.
struct CellComfortParams {
  double coolest_k = 283.15;
  double warmest_k = 303.15;

  void visit(FieldVisitor& v);
};

struct BatteryParams {
  std::string path;  ///< Where it stands in the scenario.
  std::string name;  ///< Empty: "battery".
  std::optional<TimeNs> delivered;
  std::string phase;  ///< Of the site's build-up, instead of the date.
  double power_w = 0.0;
  std::optional<double> charge_power_w;  ///< Instead of `power_w` while charging.
  double energy_j = 0.0;
  Chemistry chemistry = Chemistry::lfp;
  double rectifier_efficiency = 0.96;
  double inverter_efficiency = 0.96;
  double internal_efficiency = 0.975;     ///< Into the cells and out again.
  std::optional<double> round_trip_frac;  ///< Bus to bus, instead of the three above.
  double min_charge_frac = 0.2;
  double max_charge_frac = 1.0;
  double initial_charge_frac = 0.5;
  std::optional<double> c_rate_per_hour;
  double self_discharge_per_s = 0.0;
  double standby_w = 0.0;
  CellComfortParams cells;
  ModelSlot fade;  ///< Of kind "battery-fade"; absent: by chemistry.
  UpkeepParams upkeep;

  void visit(FieldVisitor& v);
};

/// What single fields cannot say. Paths are set; file and line are for the caller.
std::vector<Problem> find_battery_problems(const BatteryParams& params);

/// The battery that begins at `start_ns`. Throws DomainError with the first problem, if any.
Storage make_storage(const BatteryParams& params, TimeNs start_ns);

}  // namespace gigawatt::power
