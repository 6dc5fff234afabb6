// SPDX-License-Identifier: Apache-2.0
#pragma once

// What share of its time a job with checkpoints is expected to spend on work that lasts.
// Equations: docs/models/faults/checkpoint.md.

#include <cstdint>
#include <optional>
#include <string>

#include "models/faults/checkpoint_params.h"

namespace gigawatt::faults {

/// Less useful work than this share of a job's time is told to the planner.
constexpr double kLeastUsefulShare = 0.5;

/// Expected share of its time that a job does work that lasts, of jobs that work for `work_s`; 0:
/// for ever. Exact for failures at random: exponential_efficiency, with what an asynchronous write
/// puts at risk. The plan must be valid.
double useful_share(const CheckpointPlan& plan, const JobFailures& failures, double work_s);

/// The sentence on a job of workload `name` whose useful share is below kLeastUsefulShare, with the
/// interval that would be best; empty if it is not. Without `params` nothing is ever saved, and
/// jobs whose work is not known (`work_s` 0) are not judged. There must be no problem of progress.
std::string progress_warning(const std::optional<CheckpointParams>& params, const std::string& name,
                             std::uint32_t nodes, const JobFailures& failures, double work_s);

}  // namespace gigawatt::faults
