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

/// Per partition, before the site has started.
std::vector<OfferedLoad> offered_loads(const Site& site);

}  // namespace gigawatt
