// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/faults/checkpoint_plan.h"
#include "models/fluid_demand.h"
#include "models/jobs/job.h"

namespace gigawatt {

/// How one job of a fluid holds its nodes: for how long on average, and what share of that is not
/// work that lasts.
struct ExpectedHold {
  std::int64_t held_ns = 0;        ///< From its start to its end, all attempts together.
  std::int64_t work_ns = 0;        ///< Of its work, what is done before it ends or is killed.
  std::int64_t discarded_ppb = 0;  ///< Shares of `held`, in 1e-9.
  std::int64_t checkpoint_ppb = 0;
  std::int64_t restart_ppb = 0;
  std::int64_t hung_ppb = 0;
};

/// What interrupts a job.
struct Interruptions {
  double per_s = 0.0;        ///< While it makes progress or restarts.
  double detection_s = 0.0;  ///< It hangs so long each time.
};

/// The expectation over failures that strike at random (exponential times), without throttling:
///   E = m · e^(λR) (e^(λ(τ+C)) − 1)/λ + e^(λR) (e^(λ·rest) − 1)/λ
/// for m checkpoints of cost C after τ of work each and restarts of R. A job that asks for less
/// than its work is killed at its limit. At most `most_ns` is held: a job that never gets on holds
/// its nodes to the end. Docs: docs/models/site/fluid.md.
ExpectedHold expected_hold(const jobs::Job& job, const faults::CheckpointPlan& plan,
                           const Interruptions& failures, std::int64_t most_ns);

}  // namespace gigawatt
