// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/jobs/scheduler.h"

namespace gigawatt::jobs::test {

/// One line of a published case: times in whole seconds.
struct CaseJob {
  std::int64_t submit_s;
  std::uint32_t nodes;
  std::int64_t limit_s;
  std::int64_t run_s;
  std::uint16_t job_class = 0;
};

struct Outcome {
  std::vector<std::int64_t> start_s;  ///< Per job.
  std::int64_t makespan_s = 0;        ///< Last end, counted from 0.
  double mean_wait_s = 0.0;
  std::int64_t sum_wait_s = 0;
  std::int64_t max_wait_s = 0;
  double mean_bounded_slowdown = 0.0;  ///< Of max(run, 10 s).
  double utilisation = 0.0;            ///< Node-seconds run / (nodes · makespan).
  int overtakes = 0;                   ///< Jobs that start before one submitted earlier.
};

/// Runs a case: completions before arrivals at equal times, one pass per instant, jobs cut at their
/// limits. `jobs` in submit order.
Outcome drive(Scheduler& scheduler, std::uint32_t nodes, const std::vector<CaseJob>& jobs);
Outcome drive(std::string_view policy, std::uint32_t nodes, const std::vector<CaseJob>& jobs);

/// Slots of the jobs that one pass starts, in order.
std::vector<std::uint32_t> pass(Scheduler& scheduler, TimeNs now_ns);

/// Published so that independent programs can agree on every start: a linear congruential generator
/// of 200 jobs on 64 nodes.
std::vector<CaseJob> two_hundred_jobs();

}  // namespace gigawatt::jobs::test
