// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// What the schedulers of a site are told: policy, tenants, one job class for each workload of the
/// scenario, and racks as domains where a class asks for them. Throws ScenarioError.
void build_scheduling(const Scenario& scenario, const SiteParams& site, SiteModel& model);

/// Throws ScenarioError if gangs of `nodes` nodes of the workload could never start on an idle
/// partition: wider than any rack they must share, or beyond their tenant's quota.
void check_gangs(const Scenario& scenario, const SiteWorkload& workload, std::uint16_t job_class,
                 const Partition& partition, std::uint32_t nodes);

}  // namespace gigawatt
