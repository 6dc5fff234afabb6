// SPDX-License-Identifier: Apache-2.0
#include "models/build_serving.h"

#include <filesystem>

#include <fmt/format.h>

#include "models/compute/accelerator.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

/// A lower clock slows arithmetic; memory and links keep clocks of their own.
jobs::AcceleratorPeak peak_of(const compute::Accelerator& part, double clock_speed) {
  const auto value = [](const auto& sourced) { return sourced ? sourced->value : 0.0; };
  return {part.name,
          value(part.bf16) * clock_speed,
          value(part.fp8) * clock_speed,
          value(part.fp4) * clock_speed,
          part.memory_bytes.value,
          part.memory_bytes_per_s.value,
          0.5 * value(part.scale_up_bytes_per_s)};  // one way
}

}  // namespace

jobs::LlmCatalogue load_llms(const std::string& folder) {
  jobs::LlmCatalogue llms;
  const auto files = catalogue_files(folder, "llms.yaml");
  if (!files.empty()) llms.load(files.front());
  return llms;
}

ServingModel build_serving(const Scenario& scenario, const SiteWorkload& workload,
                           std::uint16_t index, const Partition& partition,
                           std::uint32_t partition_index) {
  const std::string folder = std::filesystem::path(scenario.file).parent_path().string();
  const compute::NodeType& node = *scenario.catalogue.find(partition.name);
  const compute::AcceleratorCatalogue parts = load_accelerators(folder, scenario.number_case);
  const compute::Accelerator* part = parts.find(node.accelerator);
  const std::string path = workload.params.path + ".serving";
  if (!part) {
    throw ScenarioError(scenario.problem_at(
        path, fmt::format("node {} of the catalogue names no accelerator", node.name),
        "a node with `accelerator:`"));
  }
  const jobs::LlmCatalogue llms = load_llms(folder);
  ServingModel model;
  model.name = workload.params.name;
  model.workload = index;
  model.partition = partition_index;
  try {
    model.demand = ClonedPtr<jobs::ServingWorkload>(
        jobs::make_serving(*workload.serving, llms, peak_of(*part, partition.clock_speed),
                           static_cast<std::uint64_t>(scenario.seed)));
  } catch (const DomainError& error) {
    throw ScenarioError(scenario.problem_at(path, error.what()));
  }
  const std::int64_t accelerators = model.demand->accelerators_per_replica();
  model.nodes_per_replica = static_cast<std::uint32_t>(
      (accelerators + partition.gpus_per_node - 1) / partition.gpus_per_node);
  return model;
}

}  // namespace gigawatt
