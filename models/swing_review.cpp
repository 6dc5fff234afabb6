// SPDX-License-Identifier: Apache-2.0
#include "models/swing_review.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/summary.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

namespace {

constexpr double kWattsPerMw = 1e-3;  // milliwatt

double per_second(std::int64_t change_mw, std::int64_t window_ns) {
  return static_cast<double>(change_mw) * kWattsPerMw / to_seconds(window_ns);
}

std::string amount(const std::string& limit, double value) {
  if (limit == "spectrum") return fmt::format("{:.1f} %", value * 100.0);
  return fmt::format("{:.3g} {}", value * 1e-6, limit == "dynamic-range" ? "MW" : "MW/s");
}

SwingReview review_job(const SiteModel& model, std::size_t workload, std::uint32_t nodes) {
  const WorkloadPower& power = model.workload_power[workload];
  const std::int64_t dynamic_mw = power.dynamic_mw.empty()
                                      ? model.partitions[power.swing->partition].dynamic_mw.back()
                                      : power.dynamic_mw.back();
  const RampWindowsNs windows_ns = ramp_windows_ns(model.utility);
  const SwingLoad load =
      swing_load(power.swing->shape, dynamic_mw + power.swing->filler_mw, nodes, windows_ns);

  SwingReview made;
  made.workload = model.workloads[workload].name;
  made.nodes = nodes;
  made.swing_w = static_cast<double>(load.high_mw - load.low_mw) * kWattsPerMw;
  made.up_w_per_s = per_second(load.up_mw[kUtilityWindow], windows_ns[kUtilityWindow]);
  made.down_w_per_s = per_second(load.down_mw[kUtilityWindow], windows_ns[kUtilityWindow]);
  made.peak_w = static_cast<double>(load.high_mw) * kWattsPerMw;
  made.spectral_share = power.swing->spectral_share;
  made.by_steps = compute::find_violations(
      model.utility, {{made.up_w_per_s, made.down_w_per_s}, made.swing_w, made.spectral_share});
  const double end_w_per_s = per_second(load.high_mw, windows_ns[kUtilityWindow]);
  for (const compute::SpecViolation& violation : compute::find_violations(
           model.utility, {{end_w_per_s, end_w_per_s}, made.peak_w, made.spectral_share})) {
    const bool known = std::any_of(made.by_steps.begin(), made.by_steps.end(),
                                   [&](const auto& step) { return step.limit == violation.limit; });
    if (!known) made.by_ends.push_back(violation);
  }
  return made;
}

}  // namespace

std::vector<SwingReview> review_swings(const Site& site) {
  const SiteModel& model = site.model();
  std::vector<SwingReview> reviews;
  for (std::size_t workload = 0; workload < model.workload_power.size(); ++workload) {
    if (!model.workload_power[workload].swing) continue;
    const std::uint32_t nodes =
        site.state().arrivals.largest_nodes(static_cast<std::uint16_t>(workload));
    if (nodes > 0) reviews.push_back(review_job(model, workload, nodes));
  }
  return reviews;
}

std::string excess_text(const compute::SpecViolation& violation) {
  return fmt::format(
      "{} where {} {} allowed, {} too much", amount(violation.limit, violation.value),
      amount(violation.limit, violation.allowed), violation.limit == "spectrum" ? "is" : "are",
      amount(violation.limit, violation.excess()));
}

std::optional<SwingSummary> swings_of(const Site& site) {
  if (!site.state().swings) return {};
  const SwingState& state = *site.state().swings;
  const WorstSwings& worst = state.watch.worst();
  SwingSummary summary;
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    summary.up_w_per_s[w] = per_second(worst.all.up_mw[w], state.watch.windows_ns()[w]);
    summary.down_w_per_s[w] = per_second(worst.all.down_mw[w], state.watch.windows_ns()[w]);
    summary.step_w_per_s[w] = per_second(std::max(worst.steps.up_mw[w], worst.steps.down_mw[w]),
                                         state.watch.windows_ns()[w]);
  }
  summary.step_range_w = static_cast<double>(worst.steps.range_mw()) * kWattsPerMw;
  summary.dynamic_range_w = static_cast<double>(worst.all.range_mw()) * kWattsPerMw;
  if (worst.all.range_mw() > 0) summary.at = to_iso8601(worst.range_ns);
  summary.spectral_share = state.spectral_share;
  summary.filler_energy_j = joules_from_mw_ns(state.filler_energy);
  summary.violations = compute::find_violations(
      site.model().utility,
      {{summary.up_w_per_s[kUtilityWindow], summary.down_w_per_s[kUtilityWindow]},
       summary.dynamic_range_w,
       summary.spectral_share});
  return summary;
}

}  // namespace gigawatt
