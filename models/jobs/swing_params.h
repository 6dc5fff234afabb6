// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

/// `swing:` of a workload: how the accelerators of each of its jobs swing together, step by step.
/// Levels are shares of an accelerator's rated power. Defaults are assumptions:
/// docs/models/compute/power_swing.md.
struct SwingParams {
  std::string path;                ///< Where it stands in the scenario.
  std::optional<double> period_s;  ///< Absent: the step of a training run.
  std::optional<double>
      compute_share;  ///< Of the period at high power; absent: the plan's, or 0.8.
  double high_frac = 0.9;
  double low_frac = 0.35;
  double edge_s = 0.1;

  void visit(FieldVisitor& visitor);
};

}  // namespace gigawatt::jobs
