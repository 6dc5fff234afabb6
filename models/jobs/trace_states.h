// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/jobs/job.h"

namespace gigawatt::jobs {

/// What a trace says of a job's end.
enum class TraceState {
  completed,
  cancelled,
  failed,
  running,  ///< When the trace ends.
  waiting,  ///< Never placed.
  unclear,  ///< Says nothing of how it ended.
};

/// Meaning of a state's name as Slurm, Kubernetes and Philly write it, in any case; Slurm's
/// `CANCELLED by 1234` too. Timeouts and node failures count as failed, as in the published
/// analyses of Helios and Acme. Empty: no known state.
std::optional<TraceState> state_named(std::string_view text);

/// All names, for messages.
std::vector<std::string> state_names();

/// Fate of a job that was placed.
Fate fate_of(TraceState state);

}  // namespace gigawatt::jobs
