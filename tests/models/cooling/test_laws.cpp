// SPDX-License-Identifier: Apache-2.0
// Laws of nature that no machine and no plant may break, over random inputs and designs.

#include <cmath>
#include <memory>
#include <random>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/chiller_eir.h"
#include "models/cooling/plant.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

/// Draws of one seed.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  int below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  climate::AirState air() {
    return air_at(between(-20.0, 48.0), between(0.03, 1.0), between(70e3, 105e3));
  }

 private:
  std::mt19937_64 random_;
};

void draw_tower(Draw& draw, TowerParams& tower) {
  tower.wet_bulb_k = 273.15 + draw.between(15.0, 26.0);
  tower.approach_k = draw.between(2.5, 9.0);
  tower.range_k = draw.between(3.0, 10.0);
  tower.water_to_air = draw.between(0.6, 1.3);
}

void draw_cooler(Draw& draw, DryCoolerParams& cooler) {
  cooler.air_k = 273.15 + draw.between(20.0, 38.0);
  cooler.leaving_k = cooler.air_k + draw.between(4.0, 12.0);
  cooler.entering_k = cooler.leaving_k + draw.between(3.0, 8.0);
}

/// One of the six models with a random design, or nothing if it is an impossible one.
std::shared_ptr<HeatRejectionParams> draw_rejection(Draw& draw) {
  const auto tower = [&](auto made) -> std::shared_ptr<HeatRejectionParams> {
    draw_tower(draw, *made);
    return made;
  };
  const auto cooler = [&](auto made) -> std::shared_ptr<HeatRejectionParams> {
    draw_cooler(draw, *made);
    return made;
  };
  std::shared_ptr<HeatRejectionParams> params;
  switch (draw.below(6)) {
    case 0:
      params = tower(std::make_shared<MerkelTowerParams>());
      break;
    case 1:
      params = tower(std::make_shared<YorkTowerParams>());
      break;
    case 2:
      params = tower(std::make_shared<CoolToolsTowerParams>());
      break;
    case 3: {
      auto fluid = std::make_shared<FluidCoolerParams>();
      fluid->coil_frac = draw.between(0.1, 0.9);
      params = tower(fluid);
      break;
    }
    case 4:
      params = cooler(std::make_shared<DryCoolerParams>());
      break;
    default: {
      auto adiabatic = std::make_shared<AdiabaticCoolerParams>();
      adiabatic->pads.effectiveness = draw.between(0.0, 1.0);
      if (draw.below(2) == 0) adiabatic->pads.wet_above_k = 273.15 + draw.between(10.0, 35.0);
      params = cooler(adiabatic);
    }
  }
  params->unit_w = 5e6;
  params->units = 1 + draw.below(30);
  params->spare = params->units > 1 ? draw.below(2) : 0;
  params->staging = draw.below(2) == 0 ? RejectionStaging::all_on : RejectionStaging::fewest;
  try {
    params->make();
  } catch (const DomainError&) {
    return nullptr;
  }
  return params;
}

/// A random plant around it, or nothing.
std::unique_ptr<Plant> draw_plant(Draw& draw) {
  const auto rejection = draw_rejection(draw);
  if (!rejection) return nullptr;
  CoolingParams params;
  params.liquid.emplace();
  params.liquid->supply_k = 273.15 + draw.between(33.0, 45.0);
  params.liquid->rejection = slot("drawn", rejection);
  auto crah = std::make_shared<CrahChilledWaterParams>();
  const double hall_w = 0.3 * rejection->unit_w * static_cast<double>(rejection->units);
  const int kind = draw.below(4);
  if (kind < 3) {
    crah->chiller = ChillerParams{.unit_w = hall_w / 4.0, .units = 5, .spare = draw.below(2)};
    crah->chiller->staging = static_cast<ChillerStaging>(draw.below(3));
    if (kind == 0)
      crah->chiller->kind = ChillerKind::eir_air_cooled;
    else
      crah->chiller->condenser = Condenser::liquid_rejection;
    if (draw.below(2) == 0) crah->economizer = EconomizerParams{.below_k = draw.between(270, 290)};
  } else {
    crah->supply_k = 303.15;
    crah->unit_w = hall_w / 10.0, crah->units = 10;
    crah->economizer = EconomizerParams{.supply_k = 298.15};
  }
  if (draw.below(3) == 0) crah->outdoor_air.emplace();
  params.air = slot("crah-chilled-water", crah);
  try {
    return make_plant(params, 373.15);
  } catch (const DomainError&) {
    return nullptr;
  }
}

}  // namespace

TEST_CASE("laws: no chiller beats Carnot anywhere in its record") {
  Draw draw(17);
  for (const ChillerRecord& record : chiller_records()) {
    CAPTURE(record.name);
    for (int trial = 0; trial < 5000; ++trial) {
      const double leaving_c = draw.between(record.leaving_min_c, record.leaving_max_c);
      const double condenser_c = draw.between(record.condenser_min_c, record.condenser_max_c);
      const auto staging = static_cast<ChillerStaging>(draw.below(3));
      const ChillerBank bank(record, 2e6, 5, 273.15 + leaving_c, staging);
      const ChillerPoint point = bank.evaluate(draw.between(0.0, 12e6), 273.15 + condenser_c);
      // Between leaving chilled water and entering condenser: the kindest bound. Every record's
      // condenser range lies above its leaving range.
      const double carnot = (273.15 + leaving_c) / (condenser_c - leaving_c);
      REQUIRE(condenser_c > leaving_c);
      REQUIRE(point.cop < carnot);
      // A refrigeration cycle that is real reaches far less; the best record 61 %.
      REQUIRE(point.cop < 0.62 * carnot);
    }
  }
}

TEST_CASE("laws: where the published full-load curves turn") {
  // With warmer condensers a machine's full-load power, CapFT · EIRFT, first rises; beyond the
  // turn it falls, because the capacity falls faster than the efficiency. Expected: the published
  // coefficients evaluated independently on a grid of 4,000 points. degC, at the reference leaving
  // water.
  struct Turn {
    const char* name;
    double power_c;     // warmest power; 0: rises through the whole range
    double capacity_c;  // largest capacity; 0: falls through the whole range
  };
  const Turn turns[] = {
      {"carrier-19xr-1407", 31.09, 14.55}, {"york-yt-1055", 27.15, 22.20},
      {"trane-cvhf-2317", 0.0, 21.65},     {"carrier-19fa-5651", 19.25, 0.0},
      {"york-yk-4396", 20.15, 17.82},      {"york-ycal0033-101-air", 41.39, 28.68}};
  REQUIRE(std::size(turns) == chiller_records().size());
  for (std::size_t index = 0; index < std::size(turns); ++index) {
    const ChillerRecord& record = chiller_records()[index];
    CAPTURE(record.name);
    REQUIRE(record.name == turns[index].name);
    const auto capacity = [&](double c) {
      return biquadratic(record.capacity, record.leaving_ref_c, c);
    };
    const auto power = [&](double c) {
      return capacity(c) * biquadratic(record.eir, record.leaving_ref_c, c);
    };
    const auto turn_of = [&](auto&& f) {
      const auto slope = [&](double c) { return f(c + 1e-4) - f(c - 1e-4); };
      double low = record.condenser_min_c, high = record.condenser_max_c;
      if (slope(low) <= 0.0 || slope(high) >= 0.0) return 0.0;
      for (int step = 0; step < 60; ++step) {
        const double middle = 0.5 * (low + high);
        (slope(middle) > 0.0 ? low : high) = middle;
      }
      return low;
    };
    CHECK(std::abs(turn_of(power) - turns[index].power_c) < 0.02);
    CHECK(std::abs(turn_of(capacity) - turns[index].capacity_c) < 0.02);
  }
}

TEST_CASE("laws: water never leaves below its sink, whatever the design and the fans") {
  Draw draw(23);
  int designs = 0;
  while (designs < 400) {
    const auto params = draw_rejection(draw);
    if (!params) continue;
    ++designs;
    const auto rejection = params->make();
    const RejectionDesign& design = rejection->design();
    for (int trial = 0; trial < 50; ++trial) {
      const climate::AirState air = draw.air();
      const double share = draw.between(0.0, 1.25);
      RejectionState state =
          rejection->state(share * design.heat_w, design.pump.flow_frac(share), air);
      const double set_k = draw.between(273.15, 333.15);
      rejection->wet_pads(state, set_k, air);
      const double floor_k = design.wet || state.wet_frac > 0.0 ? air.wet_bulb_k : air.dry_bulb_k;
      REQUIRE(state.sink_k >= floor_k - 1e-9);
      REQUIRE(rejection->leaving_k(state, draw.between(0.2, 1.0)) >= state.sink_k);
      REQUIRE(rejection->leaving_free_k(state) >= state.sink_k);
      REQUIRE(rejection->hold(state, set_k, draw.between(0.0, 1.0)).leaving_k >= floor_k);
    }
  }
}

TEST_CASE("laws: evaporation carries no more than the heat and what the air gives up") {
  Draw draw(29);
  int designs = 0, wet_points = 0;
  while (designs < 400) {
    const auto params = draw_rejection(draw);
    if (!params) continue;
    ++designs;
    const auto rejection = params->make();
    const RejectionDesign& design = rejection->design();
    for (int trial = 0; trial < 50; ++trial) {
      const climate::AirState air = draw.air();
      const double share = draw.between(0.01, 1.2);
      const double set_k = draw.between(278.15, 323.15);
      RejectionState state =
          rejection->state(share * design.heat_w, design.pump.flow_frac(share), air);
      rejection->wet_pads(state, set_k, air);
      const FanPoint fans = rejection->hold(state, set_k, 0.5);
      const WaterUse water = rejection->water(state, fans, air);
      // At most the latent heat at 100 degC, 2.257 MJ/kg, which is the least; the air can cool from
      // its dry to its wet bulb (all of its heat counted as moist air of 0.03 kg/kg).
      const double sensible_w = design.air_kg_per_s * fans.air_frac * (1006.0 + 0.03 * 1860.0) *
                                (air.dry_bulb_k - air.wet_bulb_k);
      REQUIRE(water.evaporation_kg_per_s >= 0.0);
      REQUIRE(water.evaporation_kg_per_s * 2.257e6 <= state.heat_w + sensible_w);
      if (water.evaporation_kg_per_s > 0.0) ++wet_points;
      // What comes in goes out; salt that comes in goes out, unless drift alone is more.
      REQUIRE(water.makeup_kg_per_s ==
              Approx(water.evaporation_kg_per_s + water.drift_kg_per_s + water.blowdown_kg_per_s)
                  .epsilon(1e-12));
      if (water.blowdown_kg_per_s > 0.0)
        REQUIRE(3.0 * (water.blowdown_kg_per_s + water.drift_kg_per_s) ==
                Approx(water.makeup_kg_per_s).epsilon(1e-9));
    }
  }
  CHECK(wet_points > 5000);
}

TEST_CASE("laws: heat and water balance in random plants, within limits and beyond") {
  Draw draw(31);
  int plants = 0, free_points = 0, beyond = 0;
  while (plants < 300) {
    const auto plant = draw_plant(draw);
    if (!plant) continue;
    ++plants;
    WarmStart warm;
    std::vector<LimitUse> limits(plant->limit_names().size());
    for (int trial = 0; trial < 60; ++trial) {
      const climate::AirState air = draw.air();
      const HeatLoad load{.liquid_w = draw.between(0.0, 120e6), .air_w = draw.between(0.0, 40e6)};
      const CoolingPoint p = plant->evaluate(load, air, warm, limits);

      const double in_w = load.liquid_w + load.air_w + p.power_w;
      REQUIRE(std::abs(p.heat_rejected_w + p.unrejected_w - in_w) <= 1e-9 * in_w);
      REQUIRE(p.unrejected_w >= -1e-9 * in_w);
      REQUIRE(in_w / (load.liquid_w + load.air_w) >= 1.0);  // PUE of cooling alone
      const double parts_w =
          p.liquid_pump_w + p.air_fan_w + p.chilled_water_pump_w + p.chiller_w + p.rejection_w;
      REQUIRE(std::abs(parts_w - p.power_w) <= 1e-9 * p.power_w);
      REQUIRE(std::abs(p.makeup_kg_per_s - p.evaporation_kg_per_s - p.drift_kg_per_s -
                       p.blowdown_kg_per_s) <= 1e-9 * p.makeup_kg_per_s);
      REQUIRE(p.rejection_leaving_k >= air.wet_bulb_k);
      REQUIRE(p.economizer_w >= 0.0);
      REQUIRE(std::isfinite(p.power_w));
      if (p.economizer_w > 0.0) ++free_points;
      if (p.unrejected_w > 0.0) ++beyond;
      // Whatever it starts from; at wet bulbs far below freezing the saturation table's cells show
      // in the ninth digit.
      WarmStart other{.tower_air_ratio = draw.between(0.0, 1.0)};
      const CoolingPoint again = plant->evaluate(load, air, other, limits);
      REQUIRE(again.power_w == Approx(p.power_w).epsilon(1e-8));
    }
  }
  CHECK(free_points > 1000);
  CHECK(beyond > 1000);
}
