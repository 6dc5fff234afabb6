// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/cooling/plant.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

const HeatLoad kWinterLoad{.liquid_w = 70e6, .air_w = 30e6};

CoolingParams with_economizer(CoolingParams params, const EconomizerParams& economizer = {}) {
  own_air(params)->economizer = economizer;
  return params;
}

/// The city warehouse without chillers: 20 CRAHs of 2 MW on water of 20 degC, air of 27 degC.
CoolingParams without_chillers() {
  CoolingParams params = with_economizer(tower_plant(), {.supply_k = 293.15});
  const auto air = own_air(params);
  air->chiller.reset();
  air->supply_k = 300.15;
  air->unit_w = 2e6, air->units = 20;
  return params;
}

}  // namespace

TEST_CASE("economizer: on a cold day it carries all of the hall's heat and the chillers rest") {
  const auto plant = make_plant(with_economizer(tower_plant()), kMaxSupplyK);

  const CoolingPoint p = evaluate(*plant, kWinterLoad, air_at(-6.0, 0.7)).point;

  CHECK(p.free_cooling == FreeCooling::all);
  CHECK(p.chiller_w == 0.0);
  CHECK(p.economizer_w == Approx(30e6 + p.air_fan_w + p.chilled_water_pump_w).epsilon(1e-12));
  CHECK(p.rejection_leaving_k == Approx(279.15));  // 8 degC at the coils, 2 K in the exchanger
  CHECK(p.liquid_supply_k == Approx(310.15));      // the liquid loop keeps its own set point
}

TEST_CASE("economizer: in between it carries what cold water can, by hand") {
  const auto plant = make_plant(with_economizer(tower_plant(), {.below_k = 283.15}), kMaxSupplyK);

  const CoolingPoint p = evaluate(*plant, kWinterLoad, air_at(4.0, 0.7)).point;

  REQUIRE(p.free_cooling == FreeCooling::part);
  // Chilled water flow is (hall + fans) / 48 MW of 48 MW / 6.67 K; it returns at 8 degC + heat /
  // flow and leaves the exchanger 2 K above the tower water.
  const double heat_w = 30e6 + p.air_fan_w + p.chilled_water_pump_w;
  const double flow_w_per_k = (30e6 + p.air_fan_w) / 6.67;
  const double return_k = 281.15 + heat_w / flow_w_per_k;
  CHECK(p.economizer_w ==
        Approx(flow_w_per_k * (return_k - p.rejection_leaving_k - 2.0)).epsilon(1e-9));
  // The chillers carry the rest, their condensers held at the least their record allows.
  const ChillerBank bank(standard_chiller(false), 6e6, 8, 281.15);
  const double condenser_k = std::max(p.rejection_leaving_k, 12.78 + 273.15);
  CHECK(p.chiller_w ==
        Approx(bank.evaluate(heat_w - p.economizer_w, condenser_k).power_w).epsilon(1e-9));
  CHECK_FALSE(p.chiller_clamped);
}

TEST_CASE("economizer: out of use it changes nothing, to the last bit") {
  const auto with = make_plant(with_economizer(tower_plant()), kMaxSupplyK);
  const auto without = make_plant(tower_plant(), kMaxSupplyK);
  const auto same = [](const CoolingPoint& a, const CoolingPoint& b) {
    return a.power_w == b.power_w && a.rejection_leaving_k == b.rejection_leaving_k &&
           a.heat_rejected_w == b.heat_rejected_w && a.makeup_kg_per_s == b.makeup_kg_per_s;
  };
  for (double dry_bulb_c = 18.0; dry_bulb_c < 40.0; dry_bulb_c += 1.7) {
    const climate::AirState air = air_at(dry_bulb_c, 0.6);
    CHECK(
        same(evaluate(*with, kWinterLoad, air).point, evaluate(*without, kWinterLoad, air).point));
  }
}

TEST_CASE("economizer: left to itself it comes on where it begins to save") {
  const auto with = make_plant(with_economizer(tower_plant()), kMaxSupplyK);
  const auto never = make_plant(with_economizer(tower_plant(), {.below_k = 233.15}), kMaxSupplyK);
  const auto always = make_plant(with_economizer(tower_plant(), {.below_k = 308.15}), kMaxSupplyK);
  const PlantFacts facts = with->facts();
  REQUIRE(facts.economizer_below_k);
  CHECK(facts.economizer_by_wet_bulb);
  const double below_c = *facts.economizer_below_k - climate::kCelsiusZeroK;
  CHECK(below_c > 0.0);
  CHECK(below_c < 12.0);

  // At design heat: 48 MW to the chillers, the rest of 24 · 7 MW on the liquid side.
  const HeatLoad design{.liquid_w = 168e6 - 48e6 * (1.0 + 1.0 / 5.96), .air_w = 48e6};
  const auto power_w = [&](const Plant& plant, double wet_bulb_c) {
    return evaluate(plant, design, air_at(wet_bulb_c, 1.0)).point.power_w;
  };
  CHECK(power_w(*with, below_c - 0.01) < power_w(*never, below_c - 0.01));
  CHECK(power_w(*with, below_c + 0.51) == power_w(*never, below_c + 0.51));
  CHECK(power_w(*always, below_c + 0.51) >= power_w(*never, below_c + 0.51));
}

TEST_CASE("economizer: without chillers the water at the coils floats, and that is a limit") {
  const auto plant = make_plant(without_chillers(), kMaxSupplyK);

  const Evaluated cool = evaluate(*plant, kWinterLoad, air_at(10.0, 0.6));
  const Evaluated hot = evaluate(*plant, kWinterLoad, air_at(33.0, 0.7));

  CHECK(plant->facts().without_chillers);
  CHECK(cool.point.free_cooling == FreeCooling::all);
  CHECK(cool.point.chiller_w == 0.0);
  const LimitUse held = limit(*plant, cool, "chilled-water");
  CHECK(held.used == Approx(293.15));
  CHECK(held.used <= held.limit);
  const LimitUse missed = limit(*plant, hot, "chilled-water");
  CHECK(missed.used == Approx(hot.point.rejection_leaving_k + 2.0));
  CHECK(missed.used > missed.limit);
  CHECK(hot.point.unrejected_w == 0.0);  // too warm, but carried
}

TEST_CASE("economizer: the laws of every plant hold, in all its forms") {
  SUBCASE("towers and water-cooled chillers") {
    check_properties(*make_plant(with_economizer(tower_plant()), kMaxSupplyK), 100e6, 40e6);
  }
  SUBCASE("dry coolers beside air-cooled chillers") {
    check_properties(*make_plant(with_economizer(desert_plant()), kMaxSupplyK), 250e6, 24e6);
  }
  SUBCASE("adiabatic coolers beside air-cooled chillers") {
    check_properties(
        *make_plant(with_economizer(desert_plant<AdiabaticCoolerParams>()), kMaxSupplyK), 250e6,
        24e6);
  }
  SUBCASE("no chillers") {
    check_properties(*make_plant(without_chillers(), kMaxSupplyK), 100e6, 40e6);
  }
}

TEST_CASE("economizer: what cannot be is refused with a reason") {
  const CoolingParams good = without_chillers();
  CHECK(refusal(good, [](CoolingParams&) {}).empty());
  CHECK(refusal(good, [](CoolingParams& p) {
          own_air(p)->economizer.reset();
        }).find("needs a chiller or an economizer") != std::string::npos);
  CHECK(refusal(good, [](CoolingParams& p) {
          own_air(p)->economizer->supply_k.reset();
        }).find("give supply, and unit and units") != std::string::npos);
  CHECK(refusal(good, [](CoolingParams& p) {
          own_air(p)->economizer->below_k = 280.0;
        }).find("remove below") != std::string::npos);
  CHECK(refusal(good, [](CoolingParams& p) { p.liquid.reset(); }).find("no rejection water") !=
        std::string::npos);
  CHECK(refusal(with_economizer(tower_plant(), {.supply_k = 293.15}), [](CoolingParams&) {
        }).find("remove supply") != std::string::npos);
  CHECK(refusal(good, [](CoolingParams& p) {
          own_air(p)->supply_k = 292.15;
        }).find("20.0 degC cannot cool air to 19.0") != std::string::npos);
}
