// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario says of one heat rejection.

#include <cstdint>
#include <memory>
#include <string_view>

#include "models/cooling/adiabatic_cooler.h"
#include "models/cooling/heat_rejection.h"
#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// Parameters of one model of kind "heat-rejection".
class HeatRejectionParams : public ModelParams {
 public:
  double unit_w = 0.0;  ///< Heat rejected by one unit at design [W].
  std::int64_t units = 1;
  std::int64_t spare = 0;  ///< Of the units: they stand still.
  RejectionStaging staging = RejectionStaging::all_on;
  double largest_heat = 1.1;  ///< Heat limit, fraction of the design heat.

  /// The model. Throws DomainError if the design point is impossible.
  virtual std::unique_ptr<const HeatRejection> make() const = 0;
};

/// Wet towers: design point, air side and water treatment. Sources of the defaults:
/// docs/models/cooling/tower_merkel.md.
class TowerParams : public HeatRejectionParams {
 public:
  double wet_bulb_k = 298.75;   ///< Design wet bulb [K].
  double approach_k = 3.9;      ///< Leaving water above wet bulb at design [K].
  double range_k = 5.5;         ///< Entering minus leaving water at design [K].
  double set_point_k = 297.15;  ///< Leaving water held while wet bulb + approach is colder [K].
  double water_to_air = 1.2;    ///< Mass flows, water / dry air, at design.
  double fan_power = 0.0084;    ///< Design fan power per design heat [-].
  double min_air_ratio = 0.2;
  double free_convection = 0.1;
  PumpParams pump{.rise_k = 5.5, .head_pa = 179.0e3, .efficiency = 0.60, .static_frac = 0.33};
  WaterTreatment treatment;

  void visit(FieldVisitor& v) override;

 protected:
  RejectionDesign design() const;
};

class MerkelTowerParams final : public TowerParams {
 public:
  std::unique_ptr<const HeatRejection> make() const override;
};
class YorkTowerParams final : public TowerParams {
 public:
  std::unique_ptr<const HeatRejection> make() const override;
};
class CoolToolsTowerParams final : public TowerParams {
 public:
  std::unique_ptr<const HeatRejection> make() const override;
};

/// Closed-circuit evaporative coolers. Defaults: the least efficient that ANSI/ASHRAE/IES 90.1
/// allows at its rating point; docs/models/cooling/fluid_cooler.md.
class FluidCoolerParams final : public TowerParams {
 public:
  double coil_frac = 0.5;      ///< The coil's share of the thermal resistance at design.
  double spray_power = 0.005;  ///< Spray pumps per design heat [-].

  FluidCoolerParams();
  void visit(FieldVisitor& v) override;
  std::unique_ptr<const HeatRejection> make() const override;
};

/// Dry coolers. Defaults: Baltimore Aircoil Trillium TDFS1238N-C60ET40B;
/// docs/models/cooling/dry_cooler.md.
class DryCoolerParams : public HeatRejectionParams {
 public:
  double air_k = 308.15;                 ///< Design dry bulb [K].
  double entering_k = 319.26;            ///< Design entering coolant [K].
  double leaving_k = 313.70;             ///< Design leaving coolant [K].
  double fan_power = 0.04015;            ///< Design fan power per design heat [-].
  double air_to_water_resistance = 0.5;  ///< hA of air / hA of coolant at design.
  double min_air_ratio = 0.2;
  double free_convection = 0.125;
  PumpParams pump{.rise_k = 5.56, .head_pa = 179.0e3, .efficiency = 0.60, .static_frac = 0.0};

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const HeatRejection> make() const override;

 protected:
  /// Throws DomainError in the name of `model`.
  RejectionDesign design(std::string_view model) const;
};

/// Dry coolers behind pads. The design point is that of the coil: `air` is what enters it.
/// Defaults: docs/models/cooling/adiabatic_cooler.md.
class AdiabaticCoolerParams final : public DryCoolerParams {
 public:
  PadParams pads;

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const HeatRejection> make() const override;
};

}  // namespace gigawatt::cooling
