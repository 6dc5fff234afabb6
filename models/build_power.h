// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// Fills in what the site's workloads change in power and speed (caps, swings, smoothing) and the
/// utility's limits; partitions and rules must be there. Leaves a site without any of them as it
/// is. Throws ScenarioError with every problem.
void add_workload_power(const Scenario& scenario, const SiteParams& site, SiteModel& model);

/// The jobs of a workload at the speed of its cap; unchanged without one.
std::unique_ptr<jobs::JobSource> at_speed_of(const SiteModel& model, std::size_t workload,
                                             std::unique_ptr<jobs::JobSource> source);

}  // namespace gigawatt
