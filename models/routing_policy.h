// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/routing_params.h"

namespace gigawatt {

/// What a policy sees of one site where a job could run.
struct RouteOption {
  std::uint32_t site = 0;        ///< Position among the routed sites; options ascend in it.
  bool has_room = false;         ///< Nodes enough are free, beyond what waiting jobs ask for.
  std::int64_t free_gpus = 0;    ///< Accelerators free less those that waiting jobs ask for.
  double expected_wait_s = 0.0;  ///< Requested node-time ahead of the job over nodes up.
  double cost_usd_per_h = 0.0;   ///< Energy of the job at full power in the coming hour.
  double carbon_kg_per_h = 0.0;  ///< The same in carbon dioxide.
};

/// Chooses the site of a job. State is plain and copied with the router.
class RoutingPolicy {
 public:
  virtual ~RoutingPolicy() = default;
  /// Index into `options` (not empty) for a job of `workload`. Ties go to the first.
  virtual std::size_t choose(std::uint16_t workload, std::span<const RouteOption> options) = 0;
  virtual std::unique_ptr<RoutingPolicy> clone() const = 0;
};

/// `shares` is for fixed-shares, one for each routed site.
std::unique_ptr<RoutingPolicy> make_routing_policy(RoutingRule rule,
                                                   std::vector<double> shares = {});

}  // namespace gigawatt
