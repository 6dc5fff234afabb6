// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "models/jobs/job.h"

namespace gigawatt::bench {

/// What a schedule came to. Equal schedules have equal hashes.
struct ScheduleSummary {
  std::uint64_t starts_hash = 0;  ///< Of (job id, start time) in the order of starts.
  std::uint64_t started = 0;
  std::uint64_t backfilled = 0;  ///< Started ahead of a job submitted earlier.
  std::uint64_t never_started = 0;
  std::uint64_t most_queued = 0;
  TimeNs last_end_ns = 0;
  double wait_sum_s = 0.0;
  double node_seconds = 0.0;  ///< Run, to the end of the last job.

  void start(const jobs::Job& job, TimeNs now_ns);
};

/// FCFS with EASY backfilling as one would write it without thinking about speed: a heap of
/// completions, running jobs kept sorted by their limit, a queue that is scanned whole at each
/// pass. No plant, no faults, no records. The measure for everything the simulator adds, and an
/// independent check of its schedule. Stops at the first instant from `end_ns` on.
ScheduleSummary run_plain_loop(jobs::JobSource& source, std::uint32_t nodes,
                               TimeNs end_ns = kNever);

/// The same loop around a scheduler of the library.
ScheduleSummary run_scheduler_loop(jobs::JobSource& source, std::uint32_t nodes,
                                   std::string_view policy);

}  // namespace gigawatt::bench
