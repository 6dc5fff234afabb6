// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cooling/heat_rejection.h"

namespace gigawatt::cooling {

/// Effectiveness of a counter-flow exchanger [-]; `capacity_ratio` = C_min / C_max.
double counter_flow_effectiveness(double ntu, double capacity_ratio);
/// Its inverse: the NTU that gives `effectiveness` (< 1).
double counter_flow_ntu(double effectiveness, double capacity_ratio);

/// Heat capacity flow [W/K] of saturated air that takes the state's heat (> 0) on its way from the
/// wet bulb: the gas that Merkel's equation makes of it.
double saturated_air_w_per_k(const RejectionState& state, double air_kg_per_s);

/// Scheier's corrections of the conductance of a wet tower, as EnergyPlus ships them, each held at
/// the edge of the range it was made for.
double merkel_wet_bulb_factor(double design_minus_actual_k);  ///< -10..25 K.
double merkel_air_factor(double air_ratio);                   ///< 0.2..1 of design flow.
double merkel_water_factor(double water_ratio);               ///< 0.3..1 of design flow.

/// Counter-flow wet tower after Merkel: air is a gas with the specific heat of saturated air
/// between the entering and leaving wet bulb. The conductance is fitted at the design point.
/// Equations and limits: docs/models/cooling/tower_merkel.md.
class MerkelTower final : public HeatRejection {
 public:
  MerkelTower(const RejectionDesign& design, double design_wet_bulb_k, double design_pressure_pa);

  RejectionState state(double heat_w, double water_frac,
                       const climate::AirState& air) const override;
  double leaving_k(const RejectionState& state, double air_ratio) const override;

  double design_ua_w_per_k() const { return ua_w_per_k_; }

 private:
  double design_wet_bulb_k_;
  double water_w_per_k_;     // design
  double ua_w_per_k_ = 0.0;  // at design, all corrections 1
};

}  // namespace gigawatt::cooling
