// SPDX-License-Identifier: Apache-2.0
// From what a scenario says to a plant, or why there can be none.

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/ground_plant.h"
#include "models/cooling/plant_params.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {
namespace {

double celsius(double temperature_k) {
  return temperature_k - climate::kCelsiusZeroK;
}

void check_spare(std::string_view part, std::int64_t spare, std::int64_t units) {
  if (spare < units) return;
  throw DomainError(fmt::format("{}: {} of {} units are spare and none is left to run; raise units",
                                part, spare, units));
}

// Defaults: the references of carrier-19xr-1407 and york-ycal0033-101-air.
ChillerRecord carnot_machine(const CarnotParams& params, bool air_cooled) {
  const double condenser_k = params.condenser_k.value_or(air_cooled ? 308.15 : 302.59);
  const CarnotCurve curve{
      .evaporator_approach_k = params.evaporator_approach_k,
      .condenser_approach_k = params.condenser_approach_k.value_or(air_cooled ? 15.0 : 7.5),
      .least_lift_k = params.least_lift_k};
  return carnot_chiller(air_cooled, params.cop.value_or(air_cooled ? 3.1 : 6.04),
                        celsius(params.leaving_k), celsius(condenser_k), curve);
}

ChillerBank make_chillers(const ChillerParams& chiller, bool has_rejection) {
  const bool water_cooled = chiller.kind == ChillerKind::eir_water_cooled ||
                            chiller.kind == ChillerKind::carnot_water_cooled;
  const bool by_carnot = chiller.kind == ChillerKind::carnot_water_cooled ||
                         chiller.kind == ChillerKind::carnot_air_cooled;
  if (by_carnot && chiller.record != 0) {
    throw DomainError(
        "cooling.air.chiller: a carnot model has no record; remove record, or choose an eir model");
  }
  const ChillerRecord record =
      by_carnot             ? carnot_machine(chiller.carnot, !water_cooled)
      : chiller.record == 0 ? standard_chiller(!water_cooled)
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
  check_spare("cooling.air.chiller", chiller.spare, chiller.units);
  return {record, chiller.unit_w, chiller.units - chiller.spare, chiller.supply_k, chiller.staging};
}

void check_economizer(const CrahChilledWaterParams& params, bool has_rejection) {
  if (!params.chiller && !params.economizer) {
    throw DomainError(
        "cooling.air: crah-chilled-water needs a chiller or an economizer; add `chiller:`");
  }
  if (!params.economizer) return;
  if (!has_rejection) {
    throw DomainError(
        "cooling.air.economizer: there is no rejection water; add `liquid:` with a rejection");
  }
  if (params.chiller && params.economizer->supply_k) {
    throw DomainError(
        "cooling.air.economizer: the chillers' supply is the water to the coils; remove supply");
  }
  if (params.chiller) return;
  if (!params.economizer->supply_k || !params.unit_w) {
    throw DomainError(
        "cooling.air.economizer: without chillers the water to the coils and the CRAHs are not "
        "known; give supply, and unit and units of the CRAHs");
  }
  if (params.economizer->below_k) {
    throw DomainError("cooling.air.economizer: without chillers it is always in use; remove below");
  }
}

OutdoorAir make_outdoor_air(const OutdoorAirParams& outdoor, const CrahChilledWaterParams& crah) {
  if (outdoor.driest_dew_point_k >= outdoor.dampest_dew_point_k) {
    throw DomainError(fmt::format(
        "cooling.air.outdoor_air: no air is both damper than {:.1f} and drier than {:.1f} degC of "
        "dew point; lower driest or raise dampest",
        celsius(outdoor.driest_dew_point_k), celsius(outdoor.dampest_dew_point_k)));
  }
  if (outdoor.pressure_pa > 0.0 && crah.fan_pressure_pa <= 0.0) {
    throw DomainError(
        "cooling.air.outdoor_air: fans without fan_pressure cannot have more of it; give "
        "fan_pressure, or pressure: 0 Pa");
  }
  return {.below_k = outdoor.below_k.value_or(crah.supply_k + crah.air_rise_k - 1.0),
          .driest_pa = climate::saturation_pressure_pa(outdoor.driest_dew_point_k),
          .dampest_pa = climate::saturation_pressure_pa(outdoor.dampest_dew_point_k),
          .fan_factor =
              crah.fan_pressure_pa > 0.0 ? 1.0 + outdoor.pressure_pa / crah.fan_pressure_pa : 1.0};
}

AirSide make_air(const CrahChilledWaterParams& params, bool has_rejection) {
  check_economizer(params, has_rejection);
  if (params.unit_w.has_value() != params.units.has_value()) {
    throw DomainError("cooling.air: CRAH unit and units belong together; give both or neither");
  }
  if (params.units) check_spare("cooling.air", params.spare, *params.units);
  if (!params.units && params.spare > 0)
    throw DomainError("cooling.air: spare CRAHs of how many? give unit and units, or remove spare");
  AirSide air{.crah = {}, .pump = params.chilled_pump, .limited = params.unit_w.has_value()};
  air.chilled_supply_k = params.chiller ? params.chiller->supply_k : *params.economizer->supply_k;
  if (air.chilled_supply_k >= params.supply_k) {
    throw DomainError(
        fmt::format("cooling.air: chilled water of {:.1f} degC cannot cool air to {:.1f} degC",
                    celsius(air.chilled_supply_k), celsius(params.supply_k)));
  }
  if (params.chiller) {
    air.chillers = make_chillers(*params.chiller, has_rejection);
    air.water_cooled = !air.chillers->record().air_cooled;
    air.loop_heat_w = air.chillers->rated_w();
  }
  air.crah.design_heat_w = air.limited
                               ? *params.unit_w * static_cast<double>(*params.units - params.spare)
                               : air.loop_heat_w;
  air.crah.fan_design_w =
      air.crah.design_heat_w *
      fan_power_per_heat(params.fan_pressure_pa, params.fan_efficiency, params.air_rise_k);
  air.crah.min_flow_frac = params.min_flow_frac;
  if (!params.chiller) air.loop_heat_w = air.crah.design_heat_w + air.crah.fan_design_w;
  air.supply_k = params.supply_k;
  air.air_w_per_k = air.crah.design_heat_w / params.air_rise_k;
  if (params.outdoor_air) air.outdoor = make_outdoor_air(*params.outdoor_air, params);
  if (params.economizer) {
    air.economizer = Economizer{.approach_k = params.economizer->approach_k,
                                .below_k = std::numeric_limits<double>::infinity()};
    if (params.economizer->below_k) air.economizer->below_k = *params.economizer->below_k;
  }
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
  if (params.cold_plate) {
    const JunctionPoint junction = junction_at(*params.cold_plate, params.supply_k);
    if (junction.headroom_k() < 0.0) {
      throw DomainError(fmt::format(
          "cooling.liquid: supply {:.1f} degC puts the junction of a chip of {:.0f} W at {:.1f} "
          "degC, above its {:.1f} degC; its cold plate allows a supply of {:.1f} degC at most",
          celsius(params.supply_k), junction.power_w, celsius(junction.junction_k),
          celsius(junction.limit_k), celsius(junction.warmest_supply_k)));
    }
    liquid.junction = junction;
    // Where the water floats, whatever gives way first limits it.
    max_supply_k = liquid.max_supply_k = std::min(max_supply_k, junction.warmest_supply_k);
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
  double air_heat_w = 0.0;
  if (air && !air->chillers) air_heat_w = air->loop_heat_w;
  if (air && air->water_cooled) {
    const ChillerRecord& record = air->chillers->record();
    const double coldest_k = design.sink_k + design.approach_k;
    if (celsius(coldest_k) > record.condenser_max_c) {
      throw DomainError(
          fmt::format("cooling.air.chiller: the rejection gives {:.2f} degC condenser water at "
                      "design, above the {:.2f} degC record "
                      "{} holds for; lower its approach or choose another record",
                      celsius(coldest_k), record.condenser_max_c, record.name));
    }
    air_heat_w = air->chillers->rated_w() * (1.0 + 1.0 / record.cop);
  }
  liquid.limited = params.design_heat_w.has_value();
  liquid.design_heat_w = params.design_heat_w.value_or(design.heat_w - air_heat_w);
  if (liquid.design_heat_w <= 0.0) {
    throw DomainError(
        fmt::format("cooling.liquid: the rejection takes {:.1f} MW at design, all of it needed by "
                    "chillers that reject {:.1f} MW; "
                    "add rejection units",
                    design.heat_w / 1e6, air_heat_w / 1e6));
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
  if (air && air->economizer && air->chillers && std::isinf(air->economizer->below_k)) {
    air->economizer->below_k = worthwhile_below_k(*liquid, *air);
    if (std::isinf(air->economizer->below_k)) {
      throw DomainError(
          "cooling.air.economizer: it saves no power in any weather; remove it, or give the "
          "rejection less fan power or more units");
    }
  }
  std::optional<double> water;
  if (params.water) water = params.water->limit_m3_per_s;
  return std::make_unique<GroundPlant>(std::move(liquid), air, water);
}

}  // namespace gigawatt::cooling
