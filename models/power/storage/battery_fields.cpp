// SPDX-License-Identifier: Apache-2.0

// The field lists of battery_params.h.

#include <array>
#include <string_view>

#include "models/power/storage/battery_params.h"

namespace gigawatt::power {
namespace {

constexpr auto kChemistries = choices({
    {"lfp", "Lithium iron phosphate; fades as `blast-lfp` unless `fade` says otherwise."},
    {"other", "Any other; `fade` says how it ages."},
});

Field share(std::string_view name, std::string_view doc) {
  return {.name = name, .doc = doc, .min = 0.0, .max = 1.0};
}

Field efficiency(std::string_view name, std::string_view doc) {
  return {.name = name, .doc = doc, .min = 0.0, .max = 1.0, .above_min = true};
}

}  // namespace

void AdditionParams::visit(FieldVisitor& v) {
  v.duration({.name = "after", .doc = "Time since the battery began.", .required = true}, after);
  v.number({.name = "energy",
            .unit = "J",
            .doc = "Nameplate of the new modules.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           energy_j);
}

void UpkeepParams::visit(FieldVisitor& v) {
  v.list({.name = "additions", .doc = "Modules added at set times."}, additions);
  v.number({.name = "keep",
            .doc = "Modules are added when capacity falls below this part of nameplate.",
            .min = 0.0,
            .max = 1.0,
            .above_min = true},
           keep_frac);
  v.number({.name = "restore",
            .doc = "Capacity after such an addition, per nameplate.",
            .min = 0.0,
            .max = 2.0,
            .above_min = true},
           restore_frac);
  v.number({.name = "replace",
            .doc = "Modules are replaced when they are down to this part of their own nameplate.",
            .min = 0.0,
            .max = 1.0},
           replace_frac);
}

void CellComfortParams::visit(FieldVisitor& v) {
  v.number({.name = "coolest",
            .unit = "K",
            .doc = "Cells are heated to this temperature.",
            .min = 233.15,
            .max = 333.15},
           coolest_k);
  v.number({.name = "warmest",
            .unit = "K",
            .doc = "Cells are cooled to this temperature.",
            .min = 233.15,
            .max = 333.15},
           warmest_k);
}

void BatteryParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name in results; `battery` if absent."}, name);
  v.instant({.name = "delivered", .doc = "It works from then on; at the start if absent."},
            delivered);
  v.text({.name = "phase",
          .doc = "Phase of the site's `buildup` it comes with, instead of `delivered`."},
         phase);
  v.number({.name = "power",
            .unit = "W",
            .doc = "Largest power at the bus, both ways.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           power_w);
  v.number({.name = "charge_power",
            .unit = "W",
            .doc = "Largest power taken from the bus, if it differs.",
            .min = 0.0,
            .above_min = true},
           charge_power_w);
  v.number({.name = "energy",
            .unit = "J",
            .doc = "Nameplate energy of the cells, from empty to full.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           energy_j);
  v.choice({.name = "chemistry", .doc = "Of the cells."}, kChemistries, chemistry);
  v.number(efficiency("rectifier_efficiency", "From the bus to the cells."), rectifier_efficiency);
  v.number(efficiency("inverter_efficiency", "From the cells to the bus."), inverter_efficiency);
  v.number(efficiency("internal_efficiency", "Of the cells, in and out."), internal_efficiency);
  v.number(efficiency("round_trip", "From bus to bus, instead of the three efficiencies."),
           round_trip_frac);
  v.number(share("min_charge", "Discharge ends there, of capacity."), min_charge_frac);
  v.number(share("max_charge", "Charging ends there, of capacity."), max_charge_frac);
  v.number(share("initial_charge", "At the start, of capacity."), initial_charge_frac);
  v.number({.name = "c_rate",
            .doc = "Largest power at the cells in C: 1 moves the capacity in an hour.",
            .min = 0.0,
            .above_min = true},
           c_rate_per_hour);
  v.number({.name = "self_discharge",
            .unit = "1/s",
            .doc = "Of what is stored, per time.",
            .min = 0.0,
            .max = 1e-5},
           self_discharge_per_s);
  v.number({.name = "standby",
            .unit = "W",
            .doc = "Drawn from the bus by auxiliaries, always.",
            .min = 0.0},
           standby_w);
  v.group({.name = "cells", .doc = "Temperatures of the cells; between them they follow the air."},
          cells);
  v.model({.name = "fade", .doc = "Loss of capacity; for LFP cells `blast-lfp` if absent."},
          "battery-fade", fade);
  v.group({.name = "upkeep", .doc = "Modules added and replaced; none if absent."}, upkeep);
}

}  // namespace gigawatt::power
