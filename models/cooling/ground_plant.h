// SPDX-License-Identifier: Apache-2.0
#pragma once

// cold plates ── CDU pump ── facility pump ─┐ exchanger
//                                           ├── tower water ── towers or coolers ── outdoors
// hall ── CRAH fan ── chilled pump ─┬─ economizer ┘        │
//                                   └─ chiller (condenser) ┘      or: chiller ── outdoors
//
// Every pump and CRAH fan heats what it moves, so the heat at the rejection is the load and all the
// power on the way to it. Rejection fans heat outdoor air only. docs/models/cooling/plant.md.

#include <memory>
#include <optional>
#include <vector>

#include "models/cooling/air_handling.h"
#include "models/cooling/chiller_eir.h"
#include "models/cooling/heat_rejection.h"
#include "models/cooling/plant.h"
#include "models/cooling/pumps.h"

namespace gigawatt::cooling {

/// Exchanger through which rejection water cools the water returning from the coils before (or
/// without) the chillers. docs/models/cooling/water_economizer.md.
struct Economizer {
  double approach_k = 0.0;  ///< Chilled water leaves it above the rejection water by this [K].
  double below_k = 0.0;     ///< In use while the outdoor sink is at or below [K].
};

/// Dampers that let outdoor air into the hall and the hall's air out.
/// docs/models/cooling/air_economizer.md.
struct OutdoorAir {
  double below_k = 0.0;     ///< Open at and below this dry bulb [K],
  double driest_pa = 0.0;   ///< from this vapour pressure [Pa]
  double dampest_pa = 0.0;  ///< to this.
  double fan_factor = 1.0;  ///< Fan power with open dampers over that without.
};

struct AirSide {
  AirHandling crah;
  PumpParams pump;
  std::optional<ChillerBank> chillers{};
  std::optional<Economizer> economizer{};
  std::optional<OutdoorAir> outdoor{};
  double supply_k = 0.0;     ///< Air into the cold aisle.
  double air_w_per_k = 0.0;  ///< Heat capacity flow of the hall's air at design.
  double chilled_supply_k = 0.0;
  double loop_heat_w = 0.0;   ///< Heat of the chilled water at design flow [W].
  bool limited = false;       ///< CRAH units were given, so they limit.
  bool water_cooled = false;  ///< The chillers.
};

struct LiquidSide {
  double supply_k = 0.0;
  double approach_k = 0.0;
  double max_supply_k = 0.0;
  double design_heat_w = 0.0;
  bool limited = false;  ///< Design heat was given, so it limits.
  PumpParams cdu_pump;
  PumpParams facility_pump;
  std::optional<JunctionPoint> junction{};
  std::shared_ptr<const HeatRejection> rejection;
};

class GroundPlant final : public Plant {
 public:
  GroundPlant(std::optional<LiquidSide> liquid, std::optional<AirSide> air,
              std::optional<double> water_m3_per_s);

  CoolingPoint evaluate(const HeatLoad& load, const climate::AirState& air, WarmStart& warm,
                        std::span<LimitUse> limits) const override;
  const std::vector<LimitName>& limit_names() const override { return names_; }
  PlantFacts facts() const override;

 private:
  /// The chilled water of one operating point.
  struct Hall {
    double heat_w = 0.0;         ///< At the chillers: hall, fans and pumps, less outdoor air's.
    double outdoor_w = 0.0;      ///< Carried off by outdoor air.
    double water_w_per_k = 0.0;  ///< Heat capacity flow.
    bool economizing = false;
  };
  struct Rejected {
    ChillerPoint chiller;
    double free_w = 0.0;   ///< Through the economizer.
    double asked_w = 0.0;  ///< Heat for the rejection before its limit.
    double carried_w = 0.0;
    double pump_w = 0.0;
    double running_frac = 1.0;  ///< Of the units.
    RejectionState state;       ///< As if all ran, at heat / running_frac.
  };

  struct Settled {
    Rejected now;
    FanPoint fans;
  };

  Hall hall_at(double air_w, const climate::AirState& air, CoolingPoint& point) const;
  double set_point_k(const climate::AirState& air, bool economizing) const;
  double free_w(const Hall& hall, double water_k) const;
  ChillerPoint chill(double load_w, double water_k, bool economizing) const;
  Rejected rejected(double facility_heat_w, const Hall& hall, double water_k, double set_k,
                    const climate::AirState& air) const;
  Settled settle(double facility_heat_w, const Hall& hall, const climate::AirState& air,
                 WarmStart& warm) const;
  bool has_condenser() const { return air_ && air_->chillers && air_->water_cooled; }

  std::optional<LiquidSide> liquid_;
  std::optional<AirSide> air_;
  std::optional<double> water_m3_per_s_;
  std::vector<LimitName> names_;
};

/// The warmest outdoor sink [K] at which the economizer of `air` saves power with every side at its
/// design heat; minus infinity if it never does.
double worthwhile_below_k(const LiquidSide& liquid, AirSide air);

}  // namespace gigawatt::cooling
