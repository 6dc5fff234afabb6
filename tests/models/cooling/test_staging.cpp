// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/cooling/plant.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

template <class Rejection>
std::shared_ptr<Rejection> own_rejection(CoolingParams& params) {
  auto own =
      std::make_shared<Rejection>(dynamic_cast<const Rejection&>(*params.liquid->rejection.params));
  params.liquid->rejection.params = own;
  return own;
}

/// Ten towers of 7 MW on a liquid loop whose own pumps cost nothing, and no halls.
std::unique_ptr<Plant> ten_towers(RejectionStaging staging) {
  CoolingParams params = tower_plant();
  params.air = {};
  params.liquid->cdu_pump.head_pa = params.liquid->facility_pump.head_pa = 0.0;
  const auto towers = own_rejection<MerkelTowerParams>(params);
  towers->units = 10;
  towers->staging = staging;
  return make_plant(params, kMaxSupplyK);
}

}  // namespace

TEST_CASE("spares: neither limits nor energy count on them, to the last bit") {
  CoolingParams with = tower_plant();
  own_rejection<MerkelTowerParams>(with)->units = 26;
  own_rejection<MerkelTowerParams>(with)->spare = 2;
  own_air(with)->chiller->units = 9;
  own_air(with)->chiller->spare = 1;
  own_air(with)->unit_w = 1e6, own_air(with)->units = 50, own_air(with)->spare = 10;
  CoolingParams without = tower_plant();
  own_air(without)->unit_w = 1e6, own_air(without)->units = 40;
  const auto spared = make_plant(with, kMaxSupplyK);
  const auto plain = make_plant(without, kMaxSupplyK);

  for (const double part : {0.3, 0.9, 1.2}) {
    const HeatLoad load{.liquid_w = 110e6 * part, .air_w = 38e6 * part};
    const Evaluated a = evaluate(*spared, load, air_at(27.0, 0.6));
    const Evaluated b = evaluate(*plain, load, air_at(27.0, 0.6));
    CHECK(a.point.power_w == b.point.power_w);
    CHECK(a.point.makeup_kg_per_s == b.point.makeup_kg_per_s);
    for (std::size_t index = 0; index < a.limits.size(); ++index) {
      CHECK(a.limits[index].used == b.limits[index].used);
      CHECK(a.limits[index].limit == b.limits[index].limit);
    }
  }
}

TEST_CASE("spares: a plant of spares alone is refused") {
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          own_rejection<MerkelTowerParams>(p)->spare = 24;
        }).find("24 of 24 units are spare") != std::string::npos);
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          own_air(p)->chiller->spare = 8;
        }).find("cooling.air.chiller: 8 of 8") != std::string::npos);
  CHECK(refusal(tower_plant(), [](CoolingParams& p) {
          own_air(p)->spare = 1;
        }).find("give unit and units") != std::string::npos);
}

TEST_CASE("staging of towers: with the fewest on, half the heat is half the towers") {
  const auto fewest = ten_towers(RejectionStaging::fewest);
  const climate::AirState air = air_at(18.0, 0.6);

  const CoolingPoint full = evaluate(*fewest, {.liquid_w = 60e6}, air).point;
  const CoolingPoint half = evaluate(*fewest, {.liquid_w = 30e6}, air).point;

  // Each tower that runs is at its design heat: fans, pumps and water are in proportion. Analytic.
  CHECK(half.rejection_w == Approx(0.5 * full.rejection_w).epsilon(1e-9));
  CHECK(half.makeup_kg_per_s == Approx(0.5 * full.makeup_kg_per_s).epsilon(1e-9));
  CHECK(half.heat_rejected_w == Approx(0.5 * full.heat_rejected_w).epsilon(1e-9));
  CHECK(half.rejection_leaving_k == full.rejection_leaving_k);
}

TEST_CASE("staging of towers: all on draws less at part load, by about the cube of the flow") {
  const climate::AirState air = air_at(18.0, 0.6);
  const HeatLoad load{.liquid_w = 30e6};
  // The share of the pumps in it, from a day so cold that no fan turns.
  const auto fans_w = [&](RejectionStaging staging) {
    const auto plant = ten_towers(staging);
    return evaluate(*plant, load, air).point.rejection_w -
           evaluate(*plant, load, air_at(-30.0, 0.6)).point.rejection_w;
  };

  // Twice the towers at half the heat need about half the air each: 2 (1/2)³ = 1/4. The water, also
  // halved, and the fans' fixed 2 % shift it.
  const double ratio = fans_w(RejectionStaging::all_on) / fans_w(RejectionStaging::fewest);
  CHECK(ratio > 0.15);
  CHECK(ratio < 0.5);
}

TEST_CASE("staging of chillers: three ways to carry a load, by hand") {
  const ChillerRecord& record = standard_chiller(false);
  const auto bank = [&](ChillerStaging staging) {
    return ChillerBank(record, 6e6, 8, 281.15, staging);
  };
  const double condenser_k = 298.15;
  const double machine_w = 6e6 * biquadratic(record.capacity, 281.15 - 273.15, 298.15 - 273.15);
  const double full_power_w = machine_w / record.cop * biquadratic(record.eir, 8.0, 25.0);
  const auto part = [&](double plr) {
    return record.part_load[0] + plr * (record.part_load[1] + plr * record.part_load[2]);
  };
  const double load_w = 3.4 * machine_w;

  const ChillerPoint all = bank(ChillerStaging::all_on).evaluate(load_w, condenser_k);
  const ChillerPoint fewest = bank(ChillerStaging::fewest).evaluate(load_w, condenser_k);
  const ChillerPoint least = bank(ChillerStaging::least_power).evaluate(load_w, condenser_k);

  CHECK(all.running == 8.0);
  CHECK(all.power_w == Approx(8.0 * full_power_w * part(3.4 / 8.0)).epsilon(1e-9));
  CHECK(fewest.running == Approx(3.4).epsilon(1e-12));
  CHECK(fewest.power_w == Approx(3.4 * full_power_w * part(1.0)).epsilon(1e-9));
  // Best part load of the record: √(0.26199 / 0.49883) = 0.7247; 3.4 / 0.7247 lies between 4 and 5.
  CHECK(least.running == 5.0);
  CHECK(least.power_w == Approx(5.0 * full_power_w * part(3.4 / 5.0)).epsilon(1e-9));
  CHECK(least.power_w < fewest.power_w);
  CHECK(least.power_w < all.power_w);
  // All of them above what they reach at full load.
  const double most_w = 8.2 * machine_w;
  CHECK(bank(ChillerStaging::fewest).evaluate(most_w, condenser_k).power_w ==
        Approx(8.0 * full_power_w * part(8.2 / 8.0)).epsilon(1e-9));
}

TEST_CASE("staging: the laws of every plant hold") {
  CoolingParams params = tower_plant();
  const auto towers = own_rejection<MerkelTowerParams>(params);
  towers->staging = RejectionStaging::fewest;
  SUBCASE("fewest towers and chillers") {
    own_air(params)->chiller->staging = ChillerStaging::fewest;
  }
  SUBCASE("fewest towers, all chillers, economizer") {
    own_air(params)->chiller->staging = ChillerStaging::all_on;
    own_air(params)->economizer.emplace();
  }
  check_properties(*make_plant(params, kMaxSupplyK), 100e6, 40e6);
}
