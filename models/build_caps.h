// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/scenario.h"

namespace gigawatt {

/// The accelerators that the scenario's catalogues hold.
compute::AcceleratorCatalogue load_accelerators(const Scenario& scenario);

/// What a node's accelerators are, for a cap on them. Throws ScenarioError at `path` if the node
/// does not say or the cap lies below their idle power.
const compute::Accelerator& capped_accelerator(const Scenario& scenario,
                                               const compute::AcceleratorCatalogue& accelerators,
                                               const compute::NodeType& node, double cap_w,
                                               const std::string& path);

}  // namespace gigawatt
