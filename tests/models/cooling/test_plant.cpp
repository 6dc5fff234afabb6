// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "models/cooling/air_handling.h"
#include "models/cooling/plant.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

TEST_CASE("plant: properties hold for random loads and weather, Merkel towers") {
  check_properties(*make_plant(tower_plant(), kMaxSupplyK), 100e6, 40e6);
}

TEST_CASE("plant: properties hold for random loads and weather, York towers") {
  check_properties(*make_plant(tower_plant<YorkTowerParams>(), kMaxSupplyK), 100e6, 40e6);
}

TEST_CASE("plant: properties hold for random loads and weather, CoolTools towers") {
  check_properties(*make_plant(tower_plant<CoolToolsTowerParams>(), kMaxSupplyK), 100e6, 40e6);
}

TEST_CASE("plant: properties hold for random loads and weather, dry coolers") {
  check_properties(*make_plant(desert_plant(), kMaxSupplyK), 250e6, 24e6);
}

TEST_CASE("plant: properties hold for random loads and weather, adiabatic coolers") {
  check_properties(*make_plant(desert_plant<AdiabaticCoolerParams>(), kMaxSupplyK), 250e6, 24e6);
}

TEST_CASE("plant: properties hold for random loads and weather, fluid coolers") {
  check_properties(*make_plant(tower_plant<FluidCoolerParams>(), kMaxSupplyK), 100e6, 40e6);
}

TEST_CASE("plant: a mild hour by hand") {
  const auto plant = make_plant(tower_plant(), kMaxSupplyK);

  const CoolingPoint p =
      evaluate(*plant, {.liquid_w = 90e6, .air_w = 30e6}, air_at(20.0, 0.6)).point;

  // Fans: 600 Pa / (0.7 · 1.2 · 1006 · 12 K) of 48 MW at (30/48)³.
  const double fan_w = 600.0 / (0.7 * 1.2 * 1006.0 * 12.0) * 48e6 * std::pow(30.0 / 48.0, 3);
  CHECK(p.air_fan_w == Approx(fan_w).epsilon(1e-12));
  // Pumps: 224 kPa / 0.65 per m³; flow (30 MW + fans) / 48 MW of 48 MW / (ρ cp 6.67 K); static part
  // 0.36.
  const double flow = (30e6 + fan_w) / 48e6;
  const double pump_w =
      224e3 / 0.65 * 48e6 / (997.0 * 4180.0 * 6.67) * (0.36 * flow + 0.64 * flow * flow * flow);
  CHECK(p.chilled_water_pump_w == Approx(pump_w).epsilon(1e-12));
  // Tower water at its set point of 24 degC, facility water at 37 degC.
  CHECK(p.rejection_leaving_k == Approx(297.15));
  CHECK(p.liquid_supply_k == Approx(310.15));
  // Chillers at 24 degC condenser water: within the band of the record's points at 20 and 29.44
  // degC.
  CHECK(p.chiller_cop > 5.9);
  CHECK(p.chiller_cop < 7.6);
  CHECK_FALSE(p.rejection_clamped);
  CHECK_FALSE(p.chiller_clamped);
}

TEST_CASE("plant: hot air makes dry coolers float up to the hardware's limit and beyond") {
  const auto plant = make_plant(desert_plant(), kMaxSupplyK);
  const HeatLoad load{.liquid_w = 330e6, .air_w = 20e6};

  const Evaluated mild = evaluate(*plant, load, air_at(25.0, 0.2));
  const Evaluated hot = evaluate(*plant, load, air_at(44.0, 0.1));

  CHECK(mild.point.liquid_supply_k == Approx(318.15));
  CHECK(hot.point.liquid_supply_k > 318.15);
  const LimitUse supply = limit(*plant, hot, "liquid-supply");
  CHECK(supply.used > supply.limit);
  CHECK(hot.point.makeup_kg_per_s == 0.0);
}

TEST_CASE("plant: condenser water above the chillers' range is a limit, not an extrapolation") {
  CoolingParams params = tower_plant();
  own_air(params)->chiller->record = 4;  // carrier-19fa-5651: condenser water up to 29.44 degC
  auto tower = std::make_shared<MerkelTowerParams>();
  tower->unit_w = 7e6, tower->units = 24, tower->approach_k = 3.0;
  params.liquid->rejection = slot("wet-tower-merkel", tower);
  const auto plant = make_plant(params, kMaxSupplyK);

  const Evaluated wet = evaluate(*plant, {.liquid_w = 110e6, .air_w = 30e6}, air_at(33.0, 0.8));

  const LimitUse water = limit(*plant, wet, "condenser-water");
  CHECK(water.limit == Approx(302.59));
  CHECK(water.used > water.limit);
  CHECK((wet.point.rejection_clamped || wet.point.chiller_clamped));
}

TEST_CASE("plant: floating condenser water agrees with the heat it carries") {
  const auto plant = make_plant(tower_plant(), kMaxSupplyK);
  const climate::AirState air = air_at(22.0, 0.95);
  const CoolingPoint p = evaluate(*plant, {.liquid_w = 130e6, .air_w = 40e6}, air).point;

  REQUIRE(p.rejection_leaving_k > air.wet_bulb_k + 4.0);  // above the set point: wet bulb + 3.9 K
  const ChillerBank bank(standard_chiller(false), 6e6, 8, 281.15);
  const double evaporator_w = 40e6 + p.air_fan_w + p.chilled_water_pump_w;
  CHECK(p.chiller_w ==
        Approx(bank.evaluate(evaporator_w, p.rejection_leaving_k).power_w).epsilon(1e-9));
}

TEST_CASE("plant: beyond capacity it says so and stays at capacity") {
  const auto plant = make_plant(tower_plant(), kMaxSupplyK);
  const climate::AirState air = air_at(20.0, 0.6);

  const Evaluated over = evaluate(*plant, {.liquid_w = 50e6, .air_w = 100e6}, air);
  const Evaluated further = evaluate(*plant, {.liquid_w = 50e6, .air_w = 120e6}, air);

  const LimitUse chiller = limit(*plant, over, "chiller");
  CHECK(chiller.used > chiller.limit);
  CHECK(further.point.chiller_w == Approx(over.point.chiller_w).epsilon(1e-12));
  CHECK(limit(*plant, further, "chiller").used > chiller.used);
}

TEST_CASE("plant: heat with nothing to carry it is over its limit") {
  CoolingParams params = tower_plant();
  params.air = {};
  const auto plant = make_plant(params, kMaxSupplyK);

  const Evaluated result = evaluate(*plant, {.liquid_w = 50e6, .air_w = 1e6}, air_at(20.0, 0.5));

  CHECK(limit(*plant, result, "crah").used == 1e6);
  CHECK(limit(*plant, result, "crah").limit == 0.0);
}

TEST_CASE("plant: no water allowed binds a wet tower and leaves a dry cooler alone") {
  CoolingParams wet = tower_plant();
  wet.water = WaterParams{.limit_m3_per_s = 0.0};
  CoolingParams dry = desert_plant();
  dry.water = wet.water;
  const HeatLoad load{.liquid_w = 50e6, .air_w = 10e6};
  const auto wet_plant = make_plant(wet, kMaxSupplyK);
  const auto dry_plant = make_plant(dry, kMaxSupplyK);

  CHECK(limit(*wet_plant, evaluate(*wet_plant, load, air_at(30.0, 0.5)), "water").used > 0.0);
  CHECK(limit(*dry_plant, evaluate(*dry_plant, load, air_at(30.0, 0.5)), "water").used == 0.0);
}

TEST_CASE("plant: impossible designs are refused with a reason") {
  CHECK(refusal(tower_plant(), [](CoolingParams&) {}).empty());
  CHECK(refusal(desert_plant(), [](CoolingParams&) {}).empty());
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          p.liquid->supply_k = 297.15;
        }).find("design wet bulb of 25.6") != std::string::npos);
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          own_air(p)->chiller->supply_k = 285.15;
        }).find("12.00 degC is outside the 4.44 to 8.89") != std::string::npos);
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          own_air(p)->chiller->condenser = Condenser::none;
        }).find("condenser: liquid.rejection") != std::string::npos);
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          const auto air = own_air(p);
          air->chiller->record = 5;  // york-yk-4396
          air->chiller->supply_k = 280.15;
        }).find("above the 26.67 degC") != std::string::npos);
  CHECK(refusal(tower_plant(),
                [](CoolingParams& p) { own_air(p)->chiller->record = 6; })  // air-cooled
            .find("eir-air-cooled") != std::string::npos);
  CHECK(refusal(
            desert_plant(), [](CoolingParams&) {}, 317.15)
            .find("45.0 degC is above the 44.0") != std::string::npos);
  CHECK(refusal(desert_plant(), [](CoolingParams& p) {
          p.liquid->rejection = {};
        }).find("no heat rejection") != std::string::npos);
}
