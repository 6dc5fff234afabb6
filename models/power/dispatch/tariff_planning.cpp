// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/tariff_planning.h"

#include <algorithm>
#include <array>

namespace gigawatt::power {
namespace {

CivilTime middle(const Tariff& tariff, const PlanSteps& steps, int step) {
  return local_time(tariff, steps.at(step) + steps.step_ns / 2);
}

/// A window for the steps of one month in which the charge holds; none if it holds in no step.
void add_window(const DemandCharge& charge, const std::array<double, 12>& past_peaks_w,
                double peak_w, int month, std::span<const CivilTime> local,
                std::vector<DemandWindow>& windows) {
  DemandWindow window{.usd_per_kw = charge.usd_per_kw[static_cast<std::size_t>(month - 1)],
                      .floor_w = billed_demand_w(charge.ratchet, past_peaks_w, month, peak_w),
                      .steps = std::vector<std::uint8_t>(local.size())};
  for (std::size_t step = 0; step < local.size(); ++step)
    window.steps[step] = local[step].month == month && charge.hours.holds(local[step]) ? 1 : 0;
  if (std::ranges::find(window.steps, 1) != window.steps.end()) {
    windows.push_back(std::move(window));
  }
}

}  // namespace

void known_import_price(const Tariff& tariff, const PlanSteps& steps,
                        std::span<double> usd_per_kwh) {
  for (int step = 0; step < steps.count; ++step) {
    double& price = usd_per_kwh[static_cast<std::size_t>(step)];
    price = tariff.import.fixed_part_usd_per_kwh(middle(tariff, steps, step));
    for (const CoincidentPeak& charge : tariff.coincident) {
      for (const TimeNs hour_ns : charge.hours) {
        const TimeNs begin_ns = std::max(steps.at(step), hour_ns);
        const TimeNs end_ns = std::min(steps.at(step + 1), hour_ns + charge.length_ns);
        if (begin_ns >= end_ns) continue;
        // usd_per_kw pays for the whole named hour; the step bears the part that lies in it.
        const double share = to_seconds(end_ns - begin_ns) / to_seconds(charge.length_ns);
        price += charge.usd_per_kw * share / (to_seconds(steps.step_ns) / 3600.0);
      }
    }
  }
}

void known_export_price(const Tariff& tariff, const PlanSteps& steps,
                        std::span<double> usd_per_kwh) {
  for (int step = 0; step < steps.count; ++step) {
    usd_per_kwh[static_cast<std::size_t>(step)] =
        tariff.export_credit.fixed_part_usd_per_kwh(middle(tariff, steps, step));
  }
}

std::vector<DemandWindow> demand_windows(const Tariff& tariff, const TariffState& state,
                                         const PlanSteps& steps) {
  std::vector<CivilTime> local;
  for (int step = 0; step < steps.count; ++step)
    local.push_back(middle(tariff, steps, step));
  const int open_month = local_time(tariff, state.bill.from_ns).month;
  std::vector<DemandWindow> windows;
  for (std::size_t index = 0; index < tariff.demand.size(); ++index) {
    const DemandCharge& charge = tariff.demand[index];
    DemandState memory = state.demand[index];
    int month = 0;
    for (const CivilTime& step : local) {
      if (step.month == month) continue;
      month = step.month;
      const bool is_open = month == open_month;
      add_window(charge, memory.past_peaks_w, is_open ? memory.peak_w : 0.0, month, local, windows);
      // A later month looks back on this one.
      if (is_open) memory.past_peaks_w[static_cast<std::size_t>(month - 1)] = memory.peak_w;
    }
  }
  return windows;
}

}  // namespace gigawatt::power
