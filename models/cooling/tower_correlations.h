// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cooling/heat_rejection.h"

namespace gigawatt::cooling {

enum class ApproachCurve { york_calc, cool_tools };

/// Where an approach correlation holds.
struct ApproachRange {
  double wet_bulb_min_c, wet_bulb_max_c;
  double range_min_k, range_max_k;
  double approach_min_k, approach_max_k;
  double water_min, water_max;  ///< Water flow ratio.
  double water_to_air_max;      ///< Water ratio / air ratio.
};

const ApproachRange& approach_range(ApproachCurve curve);

/// Leaving water above wet bulb [K] of EnergyPlus `CoolingTower:VariableSpeed`, from the ratios to
/// the curve's reference tower. Throws DomainError naming the input that is outside the curve.
/// Equations: docs/models/cooling/tower_correlations.md.
double approach_k(ApproachCurve curve, double range_k, double wet_bulb_c, double water_ratio,
                  double air_ratio);

/// Wet tower by one of the two correlations. Its water ratio at design is the one that gives the
/// design approach; away from the curve inputs are held at its edge and the state says `clamped`.
class CorrelationTower final : public HeatRejection {
 public:
  CorrelationTower(ApproachCurve curve, const RejectionDesign& design, double design_wet_bulb_k);

  RejectionState state(double heat_w, double water_frac,
                       const climate::AirState& air) const override;
  double leaving_k(const RejectionState& state, double air_ratio) const override;
  double leaving_free_k(const RejectionState& state) const override;

  double design_water_ratio() const { return water_ratio_; }

 private:
  double approach_at(const RejectionState& state, double range_k, double air_ratio) const;

  ApproachCurve curve_;
  double water_ratio_ = 1.0;
};

}  // namespace gigawatt::cooling
