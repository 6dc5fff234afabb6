// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/cooling/dry_cooler.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

TEST_CASE("dry cooler: cross-flow effectiveness, both unmixed") {
  CHECK(cross_flow_effectiveness(1.0, 1.0) ==
        Approx(.468536).epsilon(1e-6));  // EnergyPlus FluidCooler, by hand
  // NTU 2, Cr 0.5: η = 2^-0.22 = 0.858565; by hand. The exponent belongs to NTU alone, Cr·η
  // divides.
  const double damped = 0.5 * std::pow(2.0, -0.22);
  CHECK(cross_flow_effectiveness(2.0, 0.5) ==
        Approx(1.0 - std::exp((std::exp(-2.0 * damped) - 1.0) / damped)));
  CHECK(cross_flow_effectiveness(2.0, 0.5) ==
        Approx(0.7388).epsilon(5e-3));  // Kays and London chart
  CHECK(cross_flow_effectiveness(3.0, 0.0) == Approx(1.0 - std::exp(-3.0)));
  CHECK(cross_flow_ntu(cross_flow_effectiveness(1.7, 0.8), 0.8) == Approx(1.7).epsilon(1e-12));
}

TEST_CASE("dry cooler: the Baltimore Aircoil Trillium record") {
  // TDFS1238N-C60ET40B: 2931 kW, air 35 degC, coolant 46.11 to 40.55 degC.
  DryCoolerParams params;
  params.unit_w = 2931e3;
  const auto made = params.make();
  const auto& cooler = dynamic_cast<const DryCooler&>(*made);

  CHECK(cooler.design_effectiveness() == Approx(.50045).epsilon(1e-5));
  CHECK(cooler.design_ntu() == Approx(1.15236).epsilon(1e-5));
  CHECK(cooler.design_ua_w_per_k() == Approx(607.48e3).epsilon(1e-4));
  CHECK(cooler.design().fan_w == Approx(117.68e3).epsilon(1e-4));
  const RejectionState state = cooler.state(2931e3, 1.0, air_at(35.0, 0.2));
  CHECK(cooler.leaving_k(state, 1.0) == Approx(313.70).epsilon(1e-9));
}

TEST_CASE("dry cooler: on a hot desert afternoon 40 degC water is out of reach") {
  DryCoolerParams params;
  params.unit_w = 2931e3;
  const auto cooler = params.make();
  const RejectionState state = cooler->state(2931e3, 1.0, air_at(43.0, 0.1));

  const FanPoint point = cooler->hold(state, 313.15, 0.5);

  CHECK(point.full);
  CHECK(point.leaving_k > 316.15);  // above the air of 43 degC
}

TEST_CASE("dry cooler and towers: more air with the fans off than at their least is refused") {
  DryCoolerParams cooler;
  cooler.free_convection = 0.25;  // min_air is 0.2
  MerkelTowerParams tower;
  tower.free_convection = 0.25;

  CHECK_THROWS_AS(cooler.make(), DomainError);
  CHECK_THROWS_AS(tower.make(), DomainError);
}

TEST_CASE("dry cooler: a design below its air is refused") {
  DryCoolerParams params;
  params.unit_w = 2931e3;
  params.leaving_k = 307.0;  // air is 308.15

  CHECK_THROWS_AS(params.make(), DomainError);
}
