// SPDX-License-Identifier: Apache-2.0
#include "models/build_caps.h"

#include <filesystem>

#include <fmt/format.h>

#include "models/compute/capped_node.h"
#include "sim/engine/errors.h"

namespace gigawatt {

compute::AcceleratorCatalogue load_accelerators(const Scenario& scenario) {
  return load_accelerators(std::filesystem::path(scenario.file).parent_path().string(),
                           scenario.number_case);
}

const compute::Accelerator& capped_accelerator(const Scenario& scenario,
                                               const compute::AcceleratorCatalogue& accelerators,
                                               const compute::NodeType& node, double cap_w,
                                               const std::string& path) {
  const compute::Accelerator* accelerator = accelerators.find(node.accelerator);
  if (!accelerator)
    throw ScenarioError(
        scenario.problem_at(path, fmt::format("which accelerator {} holds is not known", node.name),
                            "a node with `accelerator:` in its catalogue"));
  try {
    compute::check(compute::CappedNode{node, *accelerator, cap_w});
  } catch (const DomainError& error) {
    throw ScenarioError(scenario.problem_at(path, error.what()));
  }
  return *accelerator;
}

}  // namespace gigawatt
