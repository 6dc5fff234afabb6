// SPDX-License-Identifier: Apache-2.0
#pragma once

// Towers and dry coolers share one shape: at a given heat the leaving water temperature is an
// explicit, falling function of the fan air ratio, so holding a set point is one bracketed root.

#include <algorithm>

#include "models/climate/air_state.h"
#include "models/cooling/makeup_water.h"
#include "models/cooling/pumps.h"

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
  double wet_frac = 0.0;  ///< Share of the pads that is wet; adiabatic coolers only.
  bool clamped = false;   ///< Some correction was held at its range's edge.
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

/// Which of the units that are not spare run.
enum class RejectionStaging { all_on, fewest };

/// What every heat rejection has in common, as built. Spare units are not part of it.
struct RejectionDesign {
  double heat_w = 0.0;  ///< All units at design [W].
  double units = 1.0;
  RejectionStaging staging = RejectionStaging::all_on;
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
  double spray_w = 0.0;  ///< Pumps that spray a coil while it carries heat [W].
  bool closed = false;   ///< The facility water itself flows through: no exchanger.
  bool wet = false;      ///< The sink is the wet bulb: water evaporates from the wetted surface.
  PumpParams pump;
  WaterTreatment treatment;
};

/// Immutable; functions are pure.
class HeatRejection {
 public:
  explicit HeatRejection(const RejectionDesign& design) : design_(design) {}
  virtual ~HeatRejection() = default;

  /// Share of the units that run at `heat_w`: all, or as few as carry it at their design heat, the
  /// last for part of the time. A point of some units is that of all at heat / share.
  double running_frac(double heat_w) const {
    if (design_.staging == RejectionStaging::all_on) return 1.0;
    return std::clamp(heat_w / design_.heat_w, 1.0 / design_.units, 1.0);
  }

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
  virtual FanPoint hold(const RejectionState& state, double set_k, double warm_ratio,
                        double warm_gain = 1.25) const;

  /// Wets pads, of machines that have them, if `set_k` asks for it; before `hold`.
  virtual void wet_pads(RejectionState& /*state*/, double /*set_k*/,
                        const climate::AirState& /*air*/) const {}
  /// Water taken at an operating point; none from dry machines.
  virtual WaterUse water(const RejectionState& state, const FanPoint& fans,
                         const climate::AirState& air) const;

 protected:
  FanPoint below_modulation(const RejectionState& state, double set_k, double least_air_k) const;

  RejectionDesign design_;
};

}  // namespace gigawatt::cooling
