// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// One serving workload on nodes of one partition, calibrated on their accelerators (seconds).
/// Throws ScenarioError at the workload for a node that names no accelerator and for a model that
/// does not fit its replica.
ServingModel build_serving(const Scenario& scenario, const SiteWorkload& workload,
                           std::uint16_t index, const Partition& partition,
                           std::uint32_t partition_index);

}  // namespace gigawatt
