// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/power/dispatch/look_ahead.h"

// Plans of hourly steps in the units of the exact cases: MW, MWh, USD/MWh.

namespace gigawatt::power {

inline constexpr double kMw = 1e6;
inline constexpr double kMwh = 3.6e9;

inline PlannedStore store_of(double power_mw, double energy_mwh, double one_way_efficiency) {
  PlannedStore store;
  store.charge_limit_w = power_mw * kMw;
  store.discharge_limit_w = power_mw * kMw;
  store.most_energy_j = energy_mwh * kMwh;
  store.charge_efficiency = one_way_efficiency;
  store.discharge_efficiency = one_way_efficiency;
  return store;
}

/// No load and no PV; buying and selling at the same price without limit.
inline LookAheadInput trading(const std::vector<double>& usd_per_mwh, double start_mwh,
                              double end_mwh) {
  const std::size_t steps = usd_per_mwh.size();
  LookAheadInput input;
  input.load_w.assign(steps, 0.0);
  input.pv_w.assign(steps, 0.0);
  for (const double price : usd_per_mwh)
    input.import_usd_per_kwh.push_back(price * 1e-3);
  input.export_usd_per_kwh = input.import_usd_per_kwh;
  input.import_limit_w.assign(steps, kUnbounded);
  input.export_limit_w.assign(steps, kUnbounded);
  input.energy_j = start_mwh * kMwh;
  input.end_energy_j = end_mwh * kMwh;
  return input;
}

inline Plan plan_of(const LookAheadParams& params, const LookAheadInput& input) {
  Plan plan;
  LpBasis basis;
  LookAhead(params).plan(input, basis, plan);
  return plan;
}

inline LookAheadParams hourly(std::size_t steps, const PlannedStore& store) {
  LookAheadParams params;
  params.steps = static_cast<int>(steps);
  params.store = store;
  return params;
}

/// Power that runs both ways at once, anywhere in the plan [W].
inline double most_at_once_w(const Plan& plan) {
  double most_w = 0.0;
  for (const PlanStep& step : plan.steps) {
    most_w = std::max({most_w, std::min(step.charge_w, step.discharge_w),
                       std::min(step.import_w, step.export_w)});
  }
  return most_w;
}

/// Largest error of the balance of power over the steps [W].
inline double worst_imbalance_w(const LookAheadInput& input, const Plan& plan) {
  const std::size_t sources = plan.source_w.size() / plan.steps.size();
  double worst_w = 0.0;
  for (std::size_t index = 0; index < plan.steps.size(); ++index) {
    const PlanStep& step = plan.steps[index];
    double sum_w = step.import_w - step.export_w + step.pv_w + step.discharge_w - step.charge_w +
                   step.unserved_w - input.load_w[index];
    for (std::size_t source = 0; source < sources; ++source)
      sum_w += plan.source_w[index * sources + source];
    worst_w = std::max(worst_w, std::abs(sum_w));
  }
  return worst_w;
}

/// Largest error of the stored energy over the steps [J].
inline double worst_store_error_j(const LookAheadParams& params, const LookAheadInput& input,
                                  const Plan& plan) {
  double worst_j = 0.0, energy_j = input.energy_j;
  for (const PlanStep& step : plan.steps) {
    const double change_w = params.store.charge_efficiency * step.charge_w -
                            step.discharge_w / params.store.discharge_efficiency;
    worst_j = std::max(worst_j, std::abs(step.energy_j - energy_j - change_w * params.step_s));
    energy_j = step.energy_j;
  }
  return worst_j;
}

}  // namespace gigawatt::power
