// SPDX-License-Identifier: Apache-2.0
// Time of one plant evaluation along a year of five-minute steps, warm- and cold-started.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;

namespace {

struct Step {
  climate::AirState air;
  HeatLoad load;
};

// Memphis-like seasons and days with a slowly moving load.
std::vector<Step> year() {
  constexpr int kSteps = 105'120;
  std::vector<Step> steps;
  steps.reserve(kSteps);
  for (int step = 0; step < kSteps; ++step) {
    const double day = step / 288.0;
    const double dry_bulb_c =
        17.0 - 11.0 * std::cos(0.0172 * (day - 15.0)) - 5.5 * std::cos(6.2832 * (day - 0.625));
    const double humidity =
        0.68 + 0.18 * std::cos(6.2832 * (day - 0.2)) + 0.1 * std::sin(0.9 * day);
    const double share = 0.8 + 0.15 * std::sin(3.1 * day) + 0.04 * std::sin(41.0 * day);
    steps.push_back(
        {air_at(dry_bulb_c, humidity), {.liquid_w = 100e6 * share, .air_w = 36e6 * share}});
  }
  return steps;
}

void time_plant(const char* name, const CoolingParams& params, const std::vector<Step>& steps) {
  const auto plant = make_plant(params, kMaxSupplyK);
  std::vector<LimitUse> limits(plant->limit_names().size());
  for (const bool is_warm : {true, false}) {
    double best_ns = 1e30;
    double energy = 0.0;
    for (int repeat = 0; repeat < 5; ++repeat) {
      WarmStart warm;
      energy = 0.0;
      const std::clock_t begin =
          std::clock();  // of the processor: other work on the machine does not count
      for (const Step& step : steps) {
        if (!is_warm) warm = {};
        energy += plant->evaluate(step.load, step.air, warm, limits).power_w;
      }
      const double took_ns = 1e9 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
      best_ns = std::min(best_ns, took_ns / static_cast<double>(steps.size()));
    }
    std::printf("%-22s %s start %7.1f ns per evaluation, mean cooling power %.3f MW\n", name,
                is_warm ? "warm" : "cold", best_ns,
                energy / static_cast<double>(steps.size()) / 1e6);
  }
}

}  // namespace

int main() {
  const std::vector<Step> steps = year();
  time_plant("wet-tower-merkel", tower_plant(), steps);
  time_plant("wet-tower-york", tower_plant<YorkTowerParams>(), steps);
  time_plant("wet-tower-cooltools", tower_plant<CoolToolsTowerParams>(), steps);
  time_plant("fluid-cooler", tower_plant<FluidCoolerParams>(), steps);
  time_plant("dry-cooler", desert_plant(), steps);
  time_plant("adiabatic-cooler", desert_plant<AdiabaticCoolerParams>(), steps);

  CoolingParams economizing = tower_plant();
  auto crah = std::make_shared<CrahChilledWaterParams>(
      dynamic_cast<const CrahChilledWaterParams&>(*economizing.air.params));
  crah->economizer.emplace();
  economizing.air.params = crah;
  time_plant("merkel + economizer", economizing, steps);
}
