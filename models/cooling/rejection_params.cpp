// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/rejection_params.h"

#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/fluid_cooler.h"
#include "models/cooling/tower_correlations.h"
#include "models/cooling/tower_merkel.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {
namespace {

constexpr auto kRejectionStaging = choices(
    {{"all-on", "All share the heat: least fan power, by the cube law."},
     {"fewest", "As few as carry it at their design heat, the last for part of the time."}});
constexpr double kStandardPressurePa = 101325.0;

void visit_size(FieldVisitor& v, HeatRejectionParams& params) {
  v.number({.name = "unit",
            .unit = "W",
            .doc = "Heat rejected by one unit at its design point.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           params.unit_w);
  v.integer({.name = "units", .doc = "Units, spare ones included.", .min = 1.0, .required = true},
            params.units);
  v.integer({.name = "spare",
             .doc = "Units in reserve (N+1: 1): neither limits nor energy count on them.",
             .min = 0.0},
            params.spare);
  v.choice({.name = "staging", .doc = "Which of the other units run."}, kRejectionStaging,
           params.staging);
  v.number(
      {.name = "largest_heat",
       .doc = "Heat limit as a multiple of the design heat; above design the water range grows.",
       .min = 1.0,
       .max = 1.25},
      params.largest_heat);
}

// Towers and dry coolers name the members of their air side alike but default them apart.

void visit_fan_power(FieldVisitor& v, double largest, double& fan_power) {
  v.number(
      {.name = "fan_power", .doc = "Design fan power per design heat.", .min = 0.0, .max = largest},
      fan_power);
}

template <class Params>
void visit_air_flow(FieldVisitor& v, std::string_view free_convection_doc, Params& params) {
  v.number({.name = "min_air",
            .doc = "Least air flow, share of design; below it the fans cycle.",
            .min = 0.05,
            .max = 1.0},
           params.min_air_ratio);
  v.number({.name = "free_convection", .doc = free_convection_doc, .min = 0.01, .max = 0.3},
           params.free_convection);
}

/// What both designs take from their parameters alike. Throws DomainError in the name of `model`.
template <class Params>
RejectionDesign shared_design(std::string_view model, const Params& params, double range_k) {
  if (params.free_convection >= params.min_air_ratio) {
    throw DomainError(fmt::format(
        "{}: free_convection {:.3f} must be below min_air {:.3f}; lower free_convection", model,
        params.free_convection, params.min_air_ratio));
  }
  if (params.spare >= params.units) {
    throw DomainError(
        fmt::format("{}: {} of {} units are spare and none is left to run; raise units", model,
                    params.spare, params.units));
  }
  RejectionDesign design;
  design.units = static_cast<double>(params.units - params.spare);
  design.heat_w = params.unit_w * design.units;
  design.staging = params.staging;
  design.range_k = range_k;
  design.fan_w = params.fan_power * design.heat_w;
  design.min_air_ratio = params.min_air_ratio;
  design.free_convection = params.free_convection;
  design.largest_heat_frac = params.largest_heat;
  design.pump = params.pump;
  design.pump.rise_k = range_k;
  return design;
}

}  // namespace

void TowerParams::visit(FieldVisitor& v) {
  visit_size(v, *this);
  v.number(
      {.name = "wet_bulb", .unit = "K", .doc = "Design wet bulb.", .min = 263.15, .max = 308.15},
      wet_bulb_k);
  v.number({.name = "approach",
            .unit = "dK",
            .doc = "Leaving water above wet bulb at design.",
            .min = 1.1,
            .max = 20.0},
           approach_k);
  v.number({.name = "range",
            .unit = "dK",
            .doc = "Entering minus leaving water at design.",
            .min = 1.1,
            .max = 22.2},
           range_k);
  v.number({.name = "set_point",
            .unit = "K",
            .doc = "Leaving water held; rises to wet bulb + approach, falls to what the liquid "
                   "supply needs.",
            .min = 278.15,
            .max = 333.15},
           set_point_k);
  v.number({.name = "water_to_air",
            .doc = "Water to dry air mass flow at design.",
            .min = 0.3,
            .max = 4.0},
           water_to_air);
  visit_fan_power(v, 0.1, fan_power);
  visit_air_flow(v, "Capacity with the fans off, share of design.", *this);
  v.group(
      {.name = "pump", .doc = "Tower water pumps; their rise is `range`, whatever `rise` says."},
      pump);
  v.group({.name = "treatment", .doc = "Evaporation, drift and blowdown."}, treatment);
}

RejectionDesign TowerParams::design() const {
  RejectionDesign design = shared_design("cooling tower", *this, range_k);
  design.fan_fixed_frac = 0.02;  // EnergyPlus Merkel tower fan curve: 0.02 + 0.98 x³.
  design.air_kg_per_s = design.heat_w / (kWaterHeat * range_k) / water_to_air;
  design.set_point_k = set_point_k;
  design.sink_k = wet_bulb_k;
  design.approach_k = approach_k;
  design.wet = true;
  design.treatment = treatment;
  return design;
}

std::unique_ptr<const HeatRejection> MerkelTowerParams::make() const {
  return std::make_unique<MerkelTower>(design(), wet_bulb_k, kStandardPressurePa);
}

std::unique_ptr<const HeatRejection> YorkTowerParams::make() const {
  return std::make_unique<CorrelationTower>(ApproachCurve::york_calc, design(), wet_bulb_k);
}

std::unique_ptr<const HeatRejection> CoolToolsTowerParams::make() const {
  return std::make_unique<CorrelationTower>(ApproachCurve::cool_tools, design(), wet_bulb_k);
}

// Rated as the standard rates them: 102 to 90 degF at a wet bulb of 75 degF.
FluidCoolerParams::FluidCoolerParams() {
  wet_bulb_k = 297.04;
  approach_k = 8.33;
  range_k = 6.67;
  set_point_k = 333.15;  // as warm as the facility loop allows
  water_to_air = 1.0;
  fan_power = 0.0214;
  pump.static_frac = 0.0;
}

void FluidCoolerParams::visit(FieldVisitor& v) {
  TowerParams::visit(v);
  v.number({.name = "coil_resistance",
            .doc = "Share of the coil (inner film, wall, spray film) in the thermal resistance "
                   "between fluid and air at design.",
            .min = 0.01,
            .max = 0.99},
           coil_frac);
  v.number({.name = "spray_power",
            .doc = "Power of the spray pumps per design heat; they run while there is heat.",
            .min = 0.0,
            .max = 0.05},
           spray_power);
}

std::unique_ptr<const HeatRejection> FluidCoolerParams::make() const {
  RejectionDesign made = design();
  made.fan_fixed_frac = 0.0;
  made.closed = true;
  made.spray_w = spray_power * made.heat_w;
  return std::make_unique<FluidCooler>(made, wet_bulb_k, kStandardPressurePa, coil_frac);
}

void DryCoolerParams::visit(FieldVisitor& v) {
  visit_size(v, *this);
  v.number({.name = "air", .unit = "K", .doc = "Design dry bulb.", .min = 263.15, .max = 328.15},
           air_k);
  v.number({.name = "entering",
            .unit = "K",
            .doc = "Design entering coolant.",
            .min = 273.15,
            .max = 373.15},
           entering_k);
  v.number({.name = "leaving",
            .unit = "K",
            .doc = "Design leaving coolant.",
            .min = 273.15,
            .max = 373.15},
           leaving_k);
  visit_fan_power(v, 0.2, fan_power);
  v.number({.name = "air_to_coolant",
            .doc = "hA of the air over hA of the coolant at design.",
            .min = 0.05,
            .max = 20.0},
           air_to_water_resistance);
  visit_air_flow(v, "Air flow with the fans off, share of design.", *this);
  v.group({.name = "pump",
           .doc = "Coolant pumps between the coolers and the facility loop; their rise is entering "
                  "minus leaving, whatever `rise` says."},
          pump);
}

RejectionDesign DryCoolerParams::design(std::string_view model) const {
  if (!(entering_k > leaving_k && leaving_k > air_k)) {
    throw DomainError(fmt::format(
        "{}: design temperatures must fall from entering {:.2f} over leaving {:.2f} to air {:.2f} "
        "degC; a dry cooler cannot cool below its air",
        model, entering_k - climate::kCelsiusZeroK, leaving_k - climate::kCelsiusZeroK,
        air_k - climate::kCelsiusZeroK));
  }
  RejectionDesign design = shared_design(model, *this, entering_k - leaving_k);
  // As warm as the facility loop allows: that is what saves fan power.
  design.set_point_k = std::numeric_limits<double>::infinity();
  design.sink_k = air_k;
  design.approach_k = leaving_k - air_k;
  return design;
}

std::unique_ptr<const HeatRejection> DryCoolerParams::make() const {
  return std::make_unique<DryCooler>(design("dry-cooler"), air_k, air_to_water_resistance);
}

void PadParams::visit(FieldVisitor& v) {
  v.number({.name = "effectiveness",
            .doc = "Share of the wet-bulb depression by which wet pads cool the air.",
            .min = 0.0,
            .max = 1.0},
           effectiveness);
  v.number({.name = "wet_above",
            .unit = "K",
            .doc = "Pads are all wet in air warmer than this and dry in colder; default: as much "
                   "of them as the set point needs with all fans at full speed.",
            .min = 263.15,
            .max = 328.15},
           wet_above_k);
  v.boolean({.name = "sump",
             .doc = "Water is collected and pumped back, with blowdown; false: fed once through, "
                    "just what evaporates."},
            sump);
  v.number({.name = "cycles",
            .doc = "Cycles of concentration of the sump.",
            .min = 1.0,
            .max = 20.0,
            .above_min = true},
           cycles);
}

void AdiabaticCoolerParams::visit(FieldVisitor& v) {
  DryCoolerParams::visit(v);
  v.group({.name = "pads", .doc = "Pads that cool the air on its way to the coil."}, pads);
}

std::unique_ptr<const HeatRejection> AdiabaticCoolerParams::make() const {
  return std::make_unique<AdiabaticCooler>(design("adiabatic-cooler"), air_k,
                                           air_to_water_resistance, pads);
}

}  // namespace gigawatt::cooling
