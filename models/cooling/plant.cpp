// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/plant.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/air_handling.h"
#include "models/cooling/plant_params.h"
#include "sim/engine/errors.h"

// cold plates ── CDU pump ── facility pump ─┐ exchanger
//                                           ├── tower water ── towers or dry coolers ── outdoors
// hall ── CRAH fan ── chilled pump ── chiller ┘ (condenser)          or: chiller ── outdoors
//
// Every pump and CRAH fan heats what it moves, so the heat at the rejection is the load and all the
// power on the way to it. Rejection fans heat outdoor air only. docs/models/cooling/plant.md.

namespace gigawatt::cooling {
namespace {

double celsius(double temperature_k) {
  return temperature_k - climate::kCelsiusZeroK;
}

struct AirSide {
  AirHandling crah;
  PumpParams pump;
  ChillerBank chillers;
  bool limited = false;  // CRAH units were given, so they limit
  bool water_cooled = true;
};

struct LiquidSide {
  double supply_k = 0.0;
  double approach_k = 0.0;
  double max_supply_k = 0.0;
  double design_heat_w = 0.0;
  bool limited = false;  // design heat was given, so it limits
  PumpParams cdu_pump;
  PumpParams facility_pump;
  std::shared_ptr<const HeatRejection> rejection;
};

class GroundPlant final : public Plant {
 public:
  GroundPlant(std::optional<LiquidSide> liquid, std::optional<AirSide> air,
              std::optional<double> water_m3_per_s)
      : liquid_(std::move(liquid)), air_(air), water_m3_per_s_(water_m3_per_s) {
    if (liquid_) {
      names_.push_back({"heat-rejection", "W"});
      names_.push_back({"liquid-supply", "K"});
    }
    if (!liquid_ || liquid_->limited) names_.push_back({"liquid-loop", "W"});
    if (!air_ || air_->limited) names_.push_back({"crah", "W"});
    if (air_) names_.push_back({"chiller", "W"});
    if (air_ && air_->water_cooled) names_.push_back({"condenser-water", "K"});
    if (water_m3_per_s_) names_.push_back({"water", "m3/s"});
  }

  CoolingPoint evaluate(const HeatLoad& load, const climate::AirState& air, WarmStart& warm,
                        std::span<LimitUse> limits) const override;
  const std::vector<LimitName>& limit_names() const override { return names_; }

 private:
  struct Rejected {
    ChillerPoint chiller;
    double asked_w = 0.0;  // heat for the rejection before its limit
    double carried_w = 0.0;
    double pump_w = 0.0;
    RejectionState state;
  };

  double set_point_k(const climate::AirState& air) const;
  Rejected rejected(double facility_heat_w, double evaporator_heat_w, double condenser_k,
                    double set_k, const climate::AirState& air) const;

  std::optional<LiquidSide> liquid_;
  std::optional<AirSide> air_;
  std::optional<double> water_m3_per_s_;
  std::vector<LimitName> names_;
};

// Tower water: the set point, or wet bulb plus approach if that is higher; never warmer than the
// liquid supply allows, and inside the range of the chillers' curves.
double GroundPlant::set_point_k(const climate::AirState& air) const {
  const RejectionDesign& design = liquid_->rejection->design();
  double set_k = design.set_point_k;
  if (design.wet) set_k = std::max(set_k, air.wet_bulb_k + design.approach_k);
  set_k = std::min(set_k, liquid_->supply_k - liquid_->approach_k);
  if (air_ && air_->water_cooled) {
    const ChillerRecord& record = air_->chillers.record();
    set_k = std::clamp(set_k, climate::kCelsiusZeroK + record.condenser_min_c,
                       climate::kCelsiusZeroK + record.condenser_max_c);
  }
  return set_k;
}

GroundPlant::Rejected GroundPlant::rejected(double facility_heat_w, double evaporator_heat_w,
                                            double condenser_k, double set_k,
                                            const climate::AirState& air) const {
  Rejected now;
  double heat_w = facility_heat_w;
  if (air_ && air_->water_cooled) {
    now.chiller = air_->chillers.evaluate(evaporator_heat_w, condenser_k);
    heat_w += now.chiller.load_w + now.chiller.power_w;
  }
  const RejectionDesign& design = liquid_->rejection->design();
  // The flow follows the heat before the pumps' own.
  const double flow = design.pump.flow_frac(heat_w / design.heat_w);
  now.pump_w = design.pump.power_per_heat() * design.heat_w * design.pump.power_frac(flow);
  now.asked_w = heat_w + now.pump_w;
  now.carried_w = std::min(now.asked_w, design.heat_w * design.largest_heat_frac);
  now.state = liquid_->rejection->state(now.carried_w, flow, air);
  liquid_->rejection->wet_pads(now.state, set_k, air);
  return now;
}

CoolingPoint GroundPlant::evaluate(const HeatLoad& load, const climate::AirState& air,
                                   WarmStart& warm, std::span<LimitUse> limits) const {
  assert(limits.size() == names_.size());
  CoolingPoint point;
  double evaporator_heat_w = 0.0;
  if (!air_) point.unrejected_w += load.air_w;
  if (air_) {
    const double hall_heat_w =
        air_->limited ? std::min(load.air_w, air_->crah.design_heat_w) : load.air_w;
    point.unrejected_w += load.air_w - hall_heat_w;
    point.air_fan_w = air_->crah.fan_power_w(hall_heat_w);
    const double coil_heat_w = hall_heat_w + point.air_fan_w;
    const double rated_w = air_->chillers.rated_w();
    const double flow = air_->pump.flow_frac(coil_heat_w / rated_w);
    point.chilled_water_pump_w =
        air_->pump.power_per_heat() * rated_w * air_->pump.power_frac(flow);
    evaporator_heat_w = coil_heat_w + point.chilled_water_pump_w;
  }

  ChillerPoint chiller;
  double rejection_asked_w = 0.0;
  if (air_ && !air_->water_cooled) {
    chiller = air_->chillers.evaluate(evaporator_heat_w, air.dry_bulb_k);
    point.heat_rejected_w += chiller.load_w + chiller.power_w;
  }
  if (liquid_) {
    const HeatRejection& rejection = *liquid_->rejection;
    const RejectionDesign& design = rejection.design();
    const double liquid_w =
        liquid_->limited ? std::min(load.liquid_w, liquid_->design_heat_w) : load.liquid_w;
    point.unrejected_w += load.liquid_w - liquid_w;
    const double share = liquid_w / liquid_->design_heat_w;
    const auto loop_power_w = [&](const PumpParams& pump) {
      return pump.power_per_heat() * liquid_->design_heat_w *
             pump.power_frac(pump.flow_frac(share));
    };
    point.liquid_pump_w = loop_power_w(liquid_->cdu_pump) + loop_power_w(liquid_->facility_pump);
    const double facility_heat_w = liquid_w + point.liquid_pump_w;

    const double set_k = set_point_k(air);
    Rejected now = rejected(facility_heat_w, evaporator_heat_w, set_k, set_k, air);
    FanPoint fans = rejection.hold(now.state, set_k, warm.tower_air_ratio, warm.tower_gain);
    if (fans.leaving_k > set_k && air_ && air_->water_cooled) {
      // The water floats: chillers follow it and their heat moves it a little. Their share is a few
      // percent per kelvin of a small part, so the secant settles in two or three rounds.
      double before_k = set_k;
      double before_result_k = fans.leaving_k;
      double condenser_k = fans.leaving_k;
      for (int round = 0; round < 50; ++round) {
        now = rejected(facility_heat_w, evaporator_heat_w, condenser_k, set_k, air);
        const double result_k = rejection.leaving_k(now.state, 1.0);
        fans.leaving_k = result_k;
        if (std::abs(result_k - condenser_k) < 1e-10) break;
        const double slope = (result_k - before_result_k) / (condenser_k - before_k);
        before_k = condenser_k;
        before_result_k = result_k;
        condenser_k =
            std::abs(slope) < 0.5 ? (result_k - slope * condenser_k) / (1.0 - slope) : result_k;
      }
    }
    warm.tower_air_ratio = fans.warm_ratio;
    warm.tower_gain = fans.warm_gain;
    warm.leaving_k = fans.leaving_k;

    if (air_ && air_->water_cooled) chiller = now.chiller;
    rejection_asked_w = now.asked_w;
    double fan_w = design.fan_w * fans.fan_frac;
    if (now.carried_w > 0.0) fan_w += design.spray_w;  // the spray's heat leaves with the air too
    point.rejection_w = now.pump_w + fan_w;
    point.heat_rejected_w += now.carried_w + fan_w;
    point.unrejected_w += now.asked_w - now.carried_w;
    point.rejection_leaving_k = fans.leaving_k;
    const double wanted_k = liquid_->supply_k - liquid_->approach_k;
    point.liquid_supply_k =
        fans.leaving_k <= wanted_k ? liquid_->supply_k : fans.leaving_k + liquid_->approach_k;
    point.rejection_clamped = now.state.clamped;
    const WaterUse water = rejection.water(now.state, fans, air);
    point.evaporation_kg_per_s = water.evaporation_kg_per_s;
    point.drift_kg_per_s = water.drift_kg_per_s;
    point.blowdown_kg_per_s = water.blowdown_kg_per_s;
    point.makeup_kg_per_s = water.makeup_kg_per_s;
  }
  if (!liquid_) point.unrejected_w += load.liquid_w;
  if (air_) point.unrejected_w += evaporator_heat_w - chiller.load_w;
  point.chiller_w = chiller.power_w;
  point.chiller_cop = chiller.cop;
  point.chiller_clamped = chiller.clamped;
  point.power_w = point.liquid_pump_w + point.air_fan_w + point.chilled_water_pump_w +
                  point.chiller_w + point.rejection_w;

  // In the order of the names.
  std::size_t next = 0;
  const auto use = [&](double used, double limit) { limits[next++] = {used, limit}; };
  if (liquid_) {
    const RejectionDesign& design = liquid_->rejection->design();
    use(rejection_asked_w, design.heat_w * design.largest_heat_frac);
    use(point.liquid_supply_k, liquid_->max_supply_k);
  }
  if (!liquid_ || liquid_->limited) use(load.liquid_w, liquid_ ? liquid_->design_heat_w : 0.0);
  if (!air_ || air_->limited) use(load.air_w, air_ ? air_->crah.design_heat_w : 0.0);
  if (air_) use(evaporator_heat_w, chiller.capacity_w);
  if (air_ && air_->water_cooled) {
    use(point.rejection_leaving_k,
        climate::kCelsiusZeroK + air_->chillers.record().condenser_max_c);
  }
  if (water_m3_per_s_) use(point.makeup_kg_per_s / kWaterDensity, *water_m3_per_s_);
  return point;
}

AirSide make_air(const CrahChilledWaterParams& params, bool has_rejection) {
  if (!params.chiller)
    throw DomainError("cooling.air: crah-chilled-water needs a chiller; add `chiller:`");
  const ChillerParams& chiller = *params.chiller;
  const bool water_cooled = chiller.kind == ChillerKind::eir_water_cooled;
  const ChillerRecord& record =
      chiller.record == 0 ? standard_chiller(!water_cooled)
                          : chiller_records()[static_cast<std::size_t>(chiller.record - 1)];
  if (record.air_cooled == water_cooled) {
    throw DomainError(fmt::format(
        "cooling.air.chiller: record {} is {}-cooled; set model: eir-{}-cooled or choose "
        "another record",
        record.name, record.air_cooled ? "air" : "water", record.air_cooled ? "air" : "water"));
  }
  if (water_cooled && (chiller.condenser == Condenser::none || !has_rejection)) {
    throw DomainError(
        "cooling.air.chiller: water-cooled chillers have no condenser water; set condenser: "
        "liquid.rejection beside a "
        "liquid rejection, or model: eir-air-cooled");
  }
  if (!water_cooled && chiller.condenser != Condenser::none) {
    throw DomainError(
        "cooling.air.chiller: air-cooled chillers reject to outdoor air; remove condenser");
  }
  if (params.unit_w.has_value() != params.units.has_value()) {
    throw DomainError("cooling.air: CRAH unit and units belong together; give both or neither");
  }
  if (chiller.supply_k >= params.supply_k) {
    throw DomainError(
        fmt::format("cooling.air: chilled water of {:.1f} degC cannot cool air to {:.1f} degC",
                    celsius(chiller.supply_k), celsius(params.supply_k)));
  }
  AirSide air{.crah = {},
              .pump = params.chilled_pump,
              .chillers = ChillerBank(record, chiller.unit_w, chiller.units, chiller.supply_k),
              .limited = params.unit_w.has_value(),
              .water_cooled = water_cooled};
  air.crah.design_heat_w =
      air.limited ? *params.unit_w * static_cast<double>(*params.units) : air.chillers.rated_w();
  air.crah.fan_design_w =
      air.crah.design_heat_w *
      fan_power_per_heat(params.fan_pressure_pa, params.fan_efficiency, params.air_rise_k);
  air.crah.min_flow_frac = params.min_flow_frac;
  return air;
}

LiquidSide make_liquid(const LiquidParams& params, const std::optional<AirSide>& air,
                       double max_supply_k) {
  const auto* rejection = dynamic_cast<const HeatRejectionParams*>(params.rejection.params.get());
  if (rejection == nullptr) {
    throw DomainError(
        "cooling.liquid: no heat rejection; set rejection: {model: wet-tower-merkel or dry-cooler, "
        "...}");
  }
  LiquidSide liquid{.supply_k = params.supply_k,
                    .max_supply_k = max_supply_k,
                    .cdu_pump = params.cdu_pump,
                    .facility_pump = params.facility_pump,
                    .rejection = rejection->make()};
  const RejectionDesign& design = liquid.rejection->design();
  constexpr double kTowerExchangerK = 2.0;
  liquid.approach_k =
      params.approach_k.value_or(design.wet && !design.closed ? kTowerExchangerK : 0.0);

  if (params.supply_k > max_supply_k) {
    throw DomainError(fmt::format(
        "cooling.liquid: supply {:.1f} degC is above the {:.1f} degC the hardware takes",
        celsius(params.supply_k), celsius(max_supply_k)));
  }
  // A tower's set point must be reachable at its own design; a dry cooler's may float up to what
  // the hardware takes.
  const double warmest_k = (design.wet ? params.supply_k : max_supply_k) - liquid.approach_k;
  if (warmest_k <= design.sink_k) {
    throw DomainError(fmt::format(
        "cooling.liquid: rejection water of {:.1f} degC is asked, at or below the design {} of "
        "{:.1f} degC; raise "
        "supply or add chillers",
        celsius(warmest_k), design.wet ? "wet bulb" : "dry bulb", celsius(design.sink_k)));
  }
  double chiller_heat_w = 0.0;
  if (air && air->water_cooled) {
    const ChillerRecord& record = air->chillers.record();
    const double coldest_k = design.sink_k + design.approach_k;
    if (celsius(coldest_k) > record.condenser_max_c) {
      throw DomainError(
          fmt::format("cooling.air.chiller: the rejection gives {:.2f} degC condenser water at "
                      "design, above the {:.2f} degC record "
                      "{} holds for; lower its approach or choose another record",
                      celsius(coldest_k), record.condenser_max_c, record.name));
    }
    chiller_heat_w = air->chillers.rated_w() * (1.0 + 1.0 / record.cop);
  }
  liquid.limited = params.design_heat_w.has_value();
  liquid.design_heat_w = params.design_heat_w.value_or(design.heat_w - chiller_heat_w);
  if (liquid.design_heat_w <= 0.0) {
    throw DomainError(
        fmt::format("cooling.liquid: the rejection takes {:.1f} MW at design, all of it needed by "
                    "chillers that reject {:.1f} MW; "
                    "add rejection units",
                    design.heat_w / 1e6, chiller_heat_w / 1e6));
  }
  return liquid;
}

}  // namespace

std::unique_ptr<Plant> make_plant(const CoolingParams& params, double max_supply_k) {
  std::optional<AirSide> air;
  if (params.air.params) {
    const auto* crah = dynamic_cast<const CrahChilledWaterParams*>(params.air.params.get());
    if (crah == nullptr)
      throw DomainError(
          fmt::format("cooling.air: model {} is not an air cooling", params.air.name));
    air = make_air(*crah, params.liquid.has_value());
  }
  std::optional<LiquidSide> liquid;
  if (params.liquid) liquid = make_liquid(*params.liquid, air, max_supply_k);
  std::optional<double> water;
  if (params.water) water = params.water->limit_m3_per_s;
  return std::make_unique<GroundPlant>(std::move(liquid), air, water);
}

}  // namespace gigawatt::cooling
