// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/jobs/llm_catalogue.h"
#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// The nearest catalogue of language models (`catalog/llms.yaml`): in `folder`, then on the data
/// paths; empty if there is none. Throws ScenarioError.
jobs::LlmCatalogue load_llms(const std::string& folder);

/// One serving workload on nodes of one partition, calibrated on their accelerators (seconds).
/// Throws ScenarioError at the workload for a node that names no accelerator and for a model that
/// does not fit its replica.
ServingModel build_serving(const Scenario& scenario, const SiteWorkload& workload,
                           std::uint16_t index, const Partition& partition,
                           std::uint32_t partition_index);

}  // namespace gigawatt
