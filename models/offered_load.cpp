// SPDX-License-Identifier: Apache-2.0
#include "models/offered_load.h"

#include <algorithm>
#include <map>

namespace gigawatt {

EnergisedNodes energised_nodes(const Partition& partition, TimeNs start_ns, TimeNs end_ns) {
  EnergisedNodes energised;
  std::map<TimeNs, std::int64_t> changes;
  for (const NodeBatch& batch : partition.batches) {
    const TimeNs from_ns = std::max(batch.energised_ns, start_ns);
    const TimeNs to_ns = std::min(batch.retired_ns, end_ns);
    if (to_ns <= from_ns) continue;
    energised.node_s += to_seconds(to_ns - from_ns) * batch.node_count;
    changes[from_ns] += batch.node_count;
    changes[to_ns] -= batch.node_count;
  }
  std::int64_t nodes = 0;
  std::int64_t most = 0;
  for (const auto& [time_ns, change] : changes)
    most = std::max(most, nodes += change);
  energised.most_at_once = static_cast<std::uint32_t>(most);
  return energised;
}

std::vector<OfferedLoad> offered_loads(const Site& site) {
  const SiteModel& model = site.model();
  std::vector<OfferedLoad> loads;
  for (std::uint32_t i = 0; i < model.partitions.size(); ++i) {
    OfferedLoad& offered = loads.emplace_back();
    offered.node = model.partitions[i].name;
    offered.demand_node_s = site.state().arrivals.demand_node_s(i);
    offered.installed_node_s =
        energised_nodes(model.partitions[i], model.start_ns, model.end_ns).node_s;
  }
  return loads;
}

}  // namespace gigawatt
