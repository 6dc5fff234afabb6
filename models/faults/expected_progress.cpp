// SPDX-License-Identifier: Apache-2.0
#include "models/faults/expected_progress.h"

#include <cmath>

#include <fmt/format.h>

#include "models/faults/checkpoint_optimum.h"
#include "sim/engine/time.h"

namespace gigawatt::faults {
namespace {

std::string duration_text(double time_s) {
  if (time_s < 60.0) return fmt::format("{:.3g} s", time_s);
  if (time_s < 3600.0) return fmt::format("{:.3g} min", time_s / 60.0);
  if (time_s < 86'400.0) return fmt::format("{:.3g} h", time_s / 3600.0);
  return fmt::format("{:.4g} days", time_s / 86'400.0);
}

}  // namespace

double useful_share(const CheckpointPlan& plan, const JobFailures& failures, double work_s) {
  if (std::isinf(failures.mtbf_s)) return 1.0;
  const double interval_s = to_seconds(plan.interval_ns);
  const bool saves = plan.interval_ns > 0 && (work_s <= 0.0 || interval_s < work_s);
  if (!saves && work_s <= 0.0) return 0.0;

  CheckpointCost cost{failures.mtbf_s, 0.0, failures.downtime_s, to_seconds(plan.restart_ns)};
  if (!saves) return exponential_efficiency(cost, work_s);
  cost.checkpoint_s = to_seconds(plan.stall_ns);
  // Saved is what was written so long before a failure, as if every attempt began so much later.
  cost.restart_s += to_seconds(plan.write_ns - plan.stall_ns);
  return exponential_efficiency(cost, interval_s + cost.checkpoint_s);
}

std::string progress_warning(const std::optional<CheckpointParams>& params, const std::string& name,
                             std::uint32_t nodes, const JobFailures& failures, double work_s) {
  if (!params && work_s <= 0.0) return "";
  const CheckpointPlan plan = params ? plan_checkpoints(*params, failures) : CheckpointPlan{};
  const double share = useful_share(plan, failures, work_s);
  if (share >= kLeastUsefulShare) return "";

  const std::string now = fmt::format(
      "a job of '{}' on {} nodes fails every {} and saves {}: only {:.1f} % of its time is "
      "expected to be useful work",
      name, nodes, duration_text(failures.mtbf_s),
      plan.interval_ns > 0 ? "every " + duration_text(to_seconds(plan.interval_ns)) : "nothing",
      100.0 * share);

  CheckpointParams best = params.value_or(CheckpointParams{});
  best.interval = "optimal";
  const bool can_save = !find_progress_problem(best, name, nodes, failures);
  const CheckpointPlan best_plan = can_save ? plan_checkpoints(best, failures) : plan;
  const double best_share = useful_share(best_plan, failures, work_s);
  if (best_share <= share)
    return now + (params ? "; shorten `restart`, `write` or `stall`, or use fewer nodes"
                         : "; use fewer nodes");
  return fmt::format("{}; `{}` ({}) would make it {:.1f} %", now,
                     params ? "interval: optimal" : "checkpoint: {interval: optimal}",
                     duration_text(to_seconds(best_plan.interval_ns)), 100.0 * best_share);
}

}  // namespace gigawatt::faults
