// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/carried_load.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "models/power/adequacy/reliability.h"

namespace gigawatt::power {
namespace {

/// More than any constant load that could be served: everything at once.
double most_supply_w(const AdequacyCase& plant) {
  double most_w = 0.0;
  for (std::size_t step = 0; step < plant.steps(); ++step) {
    double supply_w = plant.variable_w.empty() ? 0.0 : plant.variable_w[step];
    for (const UnitGroup& group : plant.groups)
      supply_w += static_cast<double>(group.units * unit_capacity_w(group, step));
    most_w = std::max(most_w, supply_w);
  }
  return most_w + (plant.store ? plant.store->battery.discharge_w : 0.0);
}

/// Largest whole number in [0, most] that is still good, by halves; 0 if none is.
template <class Good>
std::int64_t last_good(std::int64_t most, const Good& good) {
  if (!good(0)) return 0;
  std::int64_t low = 0;
  std::int64_t high = most + 1;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (good(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace

double carried_load_w(const AdequacyCase& plant, double most_lolh_h) {
  const StepTables tables(plant);
  const auto most_w = static_cast<std::int64_t>(std::ceil(most_supply_w(plant)));
  const std::int64_t carried_w = last_good(most_w, [&](std::int64_t added_w) {
    return assess(plant, tables, added_w).lolh_h <= most_lolh_h;
  });
  return static_cast<double>(carried_w);
}

CarriedLoad simulated_carried_load(const AdequacyCase& plant, double most_lolh_h,
                                   const MonteCarloOptions& options, double within_frac) {
  require_sound(plant);
  const double step_w = most_supply_w(plant) * within_frac;
  if (!(step_w > 0.0)) return {};
  const auto most = static_cast<std::int64_t>(std::ceil(1.0 / within_frac));
  const auto lolh_at = [&](std::int64_t steps) {
    return simulate(plant, options, static_cast<double>(steps) * step_w).lolh_h;
  };
  const std::int64_t mean =
      last_good(most, [&](std::int64_t steps) { return lolh_at(steps).mean <= most_lolh_h; });
  const std::int64_t sure =
      last_good(mean, [&](std::int64_t steps) { return lolh_at(steps).high() <= most_lolh_h; });
  return {static_cast<double>(mean) * step_w, static_cast<double>(sure) * step_w};
}

}  // namespace gigawatt::power
