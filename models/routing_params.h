// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt {

struct Scenario;
struct SiteWorkload;

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
  std::optional<double> latency_limit_s;
  double route_factor = 1.5;
  double latency_overhead_s = 0.0;
  std::vector<RegionParams> regions;

  void visit(FieldVisitor& v);
  std::string policy_name() const;
};

/// Whether the jobs of a workload are routed: it names no site and the scenario routes.
bool is_shared(const Scenario& scenario, const SiteWorkload& workload);

/// Indices of the sites that share demand, in the order in which ties are broken.
std::vector<std::size_t> routed_sites(const Scenario& scenario);

/// Contradictions in `routing:` and in what workloads say about it. Paths are set; file and line
/// are for the caller.
std::vector<Problem> find_routing_problems(const Scenario& scenario);

/// Round trip [s] from a region to a site of the scenario.
double round_trip_s(const Scenario& scenario, const RegionParams& region, std::size_t site);

}  // namespace gigawatt
