// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "models/cooling/cold_plate.h"
#include "models/cooling/plant.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

constexpr double kLitrePerMinute = 1e-3 / 60.0;

}  // namespace

TEST_CASE("cold plate: the published point, its coolant's share, and other flows by hand") {
  const ColdPlateParams plate;  // Wakefield 133032: 0.0267 K/W at 1.6 L/min

  CHECK(plate_resistance_k_per_w(plate, 1.6 * kLitrePerMinute) == Approx(0.0267).epsilon(1e-12));
  // 1 / (997 · 4180 · 2.667e-5) = 0.008999 K/W; the film has 0.017701.
  CHECK(plate_resistance_k_per_w(plate, 0.8 * kLitrePerMinute) ==
        Approx(2.0 * 0.0089987 + 0.0177013 * std::pow(2.0, 0.8)).epsilon(1e-4));
  // No film's resistance is left at any flow; a large flow leaves little of either.
  CHECK(plate_resistance_k_per_w(plate, 160.0 * kLitrePerMinute) ==
        Approx(0.000089987 + 0.0177013 * std::pow(100.0, -0.8)).epsilon(1e-4));
}

TEST_CASE("cold plate: more flow never warms, and no plate is colder than its coolant's warming") {
  const ColdPlateParams plate;
  double last = 1e9;
  for (double flow = 0.1; flow < 20.0; flow *= 1.2) {
    const double resistance = plate_resistance_k_per_w(plate, flow * kLitrePerMinute);
    CHECK(resistance < last);
    CHECK(resistance > 1.0 / (997.0 * 4180.0 * flow * kLitrePerMinute));
    last = resistance;
  }
}

TEST_CASE("cold plate: from flow and supply to the junction, by hand") {
  const ColdPlateParams plate{.power_w = 700.0};

  const JunctionPoint point = junction_at(plate, 308.15);

  // 35 degC + 3 K + 700 W · (0.0267 + 0.02) K/W = 70.69 degC; 85 degC allowed: 14.31 K left.
  CHECK(point.junction_k == Approx(273.15 + 70.69).epsilon(1e-9));
  CHECK(point.headroom_k() == Approx(14.31).epsilon(1e-9));
  CHECK(point.warmest_supply_k == Approx(273.15 + 49.31).epsilon(1e-9));
}

TEST_CASE("cold plate: a supply above what the chip takes is refused in one line") {
  const std::string line = refusal(tower_plant(), [](CoolingParams& p) {
    p.liquid->cold_plate = ColdPlateParams{.power_w = 1200.0};
  });

  // 37 + 3 + 1200 · 0.0467 = 96.04 degC; 85 - 59.04 = 25.96 degC at most. By hand.
  CHECK(line.find("supply 37.0 degC") != std::string::npos);
  CHECK(line.find("1200 W at 96.0 degC, above its 85.0 degC") != std::string::npos);
  CHECK(line.find("supply of 26.0 degC at most") != std::string::npos);
  // More flow through the plate helps: 2.5 L/min.
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          p.liquid->cold_plate =
              ColdPlateParams{.power_w = 1000.0, .flow_m3_per_s = 2.5 * kLitrePerMinute};
        }).empty());
}

TEST_CASE("cold plate: where the water floats, the chip's limit holds as the hardware's does") {
  CoolingParams params = desert_plant();
  params.liquid->supply_k = 313.15;
  params.liquid->cold_plate = ColdPlateParams{.power_w = 850.0};
  const auto plant = make_plant(params, kMaxSupplyK);

  const Evaluated hot = evaluate(*plant, {.liquid_w = 330e6, .air_w = 20e6}, air_at(38.0, 0.1));

  // 85 - 3 - 850 · 0.0467 = 42.305 degC, below the hardware's 45.
  const LimitUse supply = limit(*plant, hot, "liquid-supply");
  CHECK(supply.limit == Approx(273.15 + 42.305).epsilon(1e-9));
  CHECK(supply.used > supply.limit);
  REQUIRE(plant->facts().junction);
  CHECK(plant->facts().junction->headroom_k() == Approx(2.305).epsilon(1e-6));
}

TEST_CASE("cold plate: a resistance below the coolant's own warming is refused") {
  const std::string line = refusal(tower_plant(), [](CoolingParams& p) {
    p.liquid->cold_plate = ColdPlateParams{.power_w = 500.0, .resistance_k_per_w = 0.008};
  });

  CHECK(line.find("less than the coolant's own warming") != std::string::npos);
}
