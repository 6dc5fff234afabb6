// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a workload uses the nodes it runs on: caps on accelerators, clocks, load of the host.
// docs/models/compute/node_power.md, power_caps.md.

#include <optional>

#include "models/placed_workload.h"

namespace gigawatt {

/// Fills in the workload's power table and speed. Throws ScenarioError.
void apply_use(const Placed& placed, SiteModel& model, WorkloadPower& power);

/// The most [W] that one of its accelerators draws, of `rated_w`; nothing if that is all it can.
std::optional<double> most_accelerator_w(const Placed& placed, double rated_w);

}  // namespace gigawatt
