// SPDX-License-Identifier: Apache-2.0
#pragma once

// One job that fails at random, told attempt by attempt through the same checkpoint functions that
// a site uses. It checks the formulas of checkpoint_optimum.h, and answers single-job questions
// (what if failures are not exponential?) without a site.

#include <cstdint>

#include "models/faults/checkpoint_plan.h"
#include "models/faults/distribution.h"
#include "sim/engine/random.h"

namespace gigawatt::faults {

struct GangParams {
  std::int64_t work_ns = 0;      ///< At full speed, > 0.
  Distribution between;          ///< Running time of an attempt until a failure [s].
  std::int64_t downtime_ns = 0;  ///< From a failure to the next attempt; nothing fails in it.
  CheckpointPlan plan;
  std::uint32_t max_attempts = 1'000'000'000;  ///< Then it is given up.
};

/// productive + discarded + blocked + down = elapsed, exactly.
struct GangResult {
  std::int64_t elapsed_ns = 0;
  std::int64_t productive_ns = 0;
  std::int64_t discarded_ns = 0;
  std::int64_t blocked_ns = 0;  ///< Stalls and restarts.
  std::int64_t down_ns = 0;
  std::uint32_t attempts = 0;
  bool completed = false;

  /// Share of time that is useful work; ETTR without a queue.
  double efficiency() const {
    return static_cast<double>(productive_ns) / static_cast<double>(elapsed_ns);
  }
};

/// Attempt n of run `run` uses the draws at (run, n).
GangResult run_gang(const GangParams& params, const RandomStream& draws, std::uint64_t run = 0);

}  // namespace gigawatt::faults
