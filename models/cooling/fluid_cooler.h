// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cooling/heat_rejection.h"

namespace gigawatt::cooling {

/// Closed-circuit evaporative cooler: the fluid stays inside a coil that is sprayed from above. Two
/// resistances in series, coil and Merkel's wet surface, between the fluid and saturated air at the
/// wet bulb; both fitted at the design point. Equations and source:
/// docs/models/cooling/fluid_cooler.md.
class FluidCooler final : public HeatRejection {
 public:
  /// `coil_frac`: the coil's share (0..1) of the resistance at design. Throws DomainError if the
  /// design point is impossible.
  FluidCooler(const RejectionDesign& design, double design_wet_bulb_k, double design_pressure_pa,
              double coil_frac);

  RejectionState state(double heat_w, double water_frac,
                       const climate::AirState& air) const override;
  double leaving_k(const RejectionState& state, double air_ratio) const override;

 private:
  double fluid_w_per_k_;             // design
  double surface_ua_w_per_k_ = 0.0;  // at design air flow, for an equivalent specific heat of c_p
  double coil_ua_w_per_k_ = 0.0;     // at design flow
};

}  // namespace gigawatt::cooling
