// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/ground_plant.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "models/climate/psychrometrics.h"

namespace gigawatt::cooling {

GroundPlant::GroundPlant(std::optional<LiquidSide> liquid, std::optional<AirSide> air,
                         std::optional<double> water_m3_per_s)
    : liquid_(std::move(liquid)), air_(air), water_m3_per_s_(water_m3_per_s) {
  if (liquid_) {
    names_.push_back({"heat-rejection", "W"});
    names_.push_back({"liquid-supply", "K"});
  }
  if (!liquid_ || liquid_->limited) names_.push_back({"liquid-loop", "W"});
  if (!air_ || air_->limited) names_.push_back({"crah", "W"});
  if (air_ && air_->chillers) names_.push_back({"chiller", "W"});
  if (air_ && !air_->chillers) names_.push_back({std::string(kChilledWaterLimit), "K"});
  if (has_condenser()) names_.push_back({"condenser-water", "K"});
  if (water_m3_per_s_) names_.push_back({"water", "m3/s"});
}

namespace {

bool is_open(const OutdoorAir& outdoor, const climate::AirState& air) {
  if (air.dry_bulb_k > outdoor.below_k) return false;
  const double vapour_pa = climate::vapour_pressure_pa(air.humidity_ratio, air.pressure_pa);
  return vapour_pa >= outdoor.driest_pa && vapour_pa <= outdoor.dampest_pa;
}

}  // namespace

// Tower water: the set point, or wet bulb plus approach if that is higher; never warmer than the
// liquid supply allows, and inside the range of the chillers' curves. With the economizer in use as
// cold as the coils want it.
double GroundPlant::set_point_k(const climate::AirState& air, bool economizing) const {
  const RejectionDesign& design = liquid_->rejection->design();
  double set_k = design.set_point_k;
  if (design.wet) set_k = std::max(set_k, air.wet_bulb_k + design.approach_k);
  set_k = std::min(set_k, liquid_->supply_k - liquid_->approach_k);
  if (economizing) return std::min(set_k, air_->chilled_supply_k - air_->economizer->approach_k);
  if (has_condenser()) {
    const ChillerRecord& record = air_->chillers->record();
    set_k = std::clamp(set_k, climate::kCelsiusZeroK + record.condenser_min_c,
                       climate::kCelsiusZeroK + record.condenser_max_c);
  }
  return set_k;
}

// Heat that rejection water of `water_k` takes from the chilled water.
double GroundPlant::free_w(const Hall& hall, double water_k) const {
  if (!hall.economizing) return 0.0;
  if (!air_->chillers) return hall.heat_w;  // the supply floats instead
  const double return_k = air_->chilled_supply_k + hall.heat_w / hall.water_w_per_k;
  const double cooled_k = return_k - (water_k + air_->economizer->approach_k);
  const double possible_w = hall.water_w_per_k * cooled_k;
  constexpr double kAll = 1.0 - 1e-9;  // no chiller starts for rounding
  return possible_w >= kAll * hall.heat_w ? hall.heat_w : std::max(0.0, possible_w);
}

// Chillers with condenser water (or air) of `water_k`.
ChillerPoint GroundPlant::chill(double load_w, double water_k, bool economizing) const {
  // Beside an economizer a valve keeps condensers as warm as they need to be.
  if (economizing && air_->water_cooled)
    water_k = std::max(water_k, climate::kCelsiusZeroK + air_->chillers->record().condenser_min_c);
  return air_->chillers->evaluate(load_w, water_k);
}

GroundPlant::Rejected GroundPlant::rejected(double facility_heat_w, const Hall& hall,
                                            double water_k, double set_k,
                                            const climate::AirState& air) const {
  Rejected now;
  double heat_w = facility_heat_w;
  if (air_) now.free_w = free_w(hall, water_k);
  if (has_condenser()) {
    now.chiller = chill(hall.heat_w - now.free_w, water_k, hall.economizing);
    heat_w += now.chiller.load_w + now.chiller.power_w;
  }
  heat_w += now.free_w;
  const RejectionDesign& design = liquid_->rejection->design();
  // The flow follows the heat before the pumps' own.
  now.running_frac = liquid_->rejection->running_frac(heat_w);
  const double running_w = design.heat_w * now.running_frac;
  const double flow = design.pump.flow_frac(heat_w / running_w);
  now.pump_w = design.pump.power_per_heat() * running_w * design.pump.power_frac(flow);
  now.asked_w = heat_w + now.pump_w;
  now.carried_w = std::min(now.asked_w, design.heat_w * design.largest_heat_frac);
  now.state = liquid_->rejection->state(now.carried_w / now.running_frac, flow, air);
  liquid_->rejection->wet_pads(now.state, set_k, air);
  return now;
}

// Heat, water temperature and fans that agree.
GroundPlant::Settled GroundPlant::settle(double facility_heat_w, const Hall& hall,
                                         const climate::AirState& air, WarmStart& warm) const {
  const HeatRejection& rejection = *liquid_->rejection;
  const double set_k = set_point_k(air, hall.economizing);
  Rejected now = rejected(facility_heat_w, hall, set_k, set_k, air);
  FanPoint fans = rejection.hold(now.state, set_k, warm.tower_air_ratio, warm.tower_gain);
  if (fans.leaving_k > set_k && (has_condenser() || hall.economizing)) {
    // The water floats: chillers and economizer follow it and their heat moves it a little. Their
    // share is a few percent per kelvin of a small part, so the secant settles in two or three
    // rounds.
    double before_k = set_k;
    double before_result_k = fans.leaving_k;
    double condenser_k = fans.leaving_k;
    for (int round = 0; round < 50; ++round) {
      now = rejected(facility_heat_w, hall, condenser_k, set_k, air);
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
  return {now, fans};
}

// From the hall's heat to that of the chilled water; fans, pumps and what the units do not carry go
// to `point`.
GroundPlant::Hall GroundPlant::hall_at(double air_w, const climate::AirState& air,
                                       CoolingPoint& point) const {
  const double hall_heat_w = air_->limited ? std::min(air_w, air_->crah.design_heat_w) : air_w;
  point.unrejected_w += air_w - hall_heat_w;
  point.air_fan_w = air_->crah.fan_power_w(hall_heat_w);
  Hall hall;
  double coil_heat_w = hall_heat_w + point.air_fan_w;
  if (air_->outdoor && is_open(*air_->outdoor, air)) {
    point.air_fan_w *= air_->outdoor->fan_factor;
    coil_heat_w = hall_heat_w + point.air_fan_w;
    // Air that is warmer than the supply still has to be cooled by the difference; colder air is
    // mixed with the hall's.
    const double air_w_per_k = air_->air_w_per_k * air_->crah.flow_frac(hall_heat_w);
    const double left_w =
        std::clamp(air_w_per_k * (air.dry_bulb_k - air_->supply_k), 0.0, coil_heat_w);
    hall.outdoor_w = coil_heat_w - left_w;
    coil_heat_w = left_w;
    if (left_w <= 0.0) return hall;  // the chilled water stands still
  }
  const double rated_w = air_->loop_heat_w;
  const double flow = air_->pump.flow_frac(coil_heat_w / rated_w);
  point.chilled_water_pump_w = air_->pump.power_per_heat() * rated_w * air_->pump.power_frac(flow);
  hall.heat_w = coil_heat_w + point.chilled_water_pump_w;
  hall.water_w_per_k = rated_w / air_->pump.rise_k * flow;
  if (air_->economizer) {
    const double sink_k = liquid_->rejection->design().wet ? air.wet_bulb_k : air.dry_bulb_k;
    hall.economizing = sink_k <= air_->economizer->below_k;
  }
  return hall;
}

CoolingPoint GroundPlant::evaluate(const HeatLoad& load, const climate::AirState& air,
                                   WarmStart& warm, std::span<LimitUse> limits) const {
  assert(limits.size() == names_.size());
  CoolingPoint point;
  Hall hall;
  if (air_) hall = hall_at(load.air_w, air, point);
  if (!air_) point.unrejected_w += load.air_w;
  point.heat_rejected_w += hall.outdoor_w;

  ChillerPoint chiller;
  double rejection_asked_w = 0.0;
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

    const auto [now, fans] = settle(facility_heat_w, hall, air, warm);
    chiller = now.chiller;
    point.economizer_w = now.free_w;
    rejection_asked_w = now.asked_w;
    double fan_w = design.fan_w * fans.fan_frac;
    if (now.carried_w > 0.0) fan_w += design.spray_w;  // the spray's heat leaves with the air too
    fan_w *= now.running_frac;
    point.rejection_w = now.pump_w + fan_w;
    point.heat_rejected_w += now.carried_w + fan_w;
    point.unrejected_w += now.asked_w - now.carried_w;
    point.rejection_leaving_k = fans.leaving_k;
    const double wanted_k = liquid_->supply_k - liquid_->approach_k;
    point.liquid_supply_k =
        fans.leaving_k <= wanted_k ? liquid_->supply_k : fans.leaving_k + liquid_->approach_k;
    point.rejection_clamped = now.state.clamped;
    const WaterUse water = rejection.water(now.state, fans, air);
    point.evaporation_kg_per_s = water.evaporation_kg_per_s * now.running_frac;
    point.drift_kg_per_s = water.drift_kg_per_s * now.running_frac;
    point.blowdown_kg_per_s = water.blowdown_kg_per_s * now.running_frac;
    point.makeup_kg_per_s = water.makeup_kg_per_s * now.running_frac;
  }
  if (!liquid_) point.unrejected_w += load.liquid_w;
  const double chiller_asked_w = hall.heat_w - point.economizer_w;
  if (air_ && air_->chillers) {
    if (!air_->water_cooled) {
      chiller = chill(chiller_asked_w, air.dry_bulb_k, false);
      point.heat_rejected_w += chiller.load_w + chiller.power_w;
    }
    point.unrejected_w += chiller_asked_w - chiller.load_w;
  }
  const double freed_w = hall.outdoor_w + point.economizer_w;
  if (freed_w > 0.0)
    point.free_cooling =
        freed_w >= hall.outdoor_w + hall.heat_w ? FreeCooling::all : FreeCooling::part;
  point.economizer_w = freed_w;
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
  if (air_ && air_->chillers) use(chiller_asked_w, chiller.capacity_w);
  if (air_ && !air_->chillers) {
    const double water_k =
        hall.heat_w > 0.0 ? point.rejection_leaving_k + air_->economizer->approach_k : 0.0;
    use(std::max(air_->chilled_supply_k, water_k), air_->chilled_supply_k);
  }
  if (has_condenser()) {
    use(point.rejection_leaving_k,
        climate::kCelsiusZeroK + air_->chillers->record().condenser_max_c);
  }
  if (water_m3_per_s_) use(point.makeup_kg_per_s / kWaterDensity, *water_m3_per_s_);
  return point;
}

PlantFacts GroundPlant::facts() const {
  PlantFacts facts;
  if (air_ && air_->economizer && air_->chillers) {
    facts.economizer_below_k = air_->economizer->below_k;
    facts.economizer_by_wet_bulb = liquid_->rejection->design().wet;
  }
  if (liquid_) facts.junction = liquid_->junction;
  facts.has_economizer = air_ && (air_->economizer || air_->outdoor);
  facts.without_chillers = air_ && !air_->chillers;
  return facts;
}

double worthwhile_below_k(const LiquidSide& liquid, AirSide air) {
  const RejectionDesign& design = liquid.rejection->design();
  air.outdoor.reset();  // it decides by itself
  const HeatLoad load{.liquid_w = liquid.design_heat_w,
                      .air_w = std::min(air.crah.design_heat_w, air.loop_heat_w)};
  const auto power_w = [&](double below_k, const climate::AirState& outdoors) {
    air.economizer->below_k = below_k;
    const GroundPlant plant(liquid, air, std::nullopt);
    std::vector<LimitUse> limits(plant.limit_names().size());
    WarmStart warm;
    return plant.evaluate(load, outdoors, warm, limits).power_w;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kStepK = 0.5;
  constexpr double kColdestK = 233.15;
  const double warmest_k = air.chilled_supply_k + air.pump.rise_k;
  for (double sink_k = warmest_k; sink_k > kColdestK; sink_k -= kStepK) {
    // Towers see the wet bulb alone; dry coils in air of middling humidity.
    const climate::AirState outdoors =
        climate::air_from_relative_humidity(sink_k, design.wet ? 1.0 : 0.5, 101325.0);
    if (power_w(kInfinity, outdoors) < power_w(-kInfinity, outdoors)) return sink_k;
  }
  return -kInfinity;
}

}  // namespace gigawatt::cooling
