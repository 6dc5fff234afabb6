// SPDX-License-Identifier: Apache-2.0
#pragma once

// Towers and dry coolers share one shape: at a given heat the leaving water temperature is an
// explicit, falling function of the fan air ratio, so holding a set point is one bracketed root.

#include <cstdint>
#include <memory>

#include "models/climate/air_state.h"
#include "models/cooling/makeup_water.h"
#include "models/cooling/pumps.h"
#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// Everything about one operating point that does not depend on the air ratio.
struct RejectionState {
  double heat_w = 0.0;          ///< Taken from the water.
  double water_w_per_k = 0.0;   ///< Heat capacity flow of the water.
  double water_frac = 1.0;      ///< Water flow, fraction of design.
  double range_k = 0.0;         ///< Entering minus leaving water.
  double sink_k = 0.0;          ///< Wet bulb (towers) or dry bulb (dry coolers): the floor.
  double inlet_j_per_kg = 0.0;  ///< Saturated enthalpy at the wet bulb; towers only.
  double ua_w_per_k = 0.0;      ///< Conductance at design air flow.
  double pressure_pa = 101325.0;
  bool clamped = false;  ///< Some correction was held at its range's edge.
};

/// What the fans do to hold the set point.
struct FanPoint {
  double leaving_k = 0.0;
  double air_frac = 0.0;    ///< Mean air flow, fraction of design; free convection included.
  double fan_frac = 0.0;    ///< Fan power, fraction of design.
  double warm_ratio = 0.5;  ///< Where the next solution should start.
  double warm_gain =
      1.25;           ///< d ln(air ratio) / d ln(1 / approach) found, for the next first step.
  bool full = false;  ///< Fans at full speed; the leaving temperature floats.
};

/// What every heat rejection has in common, as built.
struct RejectionDesign {
  double heat_w = 0.0;             ///< All units at design [W].
  double range_k = 0.0;            ///< Water cooled by this much at design [K].
  double fan_w = 0.0;              ///< All fans at full speed [W].
  double fan_fixed_frac = 0.0;     ///< a in P = P_design (a + (1 - a) x³).
  double min_air_ratio = 0.2;      ///< Below it the fans cycle.
  double free_convection = 0.1;    ///< Air flow with the fans off, fraction of design.
  double air_kg_per_s = 0.0;       ///< Dry air at full speed.
  double largest_heat_frac = 1.1;  ///< Heat limit, fraction of `heat_w`.
  double set_point_k = 0.0;        ///< Leaving water wanted when nothing else asks for colder.
  double sink_k = 0.0;             ///< Design wet bulb (towers) or dry bulb (dry coolers).
  double approach_k =
      0.0;  ///< Leaving water above the sink at design; a tower's set point follows it upwards.
  bool wet = false;
  PumpParams pump;
  WaterTreatment treatment;
};

/// Immutable; functions are pure.
class HeatRejection {
 public:
  explicit HeatRejection(const RejectionDesign& design) : design_(design) {}
  virtual ~HeatRejection() = default;

  const RejectionDesign& design() const { return design_; }

  /// `water_frac`: water flow, fraction of design.
  virtual RejectionState state(double heat_w, double water_frac,
                               const climate::AirState& air) const = 0;
  /// Leaving water [K] with the fans at `air_ratio` of design flow; falls with air, rises with
  /// heat.
  virtual double leaving_k(const RejectionState& state, double air_ratio) const = 0;
  /// Leaving water [K] with the fans off.
  virtual double leaving_free_k(const RejectionState& state) const {
    return leaving_k(state, design_.free_convection);
  }

  /// Fans that hold `set_k`, started from `warm_ratio` and `warm_gain`. Order: free convection,
  /// cycling at the least air ratio, modulation, full speed with the leaving temperature afloat.
  FanPoint hold(const RejectionState& state, double set_k, double warm_ratio,
                double warm_gain = 1.25) const;

 protected:
  FanPoint below_modulation(const RejectionState& state, double set_k, double least_air_k) const;

  RejectionDesign design_;
};

/// Parameters of one model of kind "heat-rejection".
class HeatRejectionParams : public ModelParams {
 public:
  double unit_w = 0.0;  ///< Heat rejected by one unit at design [W].
  std::int64_t units = 1;
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

/// Dry coolers. Defaults: Baltimore Aircoil Trillium TDFS1238N-C60ET40B;
/// docs/models/cooling/dry_cooler.md.
class DryCoolerParams final : public HeatRejectionParams {
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
};

}  // namespace gigawatt::cooling
