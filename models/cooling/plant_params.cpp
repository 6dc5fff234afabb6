// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/plant_params.h"

#include <array>
#include <string_view>

namespace gigawatt::cooling {
namespace {

constexpr auto kChillerKinds =
    choices({{"eir-water-cooled", "A measured machine's curves, condenser water."},
             {"eir-air-cooled", "A measured machine's curves, outdoor air."},
             {"carnot-water-cooled", "A share of Carnot, condenser water; for warm chilled water."},
             {"carnot-air-cooled", "A share of Carnot, outdoor air; for warm chilled water."}});
constexpr auto kChillerStaging =
    choices({{"least-power", "As many as draw the least power together."},
             {"all-on", "All."},
             {"fewest", "As few as carry the load at full load, the last for part of the time."}});
constexpr std::array<std::string_view, 2> kCondensers{"none", "liquid.rejection"};

}  // namespace

void LiquidParams::visit(FieldVisitor& v) {
  v.number({.name = "share",
            .doc = "Liquid share of the heat of a node; overrides the catalogue.",
            .min = 0.0,
            .max = 1.0},
           share);
  v.number({.name = "supply",
            .unit = "K",
            .doc = "Set point of facility water into the CDUs.",
            .min = 278.15,
            .max = 353.15},
           supply_k);
  v.number({.name = "approach",
            .unit = "dK",
            .doc = "Facility water above rejection water in the plate exchanger; 2 K with open "
                   "towers, none with coils.",
            .min = 0.0,
            .max = 15.0},
           approach_k);
  v.number({.name = "design_heat",
            .unit = "W",
            .doc = "Heat at design flow of the loop, a limit if given; default: what the rejection "
                   "leaves beside chillers.",
            .min = 0.0,
            .above_min = true},
           design_heat_w);
  v.group({.name = "cdu_pump", .doc = "Pumps of the coolant distribution units."}, cdu_pump);
  v.group({.name = "facility_pump", .doc = "Pumps of the facility water loop."}, facility_pump);
  v.group({.name = "cold_plate",
           .doc = "The hottest chip on the loop; its junction limits the supply."},
          cold_plate);
  v.model({.name = "rejection", .doc = "Towers or dry coolers.", .required = true},
          "heat-rejection", rejection);
}

void CarnotParams::visit(FieldVisitor& v) {
  v.number({.name = "cop",
            .doc = "COP at full load at the reference; default 6.04, or 3.1 if air-cooled.",
            .min = 1.0,
            .max = 20.0},
           cop);
  v.number({.name = "leaving",
            .unit = "K",
            .doc = "Leaving chilled water at the reference.",
            .min = 273.65,
            .max = 303.15},
           leaving_k);
  v.number({.name = "condenser",
            .unit = "K",
            .doc = "Entering condenser water, or outdoor air, at the reference; default 29.44 or "
                   "35 degC.",
            .min = 283.15,
            .max = 333.15},
           condenser_k);
  v.number({.name = "evaporator_approach",
            .unit = "dK",
            .doc = "Evaporation below leaving chilled water.",
            .min = 0.5,
            .max = 10.0},
           evaporator_approach_k);
  v.number({.name = "condenser_approach",
            .unit = "dK",
            .doc = "Condensation above entering condenser water or air; default 7.5 or 15 K.",
            .min = 2.0,
            .max = 30.0},
           condenser_approach_k);
  v.number({.name = "least_lift",
            .unit = "dK",
            .doc = "Least difference of condensation and evaporation that the machines run at.",
            .min = 2.0,
            .max = 40.0},
           least_lift_k);
}

void ChillerParams::visit(FieldVisitor& v) {
  v.choice({.name = "model", .doc = "Equations and condenser side of the chillers."}, kChillerKinds,
           kind);
  v.choice(
      {.name = "record",
       .doc =
           "Measured machine whose curves are scaled; standard: york-yt-1055 if water-cooled, else "
           "york-ycal0033-101-air."},
      chiller_record_names(), record);
  v.number({.name = "supply",
            .unit = "K",
            .doc = "Leaving chilled water.",
            .min = 273.65,
            .max = 303.15},
           supply_k);
  v.number({.name = "unit",
            .unit = "W",
            .doc = "Evaporator heat of one machine at its record's reference point.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           unit_w);
  v.integer(
      {.name = "units", .doc = "Machines, spare ones included.", .min = 1.0, .required = true},
      units);
  v.integer({.name = "spare",
             .doc = "Machines in reserve (N+1: 1): neither limits nor energy count on them.",
             .min = 0.0},
            spare);
  v.choice({.name = "staging", .doc = "How many of the other machines run."}, kChillerStaging,
           staging);
  v.choice(
      {.name = "condenser", .doc = "Where condenser water is cooled; water-cooled machines only."},
      kCondensers, condenser);
  v.group({.name = "carnot", .doc = "Reference of the carnot models; the others ignore it."},
          carnot);
}

void EconomizerParams::visit(FieldVisitor& v) {
  v.number({.name = "approach",
            .unit = "dK",
            .doc = "Chilled water leaving the exchanger above the rejection water.",
            .min = 0.5,
            .max = 10.0},
           approach_k);
  v.number({.name = "below",
            .unit = "K",
            .doc = "Warmest outdoor wet bulb (dry bulb with dry coolers) in which it is used; "
                   "default: where it begins to save power at design heat. Chillers only.",
            .min = 233.15,
            .max = 308.15},
           below_k);
  v.number({.name = "supply",
            .unit = "K",
            .doc = "Water to the coils where there are no chillers.",
            .min = 278.15,
            .max = 308.15},
           supply_k);
}

void OutdoorAirParams::visit(FieldVisitor& v) {
  v.number(
      {.name = "below",
       .unit = "K",
       .doc = "Warmest dry bulb in which it is let in; default: the design return air less 1 K.",
       .min = 253.15,
       .max = 323.15},
      below_k);
  v.number({.name = "driest",
            .unit = "K",
            .doc = "Lowest dew point that is let in.",
            .min = 233.15,
            .max = 303.15},
           driest_dew_point_k);
  v.number({.name = "dampest",
            .unit = "K",
            .doc = "Highest dew point that is let in.",
            .min = 233.15,
            .max = 303.15},
           dampest_dew_point_k);
  v.number({.name = "pressure",
            .unit = "Pa",
            .doc = "Pressure of filters and louvres at design flow, beside `fan_pressure`.",
            .min = 0.0,
            .max = 1000.0},
           pressure_pa);
}

void CrahChilledWaterParams::visit(FieldVisitor& v) {
  v.number({.name = "supply",
            .unit = "K",
            .doc = "Air into the cold aisle.",
            .min = 283.15,
            .max = 313.15},
           supply_k);
  v.number({.name = "rise",
            .unit = "dK",
            .doc = "Return minus supply air at design flow.",
            .min = 3.0,
            .max = 30.0},
           air_rise_k);
  v.number({.name = "fan_pressure",
            .unit = "Pa",
            .doc = "Pressure rise of the fans at design flow.",
            .min = 0.0,
            .max = 3000.0},
           fan_pressure_pa);
  v.number(
      {.name = "fan_efficiency", .doc = "Fan, drive and motor together.", .min = 0.1, .max = 1.0},
      fan_efficiency);
  v.number({.name = "min_flow", .doc = "Least air flow, share of design.", .min = 0.05, .max = 1.0},
           min_flow_frac);
  v.number({.name = "unit",
            .unit = "W",
            .doc = "Sensible heat of one CRAH at design; a limit if given.",
            .min = 0.0,
            .above_min = true},
           unit_w);
  v.integer({.name = "units", .doc = "CRAHs, spare ones included; needed with `unit`.", .min = 1.0},
            units);
  v.integer({.name = "spare",
             .doc = "CRAHs in reserve (N+1: 1); the others run at one speed.",
             .min = 0.0},
            spare);
  v.group({.name = "chilled_pump", .doc = "Chilled water pumps."}, chilled_pump);
  v.group({.name = "chiller",
           .doc = "Chillers behind the coils; none where `economizer` carries all in all weather."},
          chiller);
  v.group({.name = "economizer",
           .doc = "Exchanger that cools the returning water with rejection water, before the "
                  "chillers or without them."},
          economizer);
  v.group(
      {.name = "outdoor_air", .doc = "Outdoor air straight into the hall while the weather suits."},
      outdoor_air);
}

void WaterParams::visit(FieldVisitor& v) {
  v.number({.name = "limit", .unit = "m3/s", .doc = "Largest make-up water flow.", .min = 0.0},
           limit_m3_per_s);
}

void CoolingParams::visit(FieldVisitor& v) {
  v.group({.name = "liquid", .doc = "Liquid loop from the cold plates to the heat rejection."},
          liquid);
  v.model({.name = "air", .doc = "Cooling of the hall's air."}, "air-cooling", air);
  v.group({.name = "water", .doc = "Water supply."}, water);
}

}  // namespace gigawatt::cooling
