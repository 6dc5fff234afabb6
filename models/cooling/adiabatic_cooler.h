// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "models/cooling/dry_cooler.h"
#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// Wetted pads before a dry coil. Sources of the defaults: docs/models/cooling/adiabatic_cooler.md.
struct PadParams {
  double effectiveness = 0.85;  ///< (T_dry - T_behind) / (T_dry - T_wet bulb), all pads wet.
  std::optional<double> wet_above_k{};  ///< All wet above this dry bulb [K]; default: as needed.
  bool sump = true;
  double cycles = 3.0;  ///< Cycles of concentration of the sump, > 1.

  void visit(FieldVisitor& v);
};

/// Dry cooler whose air is cooled towards its wet bulb by pads, wet only when needed: the fans go
/// to full speed first, then as much of the pads is wetted as holds the set point, then the water
/// floats. docs/models/cooling/adiabatic_cooler.md.
class AdiabaticCooler final : public DryCooler {
 public:
  AdiabaticCooler(const RejectionDesign& design, double design_air_k,
                  double air_to_water_resistance, const PadParams& pads);

  void wet_pads(RejectionState& state, double set_k, const climate::AirState& air) const override;
  FanPoint hold(const RejectionState& state, double set_k, double warm_ratio,
                double warm_gain = 1.25) const override;
  WaterUse water(const RejectionState& state, const FanPoint& fans,
                 const climate::AirState& air) const override;

 private:
  PadParams pads_;
};

}  // namespace gigawatt::cooling
