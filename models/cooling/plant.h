// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "models/climate/air_state.h"
#include "models/cooling/cold_plate.h"
#include "models/interfaces.h"

namespace gigawatt::cooling {

/// Heat the plant must take away [W].
struct HeatLoad {
  double liquid_w = 0.0;  ///< From cold plates through the CDUs.
  double air_w = 0.0;     ///< Into hall air: air-cooled IT and losses inside the hall.
};

/// Part of the hall's heat that the economizer carries.
enum class FreeCooling { none, part, all };

/// The plant at one operating point; steady over a plant interval.
struct CoolingPoint {
  double power_w = 0.0;        ///< Sum of the five below.
  double liquid_pump_w = 0.0;  ///< CDU and facility-loop pumps.
  double air_fan_w = 0.0;      ///< CRAH fans (their heat is in the coil load).
  double chilled_water_pump_w = 0.0;
  double chiller_w = 0.0;
  double rejection_w = 0.0;      ///< Tower or dry-cooler fans and their pumps.
  double heat_rejected_w = 0.0;  ///< To the outdoors [W]: loads + fan, pump and compressor heat.
  double unrejected_w = 0.0;     ///< Heat beyond the plant's capacity [W]: it stays in the hall.
  double evaporation_kg_per_s = 0.0;
  double drift_kg_per_s = 0.0;
  double blowdown_kg_per_s = 0.0;
  double makeup_kg_per_s = 0.0;      ///< Sum of the three.
  double liquid_supply_k = 0.0;      ///< Facility water into the CDUs [K].
  double rejection_leaving_k = 0.0;  ///< Water leaving towers or dry coolers [K].
  double chiller_cop = 0.0;          ///< Load / compressor power; 0 if off.
  double economizer_w = 0.0;         ///< Heat of the hall that passes the chillers by [W].
  FreeCooling free_cooling = FreeCooling::none;
  bool rejection_clamped = false;  ///< A tower's or dry cooler's curve stood at its range's edge.
  bool chiller_clamped = false;    ///< The chillers' did.
};

/// State that iterative solutions start from; part of a snapshot, so that bits depend on it alone.
struct WarmStart {
  double tower_air_ratio = 0.5;
  double tower_gain = 1.25;  ///< d ln(air ratio) / d ln(1 / approach) at the last solution.
  double leaving_k = 297.15;
};

/// The limit of a plant that has to cool its halls without chillers.
inline constexpr std::string_view kChilledWaterLimit = "chilled-water";

/// What is settled when a plant is built and a planner may want to know.
struct PlantFacts {
  bool has_economizer = false;
  /// Warmest outdoors in which the economizer is used [K]: wet bulb, or dry bulb of dry coils.
  std::optional<double> economizer_below_k;
  bool economizer_by_wet_bulb = false;
  std::optional<JunctionPoint> junction;  ///< Of the hottest chip, at the supply set point.
  bool without_chillers = false;          ///< Halls hang on rejection water alone.
};

/// Everything between the heat of the IT and the outdoors. Immutable; `evaluate` is pure but for
/// the warm start it is handed.
class Plant {
 public:
  virtual ~Plant() = default;

  /// Operating point at `load` and `air`; `limits` (length of limit_names()) receives each
  /// constraint's use. About 0.3 µs. Beyond capacity it returns the point at capacity with
  /// used > limit, never an extrapolation.
  virtual CoolingPoint evaluate(const HeatLoad& load, const climate::AirState& air, WarmStart& warm,
                                std::span<LimitUse> limits) const = 0;
  virtual const std::vector<LimitName>& limit_names() const = 0;
  virtual PlantFacts facts() const = 0;
};

}  // namespace gigawatt::cooling
