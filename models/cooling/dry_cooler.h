// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cooling/heat_rejection.h"

namespace gigawatt::cooling {

/// Effectiveness of a cross-flow exchanger, both streams unmixed [-]:
///   ε = 1 - exp{ [exp(-NTU Cr η) - 1] / (Cr η) },   η = NTU^-0.22
double cross_flow_effectiveness(double ntu, double capacity_ratio);
/// Its inverse by bisection (effectiveness below that of an infinite exchanger).
double cross_flow_ntu(double effectiveness, double capacity_ratio);

/// Air-cooled coolant coil. Conductance follows both flows, hA ~ m_air^0.8 and m_coolant^0.85; the
/// supply floats with the air once the fans are at full speed. docs/models/cooling/dry_cooler.md.
class DryCooler : public HeatRejection {
 public:
  DryCooler(const RejectionDesign& design, double design_air_k, double air_to_water_resistance);

  RejectionState state(double heat_w, double water_frac,
                       const climate::AirState& air) const override;
  double leaving_k(const RejectionState& state, double air_ratio) const override;

  double design_ua_w_per_k() const { return ua_w_per_k_; }
  double design_ntu() const { return ntu_; }
  double design_effectiveness() const { return effectiveness_; }

 private:
  double capacity_w_per_k_;  // air and coolant alike at design
  double effectiveness_ = 0.0;
  double ntu_ = 0.0;
  double ua_w_per_k_ = 0.0;
  double air_ha_w_per_k_ = 0.0;
  double water_ha_w_per_k_ = 0.0;
};

}  // namespace gigawatt::cooling
