// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/faults/fault_catalogue.h"
#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// The first catalogue of failure rates on the way (`catalog/faults.yaml`): in the folder `beside`,
/// then on the data paths. Throws ScenarioError.
faults::FaultCatalogue load_fault_catalogue(const std::string& beside);

/// What fails at a site, in numbers; nothing if the site has no `faults:`. Sentences for the
/// planner go to `notes`. Throws ScenarioError with every contradiction.
std::optional<SiteFaults> build_faults(const Scenario& scenario, const SiteParams& site,
                                       std::vector<std::string>& notes);

/// How each workload of the scenario lives with failures, by its index.
std::vector<WorkloadRules> build_workload_rules(const Scenario& scenario);

/// Throws ScenarioError if the largest job of a workload, on `nodes` nodes, cannot get on between
/// its failures; warns if it hardly can. Its mean job works for `work_s`; 0 if that is not known.
void check_progress(SiteModel& model, const WorkloadRules& rules, std::uint32_t nodes,
                    double work_s);

}  // namespace gigawatt
