// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/jobs/workload_params.h"

namespace gigawatt::jobs {

/// Where a trace departs from its format, as named under `quirks:`.
struct Quirks {
  bool unsorted = false;             ///< Lines are not in order of submit time: sort them.
  bool allocated_size = false;       ///< SWF: field 5, allocated, holds where field 8 does not.
  bool frontier_descriptor = false;  ///< SWF of Frontier: nodes stand in field 21, part:qos:NxC.
  bool submits_are_starts = false;   ///< Submit times are start times, so waits are lost.
  std::vector<std::string> notes;    ///< One sentence each.
};

/// Throws ScenarioError for a name that is unknown or belongs to another format. `format` is
/// resolved.
Quirks read_quirks(const WorkloadParams& params, TraceFormat format);

}  // namespace gigawatt::jobs
