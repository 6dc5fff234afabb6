// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario says under `cooling:`, and the function that turns it into a Plant.
// Registry lines: kind "heat-rejection": wet-tower-merkel (MerkelTowerParams), wet-tower-york
// (YorkTowerParams), wet-tower-cooltools (CoolToolsTowerParams), dry-cooler (DryCoolerParams),
// adiabatic-cooler (AdiabaticCoolerParams), fluid-cooler (FluidCoolerParams);
// kind "air-cooling": crah-chilled-water (CrahChilledWaterParams).

#include <cstdint>
#include <memory>
#include <optional>

#include "models/cooling/chiller_eir.h"
#include "models/cooling/cold_plate.h"
#include "models/cooling/plant.h"
#include "models/cooling/pumps.h"
#include "models/cooling/rejection_params.h"
#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// The liquid side: cold plates → CDUs → facility loop → (plate exchanger) → heat rejection.
struct LiquidParams {
  std::optional<double> share;  ///< Liquid share of node heat; overrides the catalogue.
  double supply_k = 310.15;     ///< Set point of facility water into the CDUs [K].
  std::optional<double>
      approach_k;  ///< Of the exchanger to rejection water [K]; 2 with towers, else 0.
  std::optional<double>
      design_heat_w;  ///< Heat at design flow [W]; default: what the rejection has left.
  PumpParams cdu_pump;
  PumpParams facility_pump;
  std::optional<ColdPlateParams> cold_plate;
  ModelSlot rejection;  ///< Kind "heat-rejection".

  void visit(FieldVisitor& v);
};

enum class ChillerKind { eir_water_cooled, eir_air_cooled, carnot_water_cooled, carnot_air_cooled };
enum class Condenser { none, liquid_rejection };

/// The reference point of a Carnot chiller; defaults by kind in
/// docs/models/cooling/chiller_carnot.md.
struct CarnotParams {
  std::optional<double> cop{};          ///< Full load, compressors (and fans, if air-cooled).
  double leaving_k = 279.82;            ///< Chilled water at the reference [K].
  std::optional<double> condenser_k{};  ///< Entering water or outdoor air at the reference [K].
  double evaporator_approach_k = 2.0;
  std::optional<double> condenser_approach_k{};
  double least_lift_k = 15.0;

  void visit(FieldVisitor& v);
};

struct ChillerParams {
  ChillerKind kind = ChillerKind::eir_water_cooled;
  int record = 0;  ///< Index into chiller_record_names(); 0 = the kind's standard machine.
  double supply_k = 281.15;  ///< Leaving chilled water [K].
  double unit_w = 0.0;       ///< Evaporator heat of one machine at the record's reference [W].
  std::int64_t units = 1;
  std::int64_t spare = 0;  ///< Of the units: they stand still.
  ChillerStaging staging = ChillerStaging::least_power;
  Condenser condenser = Condenser::none;
  CarnotParams carnot{};  ///< Carnot kinds only.

  void visit(FieldVisitor& v);
};

/// Rejection water cools the chilled water before, or without, the chillers.
struct EconomizerParams {
  double approach_k = 2.0;           ///< Of its exchanger [K].
  std::optional<double> below_k{};   ///< In use at and below this outdoor sink [K]; default: found.
  std::optional<double> supply_k{};  ///< Water to the coils [K], without chillers.

  void visit(FieldVisitor& v);
};

/// Outdoor air cools the hall while it is cold and neither too dry nor too damp.
struct OutdoorAirParams {
  std::optional<double> below_k{};  ///< Open at and below this dry bulb [K]; default: return - 1.
  double driest_dew_point_k = 264.15;   ///< [K].
  double dampest_dew_point_k = 288.15;  ///< [K].
  double pressure_pa = 100.0;           ///< Of filters and louvres, beside the fans' [Pa].

  void visit(FieldVisitor& v);
};

/// Hall air → CRAH coils → chilled water → chillers.
class CrahChilledWaterParams final : public ModelParams {
 public:
  double supply_k = 297.15;        ///< Air into the cold aisle [K].
  double air_rise_k = 12.0;        ///< Return minus supply at design flow [K].
  double fan_pressure_pa = 600.0;  ///< Total pressure rise at design flow [Pa].
  double fan_efficiency = 0.7;     ///< Fan, drive and motor.
  double min_flow_frac = 0.2;      ///< Least air flow, fraction of design.
  std::optional<double>
      unit_w;  ///< Sensible heat of one CRAH at design [W]; default: chillers / units.
  std::optional<std::int64_t> units;
  std::int64_t spare = 0;  ///< Of the units: they stand still.
  PumpParams chilled_pump{.rise_k = 6.67};
  std::optional<ChillerParams> chiller;
  std::optional<EconomizerParams> economizer;
  std::optional<OutdoorAirParams> outdoor_air;

  void visit(FieldVisitor& v) override;
};

struct WaterParams {
  std::optional<double> limit_m3_per_s;  ///< Largest make-up flow [m³/s].

  void visit(FieldVisitor& v);
};

struct CoolingParams {
  std::optional<LiquidParams> liquid;
  ModelSlot air;  ///< Kind "air-cooling".
  std::optional<WaterParams> water;

  void visit(FieldVisitor& v);
};

/// Builds the plant. `max_supply_k` is the warmest facility water the liquid-cooled hardware takes
/// [K] (infinity = no limit). Throws DomainError with a line a planner can act on when the design
/// is impossible: a set point outside a curve's range, water asked below wet bulb, no condenser.
std::unique_ptr<Plant> make_plant(const CoolingParams& params, double max_supply_k);

}  // namespace gigawatt::cooling
