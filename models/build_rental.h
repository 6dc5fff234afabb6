// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// One rental workload on nodes of one partition. Throws ScenarioError at the workload for a pool
/// that is larger than the fleet and for contracts and offers that contradict it.
RentalModel build_rental(const Scenario& scenario, const SiteWorkload& workload,
                         std::uint16_t index, const Partition& partition,
                         std::uint32_t partition_index);

}  // namespace gigawatt
