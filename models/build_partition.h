// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// The fleet of a site as partitions: entries of one node type together, in order of first mention.
std::vector<Partition> build_partitions(const Scenario& scenario, const SiteParams& site);

/// How the parts of a node are used.
struct NodeUse {
  const compute::Accelerator* capped = nullptr;  ///< What it holds, if that is capped.
  double cap_w = 0.0;                            ///< On each.
  std::optional<double> host_utilisation = {};   ///< Absent: as the accelerators'.
};

/// Power above idle [mW] of one node of the entry at utilisation 0, 0.1 %, ... 100 % of its
/// accelerators, at the input of its own supply.
std::vector<std::int64_t> dynamic_table_mw(const compute::FleetEntryParams& entry,
                                           const compute::NodeType& node, const NodeUse& use);

/// Tells the partition that a node may draw so much more than full utilisation does.
void make_room_for_filler(Partition& partition, std::int64_t filler_mw);

/// Share of a node's heat that the liquid loop takes: the site's, or the node's own.
double liquid_share(const SiteParams& site, const compute::NodeType& node);

}  // namespace gigawatt
