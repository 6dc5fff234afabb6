// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/cooling/fluid_cooler.h"
#include "models/cooling/tower_merkel.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

constexpr double kFluidCoolerW = 7e6;

std::unique_ptr<const HeatRejection> one_fluid_cooler(double coil_frac = 0.5) {
  FluidCoolerParams params;
  params.unit_w = kFluidCoolerW;
  params.coil_frac = coil_frac;
  return params.make();
}

}  // namespace

TEST_CASE("fluid cooler: the design point of the standard is met at full fan") {
  // ANSI/ASHRAE/IES 90.1: 102 to 90 degF at 75 degF wet bulb.
  for (const double coil_frac : {0.1, 0.5, 0.9}) {
    const auto cooler = one_fluid_cooler(coil_frac);

    const RejectionState state = cooler->state(kFluidCoolerW, 1.0, air_at(23.89, 1.0));

    CHECK(cooler->leaving_k(state, 1.0) - climate::kCelsiusZeroK ==
          Approx((90.0 - 32.0) / 1.8).epsilon(1e-3));
  }
}

TEST_CASE("fluid cooler: fan and spray power are those the standard allows at most") {
  // 16.1 gpm per horsepower: 16.1 · 6.309e-5 m³/s of water over 12 degF = 6.667 K, 745.7 W.
  const auto cooler = one_fluid_cooler();
  const double heat_w = 16.1 * 6.309e-5 * kWaterDensity * kWaterHeat * 12.0 / 1.8;

  CHECK((cooler->design().fan_w + cooler->design().spray_w) / kFluidCoolerW ==
        Approx(745.7 / heat_w).epsilon(0.01));
}

TEST_CASE("fluid cooler: off design, the point solves both resistances written out") {
  const auto cooler = one_fluid_cooler(0.4);
  const climate::AirState air = air_at(15.0, 1.0);
  const RejectionState state = cooler->state(5e6, 0.7, air);

  const double leaving_k = cooler->leaving_k(state, 0.5);

  // At design: 7 MW over 6.67 K, 8.33 K above 297.04 K; water / air 1; exact psychrometrics.
  const double fluid_design = kFluidCoolerW / 6.67;
  const double air_design = fluid_design / kWaterHeat;
  const double inlet_design = climate::saturated_enthalpy_j_per_kg(297.04, 101325.0);
  const double out_design =
      climate::saturation_temperature_k(inlet_design + kFluidCoolerW / air_design, 101325.0);
  const double air_c_design = kFluidCoolerW / (out_design - 297.04);
  const double least_design = std::min(air_c_design, fluid_design);
  const double ua_design =
      least_design * counter_flow_ntu(kFluidCoolerW / (least_design * (6.67 + 8.33)),
                                      least_design / std::max(air_c_design, fluid_design));
  // Now: the coil as flow^0.8, the surface as air^0.8 and in proportion to the specific heat.
  const double air_now = 0.5 * air_design;
  const double inlet = climate::saturated_enthalpy_j_per_kg(air.wet_bulb_k, air.pressure_pa);
  const double out_k = climate::saturation_temperature_k(inlet + 5e6 / air_now, air.pressure_pa);
  const double air_c = 5e6 / (out_k - air.wet_bulb_k);
  const double coil = ua_design / 0.4 * std::pow(0.7, 0.8);
  const double surface =
      ua_design / 0.6 * std::pow(0.5, 0.8) * (air_c / air_now) / (air_c_design / air_design);
  const double ua = 1.0 / (1.0 / coil + 1.0 / surface);
  const double fluid = 0.7 * fluid_design;
  const double least = std::min(fluid, air_c);
  const double effectiveness =
      counter_flow_effectiveness(ua / least, least / std::max(fluid, air_c));
  const double entering_k = leaving_k + 5e6 / fluid;
  CHECK(effectiveness * least * (entering_k - air.wet_bulb_k) == Approx(5e6).epsilon(2e-5));
}

TEST_CASE("fluid cooler: cold or scarce air costs more where the resistance is the surface's") {
  const auto thin = one_fluid_cooler(0.01);
  const auto thick = one_fluid_cooler(0.99);
  const climate::AirState air = air_at(10.0, 1.0);
  const RejectionState at_thin = thin->state(kFluidCoolerW, 1.0, air);
  const RejectionState at_thick = thick->state(kFluidCoolerW, 1.0, air);

  // Cold air takes up less per kelvin (c_pe falls): that hurts a surface, not a coil.
  CHECK(thin->leaving_k(at_thin, 1.0) > thick->leaving_k(at_thick, 1.0));
  // Less air hurts the surface more than the coil.
  CHECK(thin->leaving_k(at_thin, 0.5) - thin->leaving_k(at_thin, 1.0) >
        thick->leaving_k(at_thick, 0.5) - thick->leaving_k(at_thick, 1.0));
}

TEST_CASE("fluid cooler: water by saturated exit and by Qureshi and Zubair agree within a third") {
  FluidCoolerParams params;
  params.unit_w = kFluidCoolerW;
  const auto saturated = params.make();
  params.treatment.evaporation = Evaporation::qureshi_zubair;
  const auto rule = params.make();
  const climate::AirState air = air_at(30.0, 0.5);
  const RejectionState state = saturated->state(kFluidCoolerW, 1.0, air);
  const FanPoint full{.leaving_k = 305.0, .air_frac = 1.0, .fan_frac = 1.0};

  const WaterUse exact = saturated->water(state, full, air);
  const WaterUse fitted = rule->water(state, full, air);

  // f = (113 - 8.417 · 0.5 + 1.6147 · 30) · 1e-5 = 1.572e-3 per K, of the water flow, 6.67 K.
  CHECK(fitted.evaporation_kg_per_s ==
        Approx(1.57234e-3 * kFluidCoolerW / kWaterHeat).epsilon(1e-4));
  CHECK(std::abs(exact.evaporation_kg_per_s / fitted.evaporation_kg_per_s - 1.0) < 0.33);
}

TEST_CASE("fluid cooler: an impossible design point is refused") {
  FluidCoolerParams params;
  params.unit_w = kFluidCoolerW;
  params.water_to_air = 4.0;

  CHECK_THROWS_AS(params.make(), DomainError);
}

TEST_CASE("fluid cooler: the facility water itself is cooled, and the spray pumps are paid") {
  const CoolingParams params = tower_plant<FluidCoolerParams>();
  const auto plant = make_plant(params, kMaxSupplyK);
  std::vector<LimitUse> limits(plant->limit_names().size());
  WarmStart warm;
  const HeatLoad load{.liquid_w = 110e6, .air_w = 30e6};

  const CoolingPoint hot = plant->evaluate(load, air_at(42.0, 0.6), warm, limits);
  const CoolingPoint cold = plant->evaluate(load, air_at(-5.0, 0.6), warm, limits);

  CHECK(hot.liquid_supply_k == hot.rejection_leaving_k);  // floats, no exchanger between
  CHECK(hot.liquid_supply_k > 310.15);
  CHECK(cold.rejection_w > 0.005 * 24 * 7e6);  // spray alone
}
