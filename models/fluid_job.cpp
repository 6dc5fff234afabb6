// SPDX-License-Identifier: Apache-2.0
#include "models/fluid_job.h"

#include <algorithm>
#include <cmath>

#include "sim/engine/portable_math.h"

namespace gigawatt {
namespace {

constexpr double kNsPerS = 1e9;

std::int64_t ppb_of(double part, double whole) {
  return static_cast<std::int64_t>(std::clamp(part / whole, 0.0, 1.0) * static_cast<double>(kPpb));
}

/// Time until `length_s` has passed without an interruption, when each is followed by a restart in
/// which interruptions strike too: e^(λR) (e^(λL) − 1)/λ.
double until_through_s(double length_s, double per_s, double restart_s) {
  const double growth = portable::exp(std::min(per_s * length_s, 300.0)) - 1.0;
  // Below 1e-5 the difference would cancel; two terms of the series are exact to 1e-11.
  const double x = per_s * length_s;
  const double expm1 = x < 1e-5 ? x * (1.0 + 0.5 * x) : growth;
  return portable::exp(std::min(per_s * restart_s, 300.0)) * expm1 / per_s;
}

}  // namespace

ExpectedHold expected_hold(const jobs::Job& job, const faults::CheckpointPlan& plan,
                           const Interruptions& failures, std::int64_t most_ns) {
  // As if nothing failed: work and stalls, to the end or to the limit.
  const faults::Attempt attempt{job.work_ns, 0, false};
  std::int64_t base_ns = job.work_ns;
  std::int64_t work_ns = job.work_ns;
  std::int64_t stall_ns = 0;
  std::int64_t killed_ns = 0;
  const std::int64_t all_ns = faults::attempt_length_ns(plan, attempt);
  if (job.limit_ns < job.work_ns) {
    base_ns = std::min(all_ns, saturating_add(job.limit_ns, all_ns - job.work_ns));
    const faults::AttemptProgress progress = faults::progress_at(plan, attempt, base_ns);
    work_ns = progress.work_ns;
    stall_ns = progress.stall_ns;
    killed_ns = progress.work_ns - progress.saved_ns;
  } else if (plan.interval_ns > 0) {
    base_ns = all_ns;
    stall_ns = all_ns - job.work_ns;
  }

  ExpectedHold hold;
  double held_s = static_cast<double>(base_ns) / kNsPerS;
  double discarded_s = static_cast<double>(killed_ns) / kNsPerS;
  double checkpoint_s = static_cast<double>(stall_ns) / kNsPerS;
  double restart_s = 0.0;
  double hung_s = 0.0;
  if (failures.per_s > 0.0) {
    const double per_s = failures.per_s;
    const double cost_s = static_cast<double>(plan.stall_ns) / kNsPerS;
    const double load_s = static_cast<double>(plan.restart_ns) / kNsPerS;
    const std::int64_t interval_ns =
        plan.interval_ns > 0 ? plan.interval_ns : std::max<std::int64_t>(1, work_ns);
    const std::int64_t checkpoints = std::max<std::int64_t>(0, (work_ns - 1) / interval_ns);
    const double interval_s = static_cast<double>(interval_ns) / kNsPerS;
    const double rest_s = static_cast<double>(work_ns - checkpoints * interval_ns) / kNsPerS;

    const double through_s =
        static_cast<double>(checkpoints) * until_through_s(interval_s + cost_s, per_s, load_s) +
        until_through_s(rest_s, per_s, load_s);
    const double interruptions = per_s * through_s;
    restart_s = load_s > 0.0 ? interruptions *
                                   (1.0 - portable::exp(-std::min(per_s * load_s, 300.0))) / per_s
                             : 0.0;
    const double lost_s = std::max(0.0, through_s - held_s - restart_s);
    const double standing = plan.interval_ns > 0 ? cost_s / (interval_s + cost_s) : 0.0;
    // A write that goes on beside the work is not safe yet: the interval before is lost with it.
    const double lag_s = static_cast<double>(plan.write_ns - plan.stall_ns) / kNsPerS;
    const double unsafe_s = checkpoints > 0 ? interruptions * std::max(0.0, lag_s) : 0.0;
    discarded_s += lost_s * (1.0 - standing) + unsafe_s;
    checkpoint_s += lost_s * standing;
    hung_s = interruptions * failures.detection_s;
    held_s = through_s + unsafe_s + hung_s;
  }
  hold.work_ns = work_ns;
  hold.discarded_ppb = ppb_of(discarded_s, held_s);
  hold.checkpoint_ppb = ppb_of(checkpoint_s, held_s);
  hold.restart_ppb = ppb_of(restart_s, held_s);
  hold.hung_ppb = ppb_of(hung_s, held_s);
  const bool beyond = !(held_s * kNsPerS < static_cast<double>(most_ns));  // NaN is beyond, too
  if (failures.per_s <= 0.0)
    hold.held_ns = base_ns;
  else if (beyond)
    hold.held_ns = std::max(most_ns, base_ns);
  else
    hold.held_ns = static_cast<std::int64_t>(held_s * kNsPerS);
  return hold;
}

}  // namespace gigawatt
