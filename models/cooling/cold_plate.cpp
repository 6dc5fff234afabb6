// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/cold_plate.h"

#include <cmath>

#include <fmt/format.h>

#include "models/cooling/pumps.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {

void ColdPlateParams::visit(FieldVisitor& v) {
  v.number({.name = "power",
            .unit = "W",
            .doc = "Power of the hottest chip on the loop.",
            .min = 0.0,
            .max = 1e5,
            .above_min = true,
            .required = true},
           power_w);
  v.number(
      {.name = "resistance",
       .unit = "K/W",
       .doc = "Case to coolant inlet of the plate at its rated flow, the coolant's own warming "
              "included.",
       .min = 0.0,
       .max = 1.0,
       .above_min = true},
      resistance_k_per_w);
  v.number({.name = "rated_flow",
            .unit = "m3/s",
            .doc = "Flow through one plate at which `resistance` holds.",
            .min = 1e-7,
            .max = 1e-2},
           rated_flow_m3_per_s);
  v.number({.name = "flow",
            .unit = "m3/s",
            .doc = "Flow through one plate here; default: the rated flow.",
            .min = 1e-7,
            .max = 1e-2},
           flow_m3_per_s);
  v.number({.name = "flow_exponent",
            .doc = "The film's conductance goes with flow to this power.",
            .min = 0.0,
            .max = 1.0},
           flow_exponent);
  v.number({.name = "junction_resistance",
            .unit = "K/W",
            .doc = "Junction to case, interface material included.",
            .min = 0.0,
            .max = 1.0},
           junction_resistance_k_per_w);
  v.number({.name = "limit",
            .unit = "K",
            .doc = "Warmest junction the chip takes at this power.",
            .min = 303.15,
            .max = 423.15},
           limit_k);
  v.number({.name = "cdu_approach",
            .unit = "dK",
            .doc = "Coolant to the plates above facility water to the CDUs.",
            .min = 0.0,
            .max = 20.0},
           cdu_approach_k);
}

double plate_resistance_k_per_w(const ColdPlateParams& plate, double flow_m3_per_s) {
  const auto warming = [](double flow) { return 1.0 / (kWaterDensity * kWaterHeat * flow); };
  const double film = plate.resistance_k_per_w - warming(plate.rated_flow_m3_per_s);
  if (film <= 0.0) {
    throw DomainError(fmt::format(
        "cooling.liquid.cold_plate: {:.4g} K/W at {:.3g} L/min is less than the coolant's own "
        "warming, {:.4g} K/W; raise resistance or rated_flow",
        plate.resistance_k_per_w, plate.rated_flow_m3_per_s * 6e4,
        warming(plate.rated_flow_m3_per_s)));
  }
  return warming(flow_m3_per_s) +
         film * std::pow(flow_m3_per_s / plate.rated_flow_m3_per_s, -plate.flow_exponent);
}

JunctionPoint junction_at(const ColdPlateParams& plate, double facility_supply_k) {
  const double flow = plate.flow_m3_per_s.value_or(plate.rated_flow_m3_per_s);
  const double rise_k =
      plate.cdu_approach_k +
      plate.power_w * (plate_resistance_k_per_w(plate, flow) + plate.junction_resistance_k_per_w);
  return {.power_w = plate.power_w,
          .junction_k = facility_supply_k + rise_k,
          .limit_k = plate.limit_k,
          .warmest_supply_k = plate.limit_k - rise_k};
}

}  // namespace gigawatt::cooling
