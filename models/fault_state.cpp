// SPDX-License-Identifier: Apache-2.0
#include "models/fault_state.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace gigawatt {

FaultState::FaultState(const SiteModel& model)
    : shop(model.faults->repair), broken_held(model.partitions.size(), 0) {
  std::uint32_t numbers = 0;
  for (const Partition& partition : model.partitions) {
    streams.emplace_back(model.faults->model, model.seed,
                         fmt::format("sites.{}.{}", model.name, partition.name),
                         partition.node_count, model.start_ns);
    health.emplace_back(partition.node_count);
    first_number.push_back(numbers);
    numbers += streams.back().entity_count();
  }
}

TimeNs FaultState::next_ns() const {
  TimeNs next = shop.next_ns();
  for (const faults::FaultStream& stream : streams)
    next = std::min(next, stream.next_ns());
  if (!unknown.empty()) next = std::min(next, unknown.top().time_ns);
  if (!job_faults.empty()) next = std::min(next, job_faults.top().time_ns);
  return next;
}

faults::CheckpointPlan CheckpointPlans::plan(const SiteModel& model, std::uint16_t workload,
                                             std::uint32_t nodes) {
  const WorkloadRules& rules = model.rules(workload);
  if (!rules.checkpoint) return {};
  if (by_nodes_.size() <= workload) by_nodes_.resize(workload + 1u);
  auto& plans = by_nodes_[workload];
  if (plans.size() <= nodes) plans.resize(nodes + 1u);
  if (!plans[nodes]) {
    faults::JobFailures failures{std::numeric_limits<double>::infinity(), 0.0};
    if (model.faults) {
      failures = faults::job_failures(*model.faults->model, model.faults->job, nodes);
    }
    plans[nodes] = faults::plan_checkpoints(*rules.checkpoint, failures);
  }
  return *plans[nodes];
}

}  // namespace gigawatt
