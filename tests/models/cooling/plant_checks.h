// SPDX-License-Identifier: Apache-2.0
#pragma once

// What several tests of whole plants do: evaluate one point, look a limit up, change a copy of the
// parameters, and check the laws that every plant keeps.

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/cooling/plant.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plants.h"

namespace gigawatt::cooling {

struct Evaluated {
  CoolingPoint point;
  std::vector<LimitUse> limits;
};

inline Evaluated evaluate(const Plant& plant, const HeatLoad& load, const climate::AirState& air,
                          WarmStart warm = {}) {
  Evaluated result;
  result.limits.resize(plant.limit_names().size());
  result.point = plant.evaluate(load, air, warm, result.limits);
  return result;
}

inline LimitUse limit(const Plant& plant, const Evaluated& result, const std::string& name) {
  for (std::size_t index = 0; index < result.limits.size(); ++index)
    if (plant.limit_names()[index].name == name) return result.limits[index];
  FAIL("no limit " << name);
  return {};
}

template <class Change>
std::string refusal(CoolingParams params, Change change, double max_supply_k = kMaxSupplyK) {
  change(params);
  try {
    make_plant(params, max_supply_k);
  } catch (const DomainError& error) {
    return error.what();
  }
  return "";
}

/// The air-cooling parameters of `params`, copied so that they can be changed.
inline std::shared_ptr<CrahChilledWaterParams> own_air(CoolingParams& params) {
  auto own = std::make_shared<CrahChilledWaterParams>(
      dynamic_cast<const CrahChilledWaterParams&>(*params.air.params));
  params.air.params = own;
  return own;
}

inline void check_properties(const Plant& plant, double largest_liquid_w, double largest_air_w,
                             double largest_cop = 12.0) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> dry_bulb_c(-10.0, 44.0), humidity(0.05, 1.0),
      part(0.0, 1.3), start(0.0, 1.0);
  for (int trial = 0; trial < 4000; ++trial) {
    const climate::AirState air = air_at(dry_bulb_c(random), humidity(random));
    const HeatLoad load{.liquid_w = largest_liquid_w * part(random),
                        .air_w = largest_air_w * part(random)};
    const Evaluated now = evaluate(plant, load, air);
    const CoolingPoint& p = now.point;
    CAPTURE(air.dry_bulb_k);
    CAPTURE(air.wet_bulb_k);
    CAPTURE(load.liquid_w);
    CAPTURE(load.air_w);

    // The sum is the sum, and nothing is negative.
    REQUIRE(p.power_w == doctest::Approx(p.liquid_pump_w + p.air_fan_w + p.chilled_water_pump_w +
                                         p.chiller_w + p.rejection_w));
    REQUIRE(std::min({p.liquid_pump_w, p.air_fan_w, p.chilled_water_pump_w, p.chiller_w,
                      p.rejection_w}) >= 0.0);

    // Within its limits, all heat and all power leave to the outdoors.
    bool within = true;
    for (const LimitUse& use : now.limits)
      within = within && use.used <= use.limit;
    if (within) {
      REQUIRE(std::abs(p.heat_rejected_w - (load.liquid_w + load.air_w + p.power_w)) <=
              1e-12 * p.heat_rejected_w);
    }

    // Second law: no water below the sink, no chiller better than Carnot.
    REQUIRE(p.liquid_supply_k >= air.wet_bulb_k);
    if (p.makeup_kg_per_s == 0.0) REQUIRE(p.rejection_leaving_k >= air.dry_bulb_k);
    REQUIRE(p.rejection_leaving_k >= air.wet_bulb_k);
    REQUIRE(p.chiller_cop < largest_cop);

    // Evaporation carries no more than the heat and what hot dry air gives.
    const double latent = 2.35e6;
    const double air_kg_per_s = 1.25 * 24.0 * 7e6 / 5.5 / kWaterHeat / 1.2;
    const double sensible_w = air_kg_per_s * 1030.0 * (air.dry_bulb_k - air.wet_bulb_k);
    REQUIRE(p.evaporation_kg_per_s <= (p.heat_rejected_w + sensible_w) / latent);

    // More load: more use of every limit, more power.
    const double more = 1.0 + 0.2 * start(random);
    const Evaluated then =
        evaluate(plant, {.liquid_w = load.liquid_w * more, .air_w = load.air_w * more}, air);
    for (std::size_t index = 0; index < now.limits.size(); ++index) {
      CAPTURE(plant.limit_names()[index].name);
      // Floating water is known to 1e-10 K, and with it what an economizer leaves.
      REQUIRE(then.limits[index].used >= now.limits[index].used * (1.0 - 1e-9) - 1e-9);
    }
    // Beyond a capacity in watts the point is held at it, and a hotter chiller carries less.
    bool carried = true;
    for (std::size_t index = 0; index < now.limits.size(); ++index)
      if (plant.limit_names()[index].unit == "W")
        carried = carried && then.limits[index].used <= then.limits[index].limit;
    if (carried) REQUIRE(then.point.power_w >= p.power_w * (1.0 - 1e-9));

    // Any warm start gives the same point.
    const CoolingPoint warm = evaluate(plant, load, air,
                                       {.tower_air_ratio = start(random),
                                        .tower_gain = 1.0 + start(random),
                                        .leaving_k = 310.0})
                                  .point;
    REQUIRE(warm.power_w == doctest::Approx(p.power_w).epsilon(1e-9));
    REQUIRE(warm.rejection_leaving_k == doctest::Approx(p.rejection_leaving_k).epsilon(1e-12));
    REQUIRE(warm.makeup_kg_per_s == doctest::Approx(p.makeup_kg_per_s).epsilon(1e-9));
  }
}

}  // namespace gigawatt::cooling
