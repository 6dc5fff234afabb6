// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/tower_merkel.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {
namespace {

constexpr double kDryAirHeat = 1006.0;  // [J/(kg K)]
constexpr double kBalanced = 1e-6;      // Capacity flows closer than this count as equal.

}  // namespace

double counter_flow_effectiveness(double ntu, double capacity_ratio) {
  const double difference = 1.0 - capacity_ratio;
  if (difference < kBalanced) return ntu / (1.0 + ntu);
  const double decay = std::exp(-ntu * difference);
  return (1.0 - decay) / (1.0 - capacity_ratio * decay);
}

double counter_flow_ntu(double effectiveness, double capacity_ratio) {
  const double difference = 1.0 - capacity_ratio;
  if (difference < kBalanced) return effectiveness / (1.0 - effectiveness);
  return std::log((1.0 - capacity_ratio * effectiveness) / (1.0 - effectiveness)) / difference;
}

double merkel_wet_bulb_factor(double design_minus_actual_k) {
  return 1.0 + 0.0081 * std::clamp(design_minus_actual_k, -10.0, 25.0);
}

double merkel_air_factor(double air_ratio) {
  const double x = std::clamp(air_ratio, 0.2, 1.0);
  return x * (1.3 - 0.3 * x);
}

double merkel_water_factor(double water_ratio) {
  const double x = std::clamp(water_ratio, 0.3, 1.0);
  return 0.1082 + x * (1.667 - 0.7713 * x);
}

double saturated_air_w_per_k(const RejectionState& state, double air_kg_per_s) {
  const auto& table = climate::SaturationTable::shared();
  const double gain = state.heat_w / air_kg_per_s;
  const double rise_k =
      table.saturation_temperature_k(state.inlet_j_per_kg + gain, state.pressure_pa) - state.sink_k;
  // Differences below some hundredths of a kelvin drown in the table's rounding: use the slope
  // there.
  constexpr double kLeastRise = 0.05;
  if (rise_k > kLeastRise) return state.heat_w / rise_k;
  return air_kg_per_s / kLeastRise *
         (table.saturated_enthalpy_j_per_kg(state.sink_k + kLeastRise, state.pressure_pa) -
          state.inlet_j_per_kg);
}

MerkelTower::MerkelTower(const RejectionDesign& design, double design_wet_bulb_k,
                         double design_pressure_pa)
    : HeatRejection(design),
      design_wet_bulb_k_(design_wet_bulb_k),
      water_w_per_k_(design.heat_w / design.range_k) {
  const auto& table = climate::SaturationTable::shared();
  const double inlet = table.saturated_enthalpy_j_per_kg(design_wet_bulb_k, design_pressure_pa);
  const double outlet_k = table.saturation_temperature_k(
      inlet + design.heat_w / design.air_kg_per_s, design_pressure_pa);
  const double equivalent_heat =
      design.heat_w / design.air_kg_per_s / (outlet_k - design_wet_bulb_k);
  const double air_w_per_k = design.air_kg_per_s * equivalent_heat;
  const double least = std::min(air_w_per_k, water_w_per_k_);
  const double ratio = least / std::max(air_w_per_k, water_w_per_k_);
  const double effectiveness = design.heat_w / (least * (design.range_k + design.approach_k));
  if (effectiveness >= 1.0) {
    throw DomainError(fmt::format(
        "wet-tower-merkel: at the design point the air would leave at {:.2f} degC, above the "
        "entering water of "
        "{:.2f} degC; lower water_to_air or raise approach or range",
        outlet_k - climate::kCelsiusZeroK,
        design_wet_bulb_k + design.approach_k + design.range_k - climate::kCelsiusZeroK));
  }
  const double corrections =
      merkel_air_factor(1.0) * merkel_water_factor(1.0) * equivalent_heat / kDryAirHeat;
  ua_w_per_k_ = counter_flow_ntu(effectiveness, ratio) * least / corrections;
}

RejectionState MerkelTower::state(double heat_w, double water_frac,
                                  const climate::AirState& air) const {
  RejectionState state;
  state.heat_w = heat_w;
  state.water_frac = water_frac;
  state.water_w_per_k = water_w_per_k_ * state.water_frac;
  state.range_k = heat_w / state.water_w_per_k;
  state.sink_k = air.wet_bulb_k;
  state.pressure_pa = air.pressure_pa;
  state.inlet_j_per_kg = climate::SaturationTable::shared().saturated_enthalpy_j_per_kg(
      air.wet_bulb_k, air.pressure_pa);
  const double colder_k = design_wet_bulb_k_ - air.wet_bulb_k;
  state.ua_w_per_k =
      ua_w_per_k_ * merkel_wet_bulb_factor(colder_k) * merkel_water_factor(state.water_frac);
  state.clamped = colder_k < -10.0 || colder_k > 25.0;
  return state;
}

double MerkelTower::leaving_k(const RejectionState& state, double air_ratio) const {
  // With the fans off the conductance falls with the draught, below the range of the correction.
  // Either way the air factor is a multiple of the air ratio, which cancels in UA / (m_air c_p).
  const double factor_per_ratio = 1.3 - 0.3 * std::max(air_ratio, 0.2);
  const double air_units =
      state.ua_w_per_k * factor_per_ratio / (kDryAirHeat * design_.air_kg_per_s);
  const double air_kg_per_s = design_.air_kg_per_s * air_ratio;
  if (state.heat_w <= 0.0) return state.sink_k;
  // The heat is given, so the leaving air, its specific heat and the effectiveness are explicit.
  const double air_w_per_k = saturated_air_w_per_k(state, air_kg_per_s);
  // Transfer units of the air alone: UA / (m_air c_p), in which the equivalent specific heat
  // cancels.
  const double least = std::min(air_w_per_k, state.water_w_per_k);
  const double most = std::max(air_w_per_k, state.water_w_per_k);
  const double ntu = air_w_per_k <= state.water_w_per_k
                         ? air_units
                         : air_units * air_w_per_k / state.water_w_per_k;
  const double entering_above_sink_k =
      state.heat_w / (least * counter_flow_effectiveness(ntu, least / most));
  return state.sink_k + entering_above_sink_k - state.range_k;
}

}  // namespace gigawatt::cooling
