// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// The fleet of a site as partitions: entries of one node type together, in order of first mention.
std::vector<Partition> build_partitions(const Scenario& scenario, const SiteParams& site);

/// Share of a node's heat that the liquid loop takes: the site's, or the node's own.
double liquid_share(const SiteParams& site, const compute::NodeType& node);

}  // namespace gigawatt
