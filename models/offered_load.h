// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/site.h"

namespace gigawatt {

/// What the workloads ask of one type of node at a site over the run.
struct OfferedLoad {
  std::string node;  ///< Name of the node type.
  double demand_node_s = 0.0;
  double installed_node_s = 0.0;  ///< Energised nodes over the run.

  double load() const { return installed_node_s > 0.0 ? demand_node_s / installed_node_s : 0.0; }
};

/// The nodes of a partition over a run.
struct EnergisedNodes {
  double node_s = 0.0;             ///< Sum over the run of nodes × time [s].
  std::uint32_t most_at_once = 0;  ///< At any instant of the run.
};
EnergisedNodes energised_nodes(const Partition& partition, TimeNs start_ns, TimeNs end_ns);

/// Per partition, before the site has started.
std::vector<OfferedLoad> offered_loads(const Site& site);

}  // namespace gigawatt
