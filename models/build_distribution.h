// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// Limits of rows, PDUs and feeds, where the site has any; partitions must have racks as domains.
/// Throws ScenarioError where a limit carries less than its idle nodes and one at work.
void build_distribution(const Scenario& scenario, const SiteParams& site, SiteModel& model);

/// Notes it where the limits would not carry a gang of `nodes` nodes at full power even on an idle
/// site: then it waits unless it draws less. `who` names the workload.
void note_gang_power(SiteModel& model, std::uint32_t partition, std::uint16_t job_class,
                     std::uint32_t nodes, const std::string& who);

}  // namespace gigawatt
