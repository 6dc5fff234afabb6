// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/cooling/air_handling.h"
#include "models/cooling/plant.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

CoolingParams with_outdoor_air(CoolingParams params, const OutdoorAirParams& outdoor = {}) {
  own_air(params)->outdoor_air = outdoor;
  return params;
}

const HeatLoad kHallLoad{.liquid_w = 70e6, .air_w = 30e6};

}  // namespace

TEST_CASE("outdoor air: colder than the supply it carries the hall alone") {
  const auto plant = make_plant(with_outdoor_air(tower_plant()), kMaxSupplyK);

  const CoolingPoint p = evaluate(*plant, kHallLoad, air_at(12.0, 0.7)).point;

  CHECK(p.free_cooling == FreeCooling::all);
  CHECK(p.economizer_w == 30e6 + p.air_fan_w);
  CHECK(p.chiller_w == 0.0);
  CHECK(p.chilled_water_pump_w == 0.0);
  // 600 Pa of the units and 100 Pa of filters, 30 of 48 MW by the cube law.
  CHECK(p.air_fan_w ==
        Approx(fan_power_per_heat(700.0, 0.7, 12.0) * 48e6 * std::pow(30.0 / 48.0, 3)));
}

TEST_CASE("outdoor air: between supply and return it leaves the coils the difference") {
  const auto plant = make_plant(with_outdoor_air(tower_plant()), kMaxSupplyK);
  const auto closed = make_plant(tower_plant(), kMaxSupplyK);

  const CoolingPoint p = evaluate(*plant, kHallLoad, air_at(29.0, 0.35)).point;

  // Dew point near 12 degC. Air of 30 MW over 12 K, 5 K above the 24 degC of the supply: 12.5 MW.
  CHECK(p.free_cooling == FreeCooling::part);
  CHECK(30e6 + p.air_fan_w - p.economizer_w == Approx(12.5e6).epsilon(1e-9));
  CHECK(p.chiller_w < 0.5 * evaluate(*closed, kHallLoad, air_at(29.0, 0.35)).point.chiller_w);
}

TEST_CASE("outdoor air: too warm, too damp or too dry it stays outside, to the last bit") {
  const auto plant = make_plant(with_outdoor_air(tower_plant()), kMaxSupplyK);
  const auto closed = make_plant(tower_plant(), kMaxSupplyK);
  // 35.5 degC is above 24 + 12 - 1; 22 degC at 90 % has a dew point of 20; 5 degC at 5 % of -30.
  for (const climate::AirState& air : {air_at(35.5, 0.2), air_at(22.0, 0.9), air_at(5.0, 0.05)}) {
    const CoolingPoint p = evaluate(*plant, kHallLoad, air).point;
    CHECK(p.free_cooling == FreeCooling::none);
    CHECK(p.power_w == evaluate(*closed, kHallLoad, air).point.power_w);
  }
}

TEST_CASE("outdoor air: the laws of every plant hold, with and without a water economizer") {
  SUBCASE("towers") {
    check_properties(*make_plant(with_outdoor_air(tower_plant()), kMaxSupplyK), 100e6, 40e6);
  }
  SUBCASE("dry coolers, air-cooled chillers and an economizer") {
    CoolingParams params = with_outdoor_air(desert_plant());
    own_air(params)->economizer.emplace();
    check_properties(*make_plant(params, kMaxSupplyK), 250e6, 24e6);
  }
}

TEST_CASE("outdoor air: beside it the water economizer still begins where it saves by itself") {
  CoolingParams params = tower_plant();
  own_air(params)->economizer.emplace();
  const auto alone = make_plant(params, kMaxSupplyK);
  const auto both = make_plant(with_outdoor_air(params), kMaxSupplyK);

  CHECK(*both->facts().economizer_below_k == *alone->facts().economizer_below_k);
}

TEST_CASE("outdoor air: a window of dew points that is none is refused") {
  CHECK(refusal(with_outdoor_air(tower_plant(),
                                 {.driest_dew_point_k = 290.15, .dampest_dew_point_k = 280.15}),
                [](CoolingParams&) {})
            .find("no air is both") != std::string::npos);
}
