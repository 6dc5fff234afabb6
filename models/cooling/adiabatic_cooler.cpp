// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/adiabatic_cooler.h"

#include <algorithm>

#include "models/climate/psychrometrics.h"

namespace gigawatt::cooling {

AdiabaticCooler::AdiabaticCooler(const RejectionDesign& design, double design_air_k,
                                 double air_to_water_resistance, const PadParams& pads)
    : DryCooler(design, design_air_k, air_to_water_resistance), pads_(pads) {}

void AdiabaticCooler::wet_pads(RejectionState& state, double set_k,
                               const climate::AirState& air) const {
  const double all_wet_k = pads_.effectiveness * (air.dry_bulb_k - air.wet_bulb_k);
  if (all_wet_k <= 0.0) return;
  if (pads_.wet_above_k) {
    if (air.dry_bulb_k <= *pads_.wet_above_k) return;
    state.wet_frac = 1.0;
  } else {
    // The leaving water follows the air at the coil kelvin by kelvin.
    const double short_k = leaving_k(state, 1.0) - set_k;
    if (short_k <= 0.0) return;
    state.wet_frac = std::min(1.0, short_k / all_wet_k);
  }
  state.sink_k = air.dry_bulb_k - state.wet_frac * all_wet_k;
}

FanPoint AdiabaticCooler::hold(const RejectionState& state, double set_k, double warm_ratio,
                               double warm_gain) const {
  if (state.wet_frac <= 0.0 || state.wet_frac >= 1.0)
    return DryCooler::hold(state, set_k, warm_ratio, warm_gain);
  // Part of the pads is wet exactly so that full fans hold the set point.
  return {.leaving_k = set_k, .air_frac = 1.0, .fan_frac = 1.0, .warm_ratio = 1.0, .full = true};
}

WaterUse AdiabaticCooler::water(const RejectionState& state, const FanPoint& fans,
                                const climate::AirState& air) const {
  if (state.wet_frac <= 0.0) return {};
  // The air is cooled along its wet bulb.
  const double behind =
      climate::humidity_ratio_from_wet_bulb(state.sink_k, air.wet_bulb_k, air.pressure_pa);
  WaterUse use;
  use.evaporation_kg_per_s =
      design_.air_kg_per_s * fans.air_frac * std::max(0.0, behind - air.humidity_ratio);
  if (pads_.sump) use.blowdown_kg_per_s = blowdown(use.evaporation_kg_per_s, 0.0, pads_.cycles);
  use.makeup_kg_per_s = use.evaporation_kg_per_s + use.blowdown_kg_per_s;
  return use;
}

}  // namespace gigawatt::cooling
