// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/swing_shape.h"
#include "models/compute/utility_spec.h"

namespace gigawatt {

/// How each node of a workload's jobs swings.
struct NodeSwing {
  compute::ShapedSwing shape;     ///< Of one node's accelerators, as the site draws it.
  std::uint32_t partition = 0;    ///< Of the site, where its jobs run.
  std::uint32_t first_phase = 0;  ///< Jobs take steps from this phase on.
  std::int64_t filler_mw = 0;     ///< Of one node, mean: what smoothing burns.
  double spectral_share = 0.0;    ///< Of one job alone, 0.1 to 20 Hz.
};

/// What a workload changes in the power and speed of its jobs.
struct WorkloadPower {
  std::optional<NodeSwing> swing;
  /// Above idle under the workload's own cap and host load, as Partition::dynamic_mw; empty: the
  /// partition's.
  std::vector<std::int64_t> dynamic_mw;
  std::uint32_t speed = 1u << 20;  ///< Under its cap or clock, in units of 2^-20.
};

inline bool any_swings(const std::vector<WorkloadPower>& workloads) {
  return std::any_of(workloads.begin(), workloads.end(),
                     [](const WorkloadPower& power) { return power.swing.has_value(); });
}

}  // namespace gigawatt
