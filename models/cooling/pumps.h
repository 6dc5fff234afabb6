// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// Density [kg/m³] and specific heat [J/(kg K)] of water near 25 degC; coolants are taken as water.
inline constexpr double kWaterDensity = 997.0;
inline constexpr double kWaterHeat = 4180.0;

/// Variable-speed pumps of one loop. At a flow of x of design they draw
///   P = P_design (s x + (1 - s) x³),   P_design = head / efficiency · volume flow
/// by the affinity laws, with s the part of the head that does not fall with flow (lift, a held
/// pressure difference). Sources of the defaults: docs/models/cooling/air_handling.md.
struct PumpParams {
  double rise_k = 10.0;        ///< Temperature rise of the water at design [K].
  double head_pa = 224.0e3;    ///< Design head [Pa].
  double efficiency = 0.65;    ///< Impeller and motor together.
  double static_frac = 0.36;   ///< s.
  double min_flow_frac = 0.3;  ///< Least flow, fraction of design.

  void visit(FieldVisitor& v);

  /// Electrical power at design flow per watt of heat carried [-].
  double power_per_heat() const {
    return head_pa / efficiency / (kWaterDensity * kWaterHeat * rise_k);
  }

  /// Flow for `heat_share` of the design heat, as a fraction of design: never below the least
  /// flow nor above design, where the temperature rise grows instead.
  double flow_frac(double heat_share) const { return std::clamp(heat_share, min_flow_frac, 1.0); }

  /// Power at a flow, as a fraction of the power at design.
  double power_frac(double flow) const {
    return flow * (static_frac + (1.0 - static_frac) * flow * flow);
  }
};

}  // namespace gigawatt::cooling
