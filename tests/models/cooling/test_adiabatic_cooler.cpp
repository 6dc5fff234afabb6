// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <random>

#include <doctest/doctest.h>

#include "models/cooling/adiabatic_cooler.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

constexpr double kUnitW = 2931e3;

std::unique_ptr<const HeatRejection> one_adiabatic(const PadParams& pads) {
  AdiabaticCoolerParams params;
  params.unit_w = kUnitW;
  params.pads = pads;
  return params.make();
}

struct Held {
  RejectionState state;
  FanPoint fans;
  WaterUse water;
};

Held hold(const HeatRejection& cooler, double heat_w, double set_c, const climate::AirState& air) {
  Held held;
  held.state = cooler.state(heat_w, cooler.design().pump.flow_frac(heat_w / kUnitW), air);
  cooler.wet_pads(held.state, climate::kCelsiusZeroK + set_c, air);
  held.fans = cooler.hold(held.state, climate::kCelsiusZeroK + set_c, 0.5);
  held.water = cooler.water(held.state, held.fans, air);
  return held;
}

}  // namespace

TEST_CASE("adiabatic cooler: with pads that do nothing it is the dry cooler, bit for bit") {
  CoolingParams padded = desert_plant<AdiabaticCoolerParams>();
  auto coolers = std::make_shared<AdiabaticCoolerParams>();
  coolers->unit_w = 2.9e6, coolers->units = 120, coolers->pads.effectiveness = 0.0;
  padded.liquid->rejection = slot("adiabatic-cooler", coolers);
  const auto adiabatic = make_plant(padded, kMaxSupplyK);
  const auto dry = make_plant(desert_plant(), kMaxSupplyK);
  std::vector<LimitUse> limits(dry->limit_names().size());
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> dry_bulb_c(-10.0, 48.0), humidity(0.03, 1.0),
      part(0.0, 1.2);
  WarmStart warm_a, warm_d;
  for (int trial = 0; trial < 2000; ++trial) {
    const climate::AirState air = air_at(dry_bulb_c(random), humidity(random));
    const HeatLoad load{.liquid_w = 330e6 * part(random), .air_w = 24e6 * part(random)};

    const CoolingPoint a = adiabatic->evaluate(load, air, warm_a, limits);
    const CoolingPoint d = dry->evaluate(load, air, warm_d, limits);

    REQUIRE(a.power_w == d.power_w);
    REQUIRE(a.rejection_leaving_k == d.rejection_leaving_k);
    REQUIRE(a.heat_rejected_w == d.heat_rejected_w);
    REQUIRE(a.makeup_kg_per_s == 0.0);
  }
}

TEST_CASE("adiabatic cooler: perfect pads give the coil air at its wet bulb, saturated") {
  const auto cooler = one_adiabatic({.effectiveness = 1.0});
  const climate::AirState air = air_at(43.0, 0.1);  // wet bulb near 19 degC: 33 degC water floats

  const Held held = hold(*cooler, kUnitW, 20.0, air);

  CHECK(held.state.wet_frac == 1.0);
  CHECK(held.state.sink_k == Approx(air.wet_bulb_k).epsilon(1e-12));
  CHECK(held.fans.full);
  // The coil's own design rise over its air, 313.70 - 308.15 K, now over the wet bulb.
  CHECK(held.fans.leaving_k - air.wet_bulb_k == Approx(5.55).epsilon(1e-9));
  const double saturated = climate::saturated_humidity_ratio(air.wet_bulb_k, air.pressure_pa);
  CHECK(held.water.evaporation_kg_per_s ==
        Approx(cooler->design().air_kg_per_s * (saturated - air.humidity_ratio)).epsilon(1e-9));
}

TEST_CASE("adiabatic cooler: T_in = Tdb - e (Tdb - Twb), and the water is what the air gained") {
  // ASHRAE Handbook of Fundamentals example: 40 degC dry, 20 degC wet bulb at 101,325 Pa.
  climate::AirState air;
  air.dry_bulb_k = 313.15, air.wet_bulb_k = 293.15;
  air.humidity_ratio = climate::humidity_ratio_from_wet_bulb(313.15, 293.15, 101325.0);
  const auto cooler = one_adiabatic({.effectiveness = 0.8, .wet_above_k = 298.15, .cycles = 4.0});

  const Held held = hold(*cooler, kUnitW, 45.0, air);

  CHECK(held.state.sink_k == Approx(297.15).epsilon(1e-12));  // 40 - 0.8 · 20 = 24 degC, by hand
  CHECK_FALSE(held.fans.full);
  const double air_kg_per_s = kUnitW / 5.56 / 1006.0 * held.fans.air_frac;
  const double gained =
      climate::humidity_ratio_from_wet_bulb(297.15, 293.15, 101325.0) - air.humidity_ratio;
  CHECK(gained == Approx(0.0065).epsilon(0.02));  // psychrometric chart: 0.0130 - 0.0065
  CHECK(held.water.evaporation_kg_per_s == Approx(air_kg_per_s * gained).epsilon(1e-12));
  CHECK(held.water.blowdown_kg_per_s ==
        Approx(held.water.evaporation_kg_per_s / 3.0).epsilon(1e-12));
  CHECK(held.water.makeup_kg_per_s ==
        held.water.evaporation_kg_per_s + held.water.blowdown_kg_per_s);
  // The air's enthalpy hardly moves along its wet bulb: it gains that of the water it took.
  const double before = climate::enthalpy_j_per_kg(313.15, air.humidity_ratio);
  const double after = climate::enthalpy_j_per_kg(297.15, air.humidity_ratio + gained);
  CHECK(after - before == Approx(gained * 4186.0 * 20.0).epsilon(0.01));
}

TEST_CASE("adiabatic cooler: pads are wet only when dry fans at full speed are not enough") {
  const auto cooler = one_adiabatic({});
  const auto dry = one_adiabatic({.effectiveness = 0.0});
  double last_wet = 0.0;
  bool some_partly = false;
  for (double dry_bulb_c = 20.0; dry_bulb_c <= 48.0; dry_bulb_c += 0.25) {
    CAPTURE(dry_bulb_c);
    const climate::AirState air = air_at(dry_bulb_c, 0.15);
    const Held held = hold(*cooler, kUnitW, 40.0, air);
    const Held without = hold(*dry, kUnitW, 40.0, air);
    const bool dry_holds = without.fans.leaving_k <= 313.15;
    CHECK((held.state.wet_frac == 0.0) == dry_holds);
    CHECK((held.water.makeup_kg_per_s == 0.0) == dry_holds);
    if (dry_holds) CHECK(held.fans.fan_frac == without.fans.fan_frac);
    if (!dry_holds) CHECK(held.fans.fan_frac == 1.0);
    if (held.state.wet_frac > 0.0 && held.state.wet_frac < 1.0) {
      some_partly = true;
      CHECK(held.fans.leaving_k == 313.15);
      CHECK(cooler->leaving_k(held.state, 1.0) == Approx(313.15).epsilon(1e-12));
    }
    CHECK(held.state.wet_frac >= last_wet);
    last_wet = held.state.wet_frac;
  }
  CHECK(some_partly);
}

TEST_CASE("adiabatic cooler: a stated dry bulb switches all pads, whatever the load") {
  const auto cooler = one_adiabatic({.wet_above_k = 303.15});

  CHECK(hold(*cooler, 0.5 * kUnitW, 44.0, air_at(29.9, 0.3)).state.wet_frac == 0.0);
  CHECK(hold(*cooler, 0.5 * kUnitW, 44.0, air_at(30.1, 0.3)).state.wet_frac == 1.0);
  // Below it the water floats rather than wetting the pads.
  const Held hot = hold(*cooler, 1.1 * kUnitW, 30.0, air_at(29.9, 0.3));
  CHECK(hot.fans.leaving_k > 303.15);
  CHECK(hot.water.makeup_kg_per_s == 0.0);
}

TEST_CASE("adiabatic cooler: fed once through, it takes what evaporates") {
  const auto cooler = one_adiabatic({.sump = false});

  const Held held = hold(*cooler, kUnitW, 30.0, air_at(43.0, 0.1));

  CHECK(held.water.makeup_kg_per_s > 0.0);
  CHECK(held.water.makeup_kg_per_s == held.water.evaporation_kg_per_s);
}
