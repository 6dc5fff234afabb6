// SPDX-License-Identifier: Apache-2.0
#include "models/faults/gang_run.h"

#include <cassert>

#include "sim/engine/time.h"

namespace gigawatt::faults {

GangResult run_gang(const GangParams& params, const RandomStream& draws, std::uint64_t run) {
  assert(params.work_ns > 0 && params.plan.is_valid());
  GangResult result;
  Attempt attempt{.work_ns = params.work_ns};
  while (result.attempts < params.max_attempts) {
    RandomDraws draw = draws.at(run, result.attempts);
    ++result.attempts;
    const double until_s = params.between.draw_s(draw);
    const std::int64_t until_ns = until_s < 9.2e9 ? from_seconds(until_s) : kNever;
    const std::int64_t length_ns = attempt_length_ns(params.plan, attempt);
    const bool fails = until_ns < length_ns;

    const std::int64_t run_ns = fails ? until_ns : length_ns;
    const AttemptTime time = split_attempt(params.plan, attempt, run_ns);
    result.elapsed_ns += run_ns;
    result.productive_ns += time.productive_ns;
    result.discarded_ns += time.discarded_ns;
    result.blocked_ns += time.blocked_ns;
    result.completed = !fails;
    if (!fails) return result;

    attempt.done_ns += time.productive_ns;
    attempt.restarted = true;
    if (result.attempts == params.max_attempts) return result;
    result.elapsed_ns += params.downtime_ns;
    result.down_ns += params.downtime_ns;
  }
  return result;
}

}  // namespace gigawatt::faults
