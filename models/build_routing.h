// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "models/portfolio.h"
#include "models/scenario.h"

namespace gigawatt {

/// What `routing:` says, with no targets yet. Nothing is shared where there is none.
RouterModel plan_routing(const Scenario& scenario);

/// Finds where a shared workload may run, adds its jobs to `offered` and opens an inbox for them at
/// each such site. Throws ScenarioError if it fits no site: other nodes, too far, too wide.
void share_workload(const Scenario& scenario, const std::vector<std::shared_ptr<SiteModel>>& models,
                    std::size_t workload, RouterModel& routing, Arrivals& offered,
                    std::vector<Arrivals>& site_arrivals);

}  // namespace gigawatt
