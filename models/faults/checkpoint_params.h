// SPDX-License-Identifier: Apache-2.0
#pragma once

// `checkpoint:` of a workload, as written, and its way to a plan for one job.
// Keys: docs/models/faults/checkpoint.md.

#include <optional>
#include <string>
#include <vector>

#include "models/faults/checkpoint_plan.h"
#include "models/faults/fault_model.h"
#include "models/faults/job_hazard.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::faults {

enum class CheckpointMode { async, sync };

struct CheckpointParams {
  std::string path;                  ///< Where it stands in the scenario.
  std::string interval = "optimal";  ///< young, daly, optimal, none, or a time.
  CheckpointMode mode = CheckpointMode::async;
  double stall_s = 5.0;  ///< Async only; a synchronous one stalls for its write.
  double write_s = 30.0;
  double restart_s = 300.0;

  void visit(FieldVisitor& v);
  /// Time that work stands still for one checkpoint [s].
  double cost_s() const { return mode == CheckpointMode::sync ? write_s : stall_s; }
};

/// How a job on `nodes` nodes fails, to choose its interval by.
struct JobFailures {
  double mtbf_s = 0.0;      ///< Of the whole job; infinite: it never fails.
  double downtime_s = 0.0;  ///< From a failure to the next attempt: detection, replacement.
};

/// The failures of a job on `nodes` nodes that goes on with others once a fault is known.
JobFailures job_failures(const FaultModel& model, const JobHazard& job, std::uint32_t nodes);

/// Contradictions that do not depend on the job, with the path of their key.
std::vector<Problem> find_checkpoint_problems(const CheckpointParams& params);
/// The problem that the largest job of workload `name` has with them: it stands still longer for a
/// checkpoint, or restarts longer, than it runs between failures. Empty if it has none.
std::optional<Problem> find_progress_problem(const CheckpointParams& params,
                                             const std::string& name, double nodes,
                                             const JobFailures& failures);

/// The plan for one job; intervals are rounded to 1 ms and no shorter than a write needs. Valid
/// (CheckpointPlan::is_valid) if there are no problems. Throws DomainError where
/// find_progress_problem has one.
CheckpointPlan plan_checkpoints(const CheckpointParams& params, const JobFailures& failures);

}  // namespace gigawatt::faults
