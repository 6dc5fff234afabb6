// SPDX-License-Identifier: Apache-2.0
#include "models/offered_load.h"

#include <algorithm>

namespace gigawatt {

std::vector<OfferedLoad> offered_loads(const Site& site) {
  const SiteModel& model = site.model();
  std::vector<OfferedLoad> loads;
  for (std::uint32_t i = 0; i < model.partitions.size(); ++i) {
    OfferedLoad& offered = loads.emplace_back();
    offered.node = model.partitions[i].name;
    offered.demand_node_s = site.state().arrivals.demand_node_s(i);
    for (const NodeBatch& batch : model.partitions[i].batches) {
      const TimeNs from_ns = std::max(batch.energised_ns, model.start_ns);
      const TimeNs to_ns = std::min(batch.retired_ns, model.end_ns);
      if (to_ns > from_ns)
        offered.installed_node_s += to_seconds(to_ns - from_ns) * batch.node_count;
    }
  }
  return loads;
}

}  // namespace gigawatt
