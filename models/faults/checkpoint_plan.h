// SPDX-License-Identifier: Apache-2.0
#pragma once

// A job with checkpoints, as exact integer arithmetic on its own effective time (the clock of its
// speed class: wall time at full speed). One attempt, from its start:
//
//   | restart | interval | stall | interval | stall | ... | rest |
//                        ^ write begins; saved `write` later, while work goes on (async)
//
// No checkpoint is taken at the end. Equations and sources: docs/models/faults/checkpoint.md.

#include <cstdint>

namespace gigawatt::faults {

/// When a job saves its state and what that costs, all in effective time [ns].
struct CheckpointPlan {
  std::int64_t interval_ns = 0;  ///< Work between checkpoints; 0 = no checkpoints.
  std::int64_t stall_ns = 0;     ///< Work stands still at each checkpoint.
  std::int64_t write_ns = 0;     ///< From its begin until it is safe, ≥ stall; equal = synchronous.
  std::int64_t restart_ns = 0;   ///< Start of a later attempt: load and set up, before any work.
  std::int32_t growth_permille =
      1000;  ///< Each interval of an attempt over the one before, ≥ 1000.

  /// True if these are usable: non-negative, growth ≥ 1, stall ≤ write ≤ stall + interval.
  bool is_valid() const;
};

/// One try at a job: what it still has to do.
struct Attempt {
  std::int64_t work_ns = 0;  ///< Total work of the job [ns at full speed].
  std::int64_t done_ns = 0;  ///< Saved by earlier attempts, < work.
  bool restarted = false;    ///< True for all but the first: restart_ns is paid.
};

/// Where an attempt stands. restart + stall + work = elapsed, exactly.
struct AttemptProgress {
  std::int64_t work_ns = 0;      ///< Done in this attempt.
  std::int64_t saved_ns = 0;     ///< Of it safe if the attempt dies now: in a finished write.
  std::int64_t stall_ns = 0;     ///< Stood still for checkpoints.
  std::int64_t restart_ns = 0;   ///< Spent on the restart.
  std::int64_t checkpoints = 0;  ///< Safe so far in this attempt.
};

/// Effective time [ns] from start to end of an attempt that nothing interrupts. kNever if it is
/// longer than that. The plan must be valid.
std::int64_t attempt_length_ns(const CheckpointPlan& plan, const Attempt& attempt);

/// State after `elapsed_ns` of effective time, 0 ≤ elapsed ≤ attempt_length_ns.
AttemptProgress progress_at(const CheckpointPlan& plan, const Attempt& attempt,
                            std::int64_t elapsed_ns);

/// Fate of the time of an attempt, for accounting: the sum is the elapsed time, exactly.
struct AttemptTime {
  std::int64_t productive_ns = 0;  ///< All work if it completed, else what was saved.
  std::int64_t discarded_ns = 0;   ///< Work since the last safe checkpoint.
  std::int64_t blocked_ns = 0;     ///< Restart and stalls.
};

/// Splits an attempt that ended after `elapsed_ns`. It counts as completed if it ran to its end.
AttemptTime split_attempt(const CheckpointPlan& plan, const Attempt& attempt,
                          std::int64_t elapsed_ns);

}  // namespace gigawatt::faults
