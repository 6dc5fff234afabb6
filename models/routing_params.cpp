// SPDX-License-Identifier: Apache-2.0
#include "models/routing_params.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "sim/engine/time.h"

namespace gigawatt {

namespace {

constexpr auto kRules = choices({
    {"cheapest-available", "Least energy cost of the coming hour, of sites with room."},
    {"lowest-carbon", "Least carbon dioxide of the coming hour, of sites with room."},
    {"most-free", "Most accelerators free, less those that waiting jobs ask for."},
    {"round-robin", "The next site in turn, by workload."},
    {"fixed-shares", "The site that lags most behind its share of `shares`."},
});

using Sites = std::span<const RoutableSite>;
using Workloads = std::span<const RoutableWorkload>;

std::vector<std::string> names_of(Sites sites) {
  std::vector<std::string> names;
  for (const RoutableSite& site : sites)
    names.push_back(site.name);
  return names;
}

/// Whether the policy sends jobs without looking at the sites.
bool is_blind(RoutingRule rule) {
  return rule == RoutingRule::round_robin || rule == RoutingRule::fixed_shares;
}

/// Whether the policy compares what an hour of a job costs at the sites.
bool has_rate(RoutingRule rule) {
  return rule == RoutingRule::cheapest_available || rule == RoutingRule::lowest_carbon;
}

void check_sites(const RoutingParams& routing, Sites sites, Workloads workloads,
                 std::vector<Problem>& problems) {
  const auto names = names_of(sites);
  for (std::size_t i = 0; i < routing.sites.size(); ++i) {
    const std::string& name = routing.sites[i];
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      problems.push_back({.path = "routing.sites",
                          .what = fmt::format("there is no site '{}'", name),
                          .suggestion = nearest_name(name, names)});
    }
    if (std::count(routing.sites.begin(), routing.sites.begin() + static_cast<std::ptrdiff_t>(i),
                   name) > 0) {
      problems.push_back({.path = "routing.sites",
                          .what = fmt::format("'{}' is named twice", name),
                          .expected = "each site once"});
    }
  }
  const std::size_t count = routing.sites.empty() ? names.size() : routing.sites.size();
  if (count < 2) {
    problems.push_back({.path = "routing",
                        .what = "there is one site, and nothing to route between",
                        .expected = "two sites or more, or no `routing`"});
  }
  if (std::none_of(workloads.begin(), workloads.end(),
                   [](const RoutableWorkload& w) { return w.site.empty(); })) {
    problems.push_back({.path = "routing",
                        .what = "no workload is shared: each names its site",
                        .expected = "a workload without `site:`"});
  }
}

void check_policy(const RoutingParams& routing, Sites sites, std::vector<Problem>& problems) {
  const std::size_t count = routing.sites.empty() ? sites.size() : routing.sites.size();
  if (routing.policy == RoutingRule::fixed_shares) {
    const double sum = std::accumulate(routing.shares.begin(), routing.shares.end(), 0.0);
    if (routing.shares.size() != count || std::abs(sum - 1.0) > 1e-6) {
      problems.push_back({.path = "routing.shares",
                          .what = fmt::format("{} shares that add up to {:g}, for {} sites",
                                              routing.shares.size(), sum, count),
                          .expected = "one share for each site, 1 in all"});
    }
  } else if (!routing.shares.empty()) {
    problems.push_back({.path = "routing.shares",
                        .what = fmt::format("policy '{}' has no shares", routing.policy_name()),
                        .expected = "policy: fixed-shares, or no `shares`"});
  }
  if (routing.rebalance_s && is_blind(routing.policy)) {
    problems.push_back(
        {.path = "routing.rebalance",
         .what = fmt::format("policy '{}' does not look at the sites, so no job would be better "
                             "off elsewhere",
                             routing.policy_name()),
         .expected = "cheapest-available, lowest-carbon or most-free, or no `rebalance`"});
  }
}

void check_migration(const RoutingParams& routing, Workloads workloads,
                     std::vector<Problem>& problems) {
  if (!routing.migration) return;
  if (!has_rate(routing.policy))
    problems.push_back({.path = "routing.migration",
                        .what = fmt::format("policy '{}' has no rate that could be lower elsewhere",
                                            routing.policy_name()),
                        .expected = "cheapest-available or lowest-carbon, or no `migration`"});
  std::vector<MovableWorkload> movable;
  for (const RoutableWorkload& workload : workloads)
    movable.push_back(workload.movable);
  for (Problem& problem : find_migration_problems(*routing.migration, movable))
    problems.push_back(std::move(problem));
}

void check_region(const RoutingParams& routing, Sites sites, const RegionParams& region,
                  std::vector<Problem>& problems) {
  const bool placed = region.latitude_deg && region.longitude_deg;
  const bool measured = !region.latencies_s.empty();
  const std::size_t count = routing.sites.empty() ? sites.size() : routing.sites.size();
  if (placed == measured || region.latitude_deg.has_value() != region.longitude_deg.has_value()) {
    problems.push_back(
        {.path = region.path,
         .what = fmt::format("where region '{}' is has to be told in one way", region.name),
         .expected = "latitude and longitude, or latencies"});
  } else if (measured && region.latencies_s.size() != count) {
    problems.push_back(
        {.path = region.path + ".latencies",
         .what = fmt::format("{} latencies for {} sites", region.latencies_s.size(), count),
         .expected = "one for each of routing.sites, in their order"});
  }
  if (!placed) return;
  for (const std::size_t site : routed_sites(routing, sites)) {
    if (sites[site].place) continue;
    problems.push_back({.path = sites[site].path,
                        .what = fmt::format("how far region '{}' is cannot be told", region.name),
                        .expected = "`place:` with latitude and longitude"});
  }
}

void check_latency(const RoutingParams& routing, Sites sites, Workloads workloads,
                   std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < routing.regions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (routing.regions[j].name != routing.regions[i].name) continue;
      problems.push_back(
          {.path = routing.regions[i].path + ".name",
           .what = fmt::format("a second region is named '{}'", routing.regions[i].name),
           .expected = "a name of its own"});
    }
    check_region(routing, sites, routing.regions[i], problems);
  }
  const bool any_region =
      std::any_of(workloads.begin(), workloads.end(),
                  [](const RoutableWorkload& workload) { return !workload.region.empty(); });
  if (routing.latency_limit_s && (routing.regions.empty() || !any_region)) {
    problems.push_back({.path = "routing.latency_limit",
                        .what = routing.regions.empty() ? "latency from where is not said"
                                                        : "no workload has a region",
                        .expected = "`regions:` here and `region:` at a workload"});
  }
  if (!routing.latency_limit_s && !routing.regions.empty()) {
    problems.push_back({.path = "routing.regions",
                        .what = "regions are given, but nothing is limited",
                        .expected = "latency_limit: 80 ms"});
  }
}

void check_workload_region(const std::optional<RoutingParams>& routing,
                           const RoutableWorkload& workload, std::vector<Problem>& problems) {
  if (workload.region.empty()) return;
  const std::string path = workload.path + ".region";
  if (!routing || !workload.site.empty()) {
    problems.push_back({.path = path,
                        .what = "a region is for jobs that are routed",
                        .expected = "a `routing:` block and no `site:`"});
    return;
  }
  std::vector<std::string> names;
  for (const RegionParams& region : routing->regions)
    names.push_back(region.name);
  if (std::find(names.begin(), names.end(), workload.region) != names.end()) return;
  problems.push_back({.path = path,
                      .what = fmt::format("there is no region '{}'", workload.region),
                      .suggestion = nearest_name(workload.region, names)});
}

}  // namespace

void RegionParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the region.", .required = true}, name);
  v.number({.name = "latitude", .doc = "Degrees north.", .min = -90.0, .max = 90.0}, latitude_deg);
  v.number({.name = "longitude", .doc = "Degrees east.", .min = -180.0, .max = 180.0},
           longitude_deg);
  v.numbers({.name = "latencies",
             .unit = "s",
             .doc = "Instead: the round trip to each of routing.sites, in their order.",
             .min = 0.0,
             .max = 100.0},
            latencies_s);
}

void RoutingParams::visit(FieldVisitor& v) {
  v.choice({.name = "policy", .doc = "Which site a job is sent to when it is submitted."}, kRules,
           policy);
  v.texts({.name = "sites", .doc = "Sites that share demand; all if absent. Ties go to the first."},
          sites);
  v.numbers({.name = "shares",
             .doc = "Share of jobs of each of `sites`, for fixed-shares.",
             .min = 0.0,
             .max = 1.0},
            shares);
  v.number({.name = "rebalance",
            .unit = "s",
            .doc = "Period at which waiting jobs move to a site that can start them; never if "
                   "absent.",
            .min = 1.0,
            .max = kLeapYearS},
           rebalance_s);
  v.group({.name = "migration",
           .doc = "When running jobs move to a site with a lower rate; never if absent."},
          migration);
  v.number({.name = "latency_limit",
            .unit = "s",
            .doc = "Longest round trip from the region of a workload.",
            .min = 0.0,
            .max = 100.0,
            .above_min = true},
           latency_limit_s);
  v.number({.name = "route_factor",
            .doc = "Length of a fibre route over the great circle.",
            .min = 1.0,
            .max = 20.0},
           route_factor);
  v.number({.name = "latency_overhead",
            .unit = "s",
            .doc = "Added to every computed round trip: last mile, switching.",
            .min = 0.0,
            .max = 100.0},
           latency_overhead_s);
  v.list({.name = "regions", .doc = "Where the users of workloads are."}, regions);
}

std::string RoutingParams::policy_name() const {
  return std::string(kRules.names[static_cast<std::size_t>(policy)]);
}

std::vector<std::size_t> routed_sites(const RoutingParams& routing,
                                      std::span<const RoutableSite> sites) {
  std::vector<std::size_t> routed;
  const auto names = names_of(sites);
  for (const std::string& name : routing.sites.empty() ? names : routing.sites) {
    const auto place = std::find(names.begin(), names.end(), name);
    if (place != names.end()) routed.push_back(static_cast<std::size_t>(place - names.begin()));
  }
  return routed;
}

std::vector<Problem> find_routing_problems(const std::optional<RoutingParams>& routing,
                                           std::span<const RoutableSite> sites,
                                           std::span<const RoutableWorkload> workloads) {
  std::vector<Problem> problems;
  if (routing) {
    check_sites(*routing, sites, workloads, problems);
    check_policy(*routing, sites, problems);
    check_migration(*routing, workloads, problems);
    check_latency(*routing, sites, workloads, problems);
  }
  for (const RoutableWorkload& workload : workloads)
    check_workload_region(routing, workload, problems);
  return problems;
}

double round_trip_s(const RoutingParams& routing, const RegionParams& region, std::size_t route,
                    const RoutableSite& site) {
  if (!region.latencies_s.empty()) return region.latencies_s[route];
  const double distance_m =
      great_circle_m({*region.latitude_deg, *region.longitude_deg}, *site.place);
  return fibre_round_trip_s(distance_m * routing.route_factor) + routing.latency_overhead_s;
}

}  // namespace gigawatt
