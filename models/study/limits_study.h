// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the accelerator-hours of each site went, which constraint took them, and what a little more
// of each constraint would buy. Docs: docs/guide/limits_and_capacity.md.

#include <optional>
#include <string>
#include <vector>

#include "models/study/trial.h"

namespace gigawatt {

/// A run with one constraint loosened, against the run as it is.
struct Relaxed {
  std::vector<std::string> overrides;  ///< What was set; runs again with `--set`.
  double gpu_hours = 0.0;              ///< Productive, more than before, over all sites.
  double facility_energy_j = 0.0;      ///< The same for energy.
  double site_usd = 0.0;               ///< And for what energy, demand and fuel cost.
  std::string refusal;                 ///< Why it could not be run; else "".
};

struct ConstraintUse {
  std::string name;
  double hours_binding = 0.0;  ///< NaN for the queue.
  double gpu_hours_lost = 0.0;
  std::optional<Relaxed> relaxed;  ///< If asked for, and if the file states a number to turn.
};

struct SiteLimits {
  std::string site;
  double installed = 0.0, productive = 0.0;  ///< Accelerator-hours, all below too.
  std::vector<ConstraintUse> constraints;    ///< Those of the file, then others that bound.
  double limits = 0.0;                       ///< Lost to constraints other than the queue.
  double in_repair = 0.0;
  double faults = 0.0;  ///< Lost work, checkpoints, restarts, hangs.
  /// Up, with power, and without a job: nothing waited, or nothing that fitted. The queue's loss.
  double without_job = 0.0;
};

struct LimitsStudy {
  Summary base;
  double share = 0.0;  ///< By which constraints were loosened; 0: none were.
  std::vector<SiteLimits> sites;
};

/// Runs the scenario, and if `share` > 0 once more for each constraint with everything that sets it
/// raised by that share. Throws what run() throws.
LimitsStudy study_limits(const Trials& trials, double share);

std::string to_table(const LimitsStudy& study);
std::string to_json(const LimitsStudy& study);

}  // namespace gigawatt
