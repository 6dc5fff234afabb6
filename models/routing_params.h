// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/latency.h"
#include "models/migration_params.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt {

/// How a shared job finds its site. Docs: docs/models/site/portfolio.md.
enum class RoutingRule { cheapest_available, lowest_carbon, most_free, round_robin, fixed_shares };

/// Where the users of a workload are.
struct RegionParams {
  std::string name;
  std::string path;  ///< Where it stands in the scenario.
  std::optional<double> latitude_deg;
  std::optional<double> longitude_deg;
  std::vector<double> latencies_s;  ///< Measured round trips to each of `sites`, instead.

  void visit(FieldVisitor& v);
};

/// `routing:` of a scenario: sites that share the workloads which name no site.
struct RoutingParams {
  RoutingRule policy = RoutingRule::cheapest_available;
  std::vector<std::string> sites;  ///< Empty: all of the scenario.
  std::vector<double> shares;      ///< Of jobs, for `fixed-shares`; one for each of `sites`.
  std::optional<double> rebalance_s;
  std::optional<MigrationParams> migration;  ///< Absent: what runs stays where it is.
  std::optional<double> latency_limit_s;
  double route_factor = 1.5;
  double latency_overhead_s = 0.0;
  std::vector<RegionParams> regions;

  void visit(FieldVisitor& v);
  std::string policy_name() const;
};

/// What the checks of a routing need to know of a site and of a workload.
struct RoutableSite {
  std::string name, path;
  std::optional<GeoPoint> place;
};
struct RoutableWorkload {
  std::string path, site, region;
  MovableWorkload movable;
};

/// Indices of the sites that share demand, in the order in which ties are broken.
std::vector<std::size_t> routed_sites(const RoutingParams& routing,
                                      std::span<const RoutableSite> sites);

/// Contradictions in `routing:` and in what workloads say about it. Paths are set; file and line
/// are for the caller.
std::vector<Problem> find_routing_problems(const std::optional<RoutingParams>& routing,
                                           std::span<const RoutableSite> sites,
                                           std::span<const RoutableWorkload> workloads);

/// Round trip [s] from a region to the site that stands at `route` among the routed ones.
double round_trip_s(const RoutingParams& routing, const RegionParams& region, std::size_t route,
                    const RoutableSite& site);

}  // namespace gigawatt
