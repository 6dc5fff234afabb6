// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/year_balance.h"

#include <algorithm>
#include <cassert>

namespace gigawatt::power {
namespace {

/// Of the load: less is rounding.
constexpr double kLeastLoss = 1e-9;

struct StepResult {
  double unserved_j = 0.0;
  double spilled_j = 0.0;
};

StepResult run_step(const AdequacyStore* store, BatteryState& state, double spare_w,
                    double seconds) {
  if (store == nullptr)
    return spare_w < 0.0 ? StepResult{-spare_w * seconds, 0.0} : StepResult{0.0, spare_w * seconds};
  const double bus_w = spare_w - store->battery.standby_w;
  const BatteryFlow flow = advance(store->battery, state, bus_w, seconds);
  // Load comes before the battery's own auxiliaries.
  return {std::max(0.0, -spare_w * seconds - flow.given_j),
          std::max(0.0, bus_w * seconds - flow.taken_j)};
}

BatteryState begin(const AdequacyStore* store) {
  if (store == nullptr) return {};
  return {store->initial_charge_frac * store->capacity_j, store->capacity_j};
}

}  // namespace

YearTotals balance_year(const AdequacyCase& plant, std::span<const double> supply_w, double added_w,
                        std::size_t lead_in) {
  assert(supply_w.size() == plant.steps() && lead_in <= plant.steps());
  const AdequacyStore* store = plant.store ? &*plant.store : nullptr;
  BatteryState state = begin(store);
  for (std::size_t step = plant.steps() - lead_in; store && step < plant.steps(); ++step)
    run_step(store, state, supply_w[step] - plant.load_w[step] - added_w, plant.step_s);

  YearTotals totals;
  std::size_t next_day = 0;  // The first that is not counted as lost yet.
  for (std::size_t step = 0; step < plant.steps(); ++step) {
    const double load_w = plant.load_w[step] + added_w;
    const StepResult result = run_step(store, state, supply_w[step] - load_w, plant.step_s);
    totals.spilled_j += result.spilled_j;
    if (result.unserved_j <= kLeastLoss * load_w * plant.step_s) continue;
    totals.unserved_j += result.unserved_j;
    ++totals.lost_steps;
    const std::size_t day = plant.day_of(step);
    if (day < next_day) continue;
    ++totals.lost_days;
    next_day = day + 1;
  }
  return totals;
}

}  // namespace gigawatt::power
