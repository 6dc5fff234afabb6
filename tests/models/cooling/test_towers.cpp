// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/tower_correlations.h"
#include "models/cooling/tower_merkel.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

// 7 MW with the defaults: 25.6 degC wet bulb, 3.9 K approach, 5.5 K range.
template <class Params>
std::unique_ptr<const HeatRejection> one_tower() {
  Params params;
  params.unit_w = 7e6;
  return params.make();
}

climate::AirState saturated(double wet_bulb_c) {
  return air_at(wet_bulb_c, 1.0);
}

}  // namespace

TEST_CASE("tower correlations: the published coefficients give the published approaches") {
  // Range 5.56 K, both flow ratios 1; EnergyPlus' own correlations evaluated independently.
  struct Row {
    double wet_bulb_c, york_k, cool_tools_k;
  };
  for (const Row& row : {Row{25.55, 3.844515, 3.892818}, Row{20.0, 5.058021, 5.276950},
                         Row{15.0, 6.329735, 6.680985}, Row{10.0, 7.770612, 8.174778}}) {
    CAPTURE(row.wet_bulb_c);
    CHECK(std::abs(approach_k(ApproachCurve::york_calc, 5.56, row.wet_bulb_c, 1.0, 1.0) -
                   row.york_k) < 1e-4);
    CHECK(std::abs(approach_k(ApproachCurve::cool_tools, 5.56, row.wet_bulb_c, 1.0, 1.0) -
                   row.cool_tools_k) < 1e-4);
  }
}

TEST_CASE(
    "tower correlations: asked outside the curve they name the input, its value and the limit") {
  const auto message = [](double range_k, double wet_bulb_c, double water,
                          double air) -> std::string {
    try {
      approach_k(ApproachCurve::cool_tools, range_k, wet_bulb_c, water, air);
    } catch (const DomainError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message(5.5, 20.0, 1.0, 1.0).empty());
  CHECK(message(5.5, 30.0, 1.0, 1.0).find("wet bulb 30 degC is outside the -1 to 26.7") !=
        std::string::npos);
  CHECK(message(12.0, 20.0, 1.0, 1.0).find("range 12 K") != std::string::npos);
  CHECK(message(5.5, 20.0, 1.4, 1.0).find("water flow ratio 1.4") != std::string::npos);
  CHECK(message(5.5, 20.0, 1.0, 0.1).find("water to air ratio 10") != std::string::npos);
}

TEST_CASE_TEMPLATE("towers: the design point is met at full fan", Params, MerkelTowerParams,
                   YorkTowerParams, CoolToolsTowerParams) {
  const auto tower = one_tower<Params>();

  const RejectionState state = tower->state(7e6, 1.0, saturated(25.6));

  CHECK(tower->leaving_k(state, 1.0) - climate::kCelsiusZeroK == Approx(29.5).epsilon(1e-6));
  CHECK_FALSE(state.clamped);
}

TEST_CASE("merkel: the point solves Merkel's equations written out") {
  const auto tower = one_tower<MerkelTowerParams>();
  const climate::AirState air = saturated(18.0);
  const RejectionState state = tower->state(5e6, 0.8, air);

  const double leaving_k = tower->leaving_k(state, 0.6);

  // Heat from the effectiveness of a counter-flow exchanger against the saturated-air "gas".
  const double water_w_per_k = 7e6 / 5.5 * 0.8;
  const double air_kg_per_s = 7e6 / 5.5 / kWaterHeat / 1.2 * 0.6;
  const double inlet = climate::saturated_enthalpy_j_per_kg(air.wet_bulb_k, air.pressure_pa);
  const double outlet_k =
      climate::saturation_temperature_k(inlet + 5e6 / air_kg_per_s, air.pressure_pa);
  const double cp_equivalent = 5e6 / air_kg_per_s / (outlet_k - air.wet_bulb_k);
  const double air_w_per_k = air_kg_per_s * cp_equivalent;
  const double least = std::min(air_w_per_k, water_w_per_k);
  const double ratio = least / std::max(air_w_per_k, water_w_per_k);
  const auto& merkel = dynamic_cast<const MerkelTower&>(*tower);
  const double factors =
      (1.0 + 0.0081 * 7.6) * (1.3 * 0.6 - 0.3 * 0.36) * (0.1082 + 1.667 * 0.8 - 0.7713 * 0.64);
  const double ntu = merkel.design_ua_w_per_k() * factors * cp_equivalent / 1006.0 / least;
  const double effectiveness =
      (1.0 - std::exp(-ntu * (1.0 - ratio))) / (1.0 - ratio * std::exp(-ntu * (1.0 - ratio)));
  const double entering_k = leaving_k + 5e6 / water_w_per_k;
  CHECK(effectiveness * least * (entering_k - air.wet_bulb_k) == Approx(5e6).epsilon(2e-5));
}

TEST_CASE("merkel: an impossible design point is refused") {
  MerkelTowerParams params;
  params.unit_w = 7e6;
  params.water_to_air = 3.0;  // too little air to carry the heat below the water's temperature

  CHECK_THROWS_AS(params.make(), DomainError);
}

TEST_CASE_TEMPLATE(
    "heat rejection: water falls with air, rises with heat, and stays above the sink", Params,
    MerkelTowerParams, YorkTowerParams, CoolToolsTowerParams, DryCoolerParams, FluidCoolerParams) {
  const auto tower = one_tower<Params>();
  // The cubic of CoolTools turns by some hundredths of a kelvin in the corner of low flows.
  const double polynomial_k = std::is_same_v<Params, CoolToolsTowerParams> ? 0.02 : 0.0;
  for (double wet_bulb_c = 2.0; wet_bulb_c <= 26.0; wet_bulb_c += 4.0) {
    for (double share = 0.1; share < 1.05; share += 0.1) {
      CAPTURE(wet_bulb_c);
      CAPTURE(share);
      const double flow = tower->design().pump.flow_frac(share);
      const RejectionState state = tower->state(7e6 * share, flow, saturated(wet_bulb_c));
      double last_k = 1e9;
      for (double ratio = 0.2; ratio <= 1.0; ratio += 0.05) {
        const double leaving_k = tower->leaving_k(state, ratio);
        CHECK(leaving_k <= last_k + polynomial_k);
        CHECK(leaving_k > state.sink_k);
        last_k = leaving_k;
      }
      const double more = share + 0.1;
      const double more_k = tower->leaving_k(
          tower->state(7e6 * more, tower->design().pump.flow_frac(more), saturated(wet_bulb_c)),
          1.0);
      CHECK(more_k >= last_k);
    }
  }
}

TEST_CASE_TEMPLATE("heat rejection: fans hold the set point through all regimes, from any start",
                   Params, MerkelTowerParams, YorkTowerParams, CoolToolsTowerParams,
                   DryCoolerParams, FluidCoolerParams) {
  const auto tower = one_tower<Params>();
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> wet_bulb_c(-5.0, 28.0), share(0.02, 1.25),
      set_c(12.0, 40.0), start(0.0, 1.0);
  for (int trial = 0; trial < 3000; ++trial) {
    const double part = share(random);
    const RejectionState state = tower->state(7e6 * part, tower->design().pump.flow_frac(part),
                                              saturated(wet_bulb_c(random)));
    const double set_k = climate::kCelsiusZeroK + set_c(random);
    const FanPoint cold = tower->hold(state, set_k, 0.5);
    const FanPoint warm = tower->hold(state, set_k, start(random));
    REQUIRE(std::abs(warm.fan_frac - cold.fan_frac) < 1e-9);
    REQUIRE(std::abs(warm.leaving_k - cold.leaving_k) < 1e-9);
    if (cold.full) {
      REQUIRE(cold.leaving_k >= set_k);
      REQUIRE(cold.fan_frac == 1.0);
    } else {
      REQUIRE(cold.leaving_k == set_k);
      if (cold.warm_ratio > tower->design().min_air_ratio)
        REQUIRE(std::abs(tower->leaving_k(state, cold.air_frac) - set_k) < 1e-7);
    }
  }
}

TEST_CASE("heat rejection: fan power follows the published curve 0.02 + 0.98 x³") {
  const auto tower = one_tower<MerkelTowerParams>();
  const RejectionState state = tower->state(6e6, 1.0, saturated(18.0));

  const FanPoint point = tower->hold(state, climate::kCelsiusZeroK + 26.0, 0.5);

  REQUIRE(point.air_frac > 0.2);
  CHECK(point.fan_frac == Approx(0.02 + 0.98 * std::pow(point.air_frac, 3)).epsilon(1e-12));
}

TEST_CASE("heat rejection: a cold day needs no fan") {
  const auto tower = one_tower<MerkelTowerParams>();
  const RejectionState state = tower->state(0.2e6, 0.3, saturated(-5.0));

  const FanPoint point = tower->hold(state, climate::kCelsiusZeroK + 24.0, 0.5);

  CHECK(point.fan_frac == 0.0);
  CHECK(point.leaving_k == climate::kCelsiusZeroK + 24.0);
}
