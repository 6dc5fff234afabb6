// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/cooling/makeup_water.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

// 10 MW over 5.6 K on a Memphis peak hour, water / air 1.2; EnergyPlus' equations evaluated
// independently.
constexpr double kHeatW = 10e6;
constexpr double kRangeK = 5.6;
constexpr double kWaterKgPerS = 426.592;
const climate::AirState kAir = air_at(35.0, 0.55, 100685.0);

}  // namespace

TEST_CASE("make-up water: the three evaporation modes give the published row") {
  CHECK(evaporation_saturated_exit(kHeatW, kWaterKgPerS / 1.2, kAir) ==
        Approx(4.2693).epsilon(3e-4));
  CHECK(evaporation_loss_factor(0.002, kRangeK, kWaterKgPerS) == Approx(4.7778).epsilon(1e-4));
  CHECK(evaporation_loss_factor(qureshi_zubair_loss_per_k(kAir), kRangeK, kWaterKgPerS) ==
        Approx(3.9390).epsilon(1e-4));
}

TEST_CASE("make-up water: blowdown holds the cycles of concentration") {
  CHECK(blowdown(4.2693, 0.0, 3.0) == Approx(2.1347).epsilon(1e-4));
  CHECK(blowdown(4.2693, 0.0, 5.0) == Approx(1.0673).epsilon(1e-4));
  CHECK(blowdown(4.2693, 3.0, 3.0) == 0.0);  // drift alone keeps the water fresh enough
}

TEST_CASE("make-up water: salt in equals salt out") {
  const WaterTreatment treatment{.cycles = 4.0};

  const WaterUse use =
      water_use(treatment, kHeatW, kRangeK, kWaterKgPerS, kWaterKgPerS / 1.2, kWaterKgPerS, kAir);

  CHECK(use.makeup_kg_per_s ==
        Approx(4.0 * (use.blowdown_kg_per_s + use.drift_kg_per_s)).epsilon(1e-12));
}

TEST_CASE(
    "make-up water: evaporation is bounded by the heat and the sensible heat of hot dry air") {
  for (double dry_bulb_c = 0.0; dry_bulb_c <= 45.0; dry_bulb_c += 5.0) {
    for (double humidity = 0.1; humidity <= 1.0; humidity += 0.3) {
      const climate::AirState air = air_at(dry_bulb_c, humidity);
      const double air_kg_per_s = kWaterKgPerS / 1.2;
      const double evaporation = evaporation_saturated_exit(kHeatW, air_kg_per_s, air);
      const double sensible_w =
          air_kg_per_s * 1030.0 * std::max(0.0, air.dry_bulb_k - air.wet_bulb_k);
      CHECK(evaporation <=
            (kHeatW + sensible_w) / 2.39e6);  // latent heat at 45 degC, the least here
      CHECK(evaporation >= 0.0);
    }
  }
}
