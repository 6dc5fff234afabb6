// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two plants and some air that several tests (and the benchmark) use.

#include <memory>
#include <utility>

#include "models/climate/psychrometrics.h"
#include "models/cooling/plant_params.h"

namespace gigawatt::cooling {

inline climate::AirState air_at(double dry_bulb_c, double relative_humidity,
                                double pressure_pa = 101325.0) {
  return climate::air_from_relative_humidity(climate::kCelsiusZeroK + dry_bulb_c, relative_humidity,
                                             pressure_pa);
}

inline ModelSlot slot(std::string name, std::shared_ptr<const ModelParams> params) {
  return {.name = std::move(name), .params = std::move(params)};
}

/// A city warehouse: 24 towers of 7 MW and 8 water-cooled chillers of 6 MW on the same towers.
template <class Tower = MerkelTowerParams>
CoolingParams tower_plant() {
  auto tower = std::make_shared<Tower>();
  tower->unit_w = 7.0e6;
  tower->units = 24;
  auto crah = std::make_shared<CrahChilledWaterParams>();
  crah->chiller = ChillerParams{
      .supply_k = 281.15, .unit_w = 6.0e6, .units = 8, .condenser = Condenser::liquid_rejection};
  CoolingParams params;
  params.liquid.emplace();
  params.liquid->rejection = slot("tower", tower);
  params.air = slot("crah-chilled-water", crah);
  return params;
}

/// A desert site: 120 dry coolers of 2.9 MW, 45 degC supply, 14 air-cooled chillers of 2 MW.
template <class Coolers = DryCoolerParams>
CoolingParams desert_plant() {
  auto coolers = std::make_shared<Coolers>();
  coolers->unit_w = 2.9e6;
  coolers->units = 120;
  auto crah = std::make_shared<CrahChilledWaterParams>();
  crah->supply_k = 300.15;
  crah->chiller = ChillerParams{.kind = ChillerKind::eir_air_cooled, .unit_w = 2.0e6, .units = 14};
  CoolingParams params;
  params.liquid.emplace();
  params.liquid->supply_k = 318.15;
  params.liquid->rejection = slot("dry-cooler", coolers);
  params.air = slot("crah-chilled-water", crah);
  return params;
}

inline constexpr double kMaxSupplyK = 318.15;  // 45 degC, class W45

}  // namespace gigawatt::cooling
