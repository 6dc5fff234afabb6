// SPDX-License-Identifier: Apache-2.0
#include "models/faults/checkpoint_plan.h"

#include <algorithm>
#include <cassert>

#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt::faults {
namespace {

constexpr std::int32_t kNoGrowth = 1000;

std::int64_t remaining_ns(const Attempt& attempt) {
  assert(attempt.done_ns >= 0 && attempt.done_ns <= attempt.work_ns);
  return attempt.work_ns - attempt.done_ns;
}

std::int64_t restart_of(const CheckpointPlan& plan, const Attempt& attempt) {
  return attempt.restarted ? plan.restart_ns : 0;
}

std::int64_t grown(std::int64_t interval_ns, std::int32_t growth_permille) {
  const Int128 next = Int128{interval_ns} * growth_permille / kNoGrowth;
  return next > kNever ? kNever : static_cast<std::int64_t>(next);
}

/// Checkpoints of an attempt that runs to its end. None falls on the end itself.
std::int64_t checkpoint_count(const CheckpointPlan& plan, std::int64_t work_ns) {
  if (plan.interval_ns == 0 || work_ns <= 0) return 0;
  if (plan.growth_permille == kNoGrowth) return (work_ns - 1) / plan.interval_ns;
  std::int64_t count = 0;
  for (std::int64_t interval_ns = plan.interval_ns; interval_ns < work_ns; ++count) {
    work_ns -= interval_ns;
    interval_ns = grown(interval_ns, plan.growth_permille);
  }
  return count;
}

/// Progress without the restart, intervals all alike: closed form.
AttemptProgress even_progress(const CheckpointPlan& plan, std::int64_t count,
                              std::int64_t elapsed_ns) {
  AttemptProgress progress;
  const std::int64_t cycle_ns = plan.interval_ns + plan.stall_ns;
  const std::int64_t cycles = std::min(elapsed_ns / cycle_ns, count);
  const std::int64_t rest_ns = elapsed_ns - cycles * cycle_ns;
  // After the last checkpoint there is no stall to come.
  const std::int64_t rest_work_ns = cycles == count ? rest_ns : std::min(rest_ns, plan.interval_ns);
  progress.work_ns = cycles * plan.interval_ns + rest_work_ns;
  progress.stall_ns = elapsed_ns - progress.work_ns;

  // Write j begins at j·cycle − stall and is safe `write` later.
  const std::int64_t lag_ns = plan.write_ns - plan.stall_ns;
  if (elapsed_ns >= lag_ns)
    progress.checkpoints = std::min((elapsed_ns - lag_ns) / cycle_ns, count);
  progress.saved_ns = progress.checkpoints * plan.interval_ns;
  return progress;
}

/// The same with growing intervals: their number is logarithmic in the work, so a loop will do.
AttemptProgress growing_progress(const CheckpointPlan& plan, std::int64_t count,
                                 std::int64_t elapsed_ns) {
  AttemptProgress progress;
  std::int64_t begin_ns = 0;  // Of an interval.
  std::int64_t interval_ns = plan.interval_ns;
  std::int64_t work_ns = 0;  // Before the interval.
  for (std::int64_t nth = 0;; ++nth) {
    const bool last = nth == count;
    const std::int64_t in_ns = elapsed_ns - begin_ns;
    progress.work_ns = work_ns + (last ? in_ns : std::min(in_ns, interval_ns));
    if (last || in_ns < interval_ns) break;
    work_ns += interval_ns;
    if (in_ns - interval_ns >= plan.write_ns) {
      ++progress.checkpoints;
      progress.saved_ns = work_ns;
    }
    if (in_ns < interval_ns + plan.stall_ns) break;
    begin_ns += interval_ns + plan.stall_ns;
    interval_ns = grown(interval_ns, plan.growth_permille);
  }
  progress.stall_ns = elapsed_ns - progress.work_ns;
  return progress;
}

}  // namespace

bool CheckpointPlan::is_valid() const {
  if (interval_ns < 0 || stall_ns < 0 || restart_ns < 0 || growth_permille < kNoGrowth)
    return false;
  return interval_ns == 0 || (stall_ns <= write_ns && write_ns - stall_ns <= interval_ns);
}

std::int64_t attempt_length_ns(const CheckpointPlan& plan, const Attempt& attempt) {
  assert(plan.is_valid());
  const std::int64_t work_ns = remaining_ns(attempt);
  const Int128 length_ns = Int128{restart_of(plan, attempt)} + work_ns +
                           Int128{checkpoint_count(plan, work_ns)} * plan.stall_ns;
  return length_ns > kNever ? kNever : static_cast<std::int64_t>(length_ns);
}

AttemptProgress progress_at(const CheckpointPlan& plan, const Attempt& attempt,
                            std::int64_t elapsed_ns) {
  assert(elapsed_ns >= 0 && elapsed_ns <= attempt_length_ns(plan, attempt));
  const std::int64_t restart_ns = std::min(restart_of(plan, attempt), elapsed_ns);
  const std::int64_t after_ns = elapsed_ns - restart_ns;
  const std::int64_t count = checkpoint_count(plan, remaining_ns(attempt));

  AttemptProgress progress;
  if (count == 0)
    progress.work_ns = after_ns;
  else if (plan.growth_permille == kNoGrowth)
    progress = even_progress(plan, count, after_ns);
  else
    progress = growing_progress(plan, count, after_ns);
  progress.restart_ns = restart_ns;
  return progress;
}

AttemptTime split_attempt(const CheckpointPlan& plan, const Attempt& attempt,
                          std::int64_t elapsed_ns) {
  const AttemptProgress progress = progress_at(plan, attempt, elapsed_ns);
  const bool completed = progress.work_ns == remaining_ns(attempt);
  const std::int64_t productive_ns = completed ? progress.work_ns : progress.saved_ns;
  return {productive_ns, progress.work_ns - productive_ns, progress.stall_ns + progress.restart_ns};
}

}  // namespace gigawatt::faults
