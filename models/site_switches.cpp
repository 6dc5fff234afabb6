// SPDX-License-Identifier: Apache-2.0
#include "models/site_switches.h"

#include <algorithm>

namespace gigawatt {

namespace {

Event due(TimeNs time_ns, Switch kind, std::uint32_t payload) {
  return {time_ns, payload, static_cast<std::uint32_t>(kind), payload};
}

}  // namespace

BatchRef batch_of(const SiteModel& model, std::uint32_t number) {
  BatchRef ref{0, number};
  while (ref.batch >= model.partitions[ref.partition].batches.size()) {
    ref.batch -= static_cast<std::uint32_t>(model.partitions[ref.partition].batches.size());
    ++ref.partition;
  }
  return ref;
}

const NodeBatch& batch_in(const SiteModel& model, std::uint32_t number) {
  const BatchRef ref = batch_of(model, number);
  return model.partitions[ref.partition].batches[ref.batch];
}

void plan_switches(const SiteModel& model, EventQueue& switches) {
  std::uint32_t number = 0;
  for (const Partition& partition : model.partitions) {
    for (const NodeBatch& batch : partition.batches) {
      const TimeNs up_ns = std::max(batch.energised_ns, model.start_ns);
      if (up_ns < batch.retired_ns && up_ns < model.end_ns) {
        switches.schedule(due(up_ns, Switch::energise, number));
        if (batch.retired_ns < model.end_ns) {
          switches.schedule(due(batch.retired_ns, Switch::retire, number));
        }
      }
      ++number;
    }
  }
  for (std::uint32_t i = 0; i < model.grid_limits.size(); ++i) {
    if (model.grid_limits[i].from_ns >= model.end_ns) continue;
    switches.schedule(
        due(std::max(model.grid_limits[i].from_ns, model.start_ns), Switch::grid_limit, i));
  }
  for (std::uint32_t i = 0; i < model.path_limits.size(); ++i)
    switches.schedule(due(model.path_limits[i].from_ns, Switch::path_limit, i));
}

}  // namespace gigawatt
