// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/fluid_cooler.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/tower_merkel.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {
namespace {

constexpr double kAirSpecificHeat = 1006.0;  // [J/(kg K)]
// Turbulent flow in tubes and across bundles.
constexpr double kFilmExponent = 0.8;

}  // namespace

FluidCooler::FluidCooler(const RejectionDesign& design, double design_wet_bulb_k,
                         double design_pressure_pa, double coil_frac)
    : HeatRejection(design), fluid_w_per_k_(design.heat_w / design.range_k) {
  RejectionState at_design;
  at_design.heat_w = design.heat_w;
  at_design.sink_k = design_wet_bulb_k;
  at_design.pressure_pa = design_pressure_pa;
  at_design.inlet_j_per_kg = climate::SaturationTable::shared().saturated_enthalpy_j_per_kg(
      design_wet_bulb_k, design_pressure_pa);
  const double air_w_per_k = saturated_air_w_per_k(at_design, design.air_kg_per_s);
  const double least = std::min(air_w_per_k, fluid_w_per_k_);
  const double ratio = least / std::max(air_w_per_k, fluid_w_per_k_);
  const double effectiveness = design.heat_w / (least * (design.range_k + design.approach_k));
  if (effectiveness >= 1.0) {
    throw DomainError(fmt::format(
        "fluid-cooler: at the design point the air would leave at a wet bulb of {:.2f} degC, above "
        "the entering fluid of {:.2f} degC; lower water_to_air or raise approach or range",
        design_wet_bulb_k + design.heat_w / air_w_per_k - climate::kCelsiusZeroK,
        design_wet_bulb_k + design.approach_k + design.range_k - climate::kCelsiusZeroK));
  }
  const double ua_w_per_k = counter_flow_ntu(effectiveness, ratio) * least;
  coil_ua_w_per_k_ = ua_w_per_k / coil_frac;
  surface_ua_w_per_k_ =
      ua_w_per_k / (1.0 - coil_frac) * kAirSpecificHeat * design.air_kg_per_s / air_w_per_k;
}

RejectionState FluidCooler::state(double heat_w, double water_frac,
                                  const climate::AirState& air) const {
  RejectionState state;
  state.heat_w = heat_w;
  state.water_frac = water_frac;
  state.water_w_per_k = fluid_w_per_k_ * water_frac;
  state.range_k = heat_w / state.water_w_per_k;
  state.sink_k = air.wet_bulb_k;
  state.pressure_pa = air.pressure_pa;
  state.inlet_j_per_kg = climate::SaturationTable::shared().saturated_enthalpy_j_per_kg(
      air.wet_bulb_k, air.pressure_pa);
  state.ua_w_per_k = coil_ua_w_per_k_ * std::pow(water_frac, kFilmExponent);
  return state;
}

double FluidCooler::leaving_k(const RejectionState& state, double air_ratio) const {
  if (state.heat_w <= 0.0) return state.sink_k;
  const double air_kg_per_s = design_.air_kg_per_s * air_ratio;
  const double air_w_per_k = saturated_air_w_per_k(state, air_kg_per_s);
  const double equivalent_heat = air_w_per_k / air_kg_per_s;
  const double surface_ua = surface_ua_w_per_k_ * std::pow(air_ratio, kFilmExponent) *
                            (equivalent_heat / kAirSpecificHeat);
  const double ua = surface_ua * state.ua_w_per_k / (surface_ua + state.ua_w_per_k);
  const double least = std::min(air_w_per_k, state.water_w_per_k);
  const double most = std::max(air_w_per_k, state.water_w_per_k);
  const double entering_above_sink_k =
      state.heat_w / (least * counter_flow_effectiveness(ua / least, least / most));
  return state.sink_k + entering_above_sink_k - state.range_k;
}

}  // namespace gigawatt::cooling
