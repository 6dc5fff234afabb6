// SPDX-License-Identifier: Apache-2.0
#include "models/build_routing.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/build_faults.h"
#include "models/build_scheduling.h"
#include "models/offered_load.h"
#include "sim/scenario/problem.h"

namespace gigawatt {

namespace {

constexpr double kBitsPerByte = 8.0;

std::uint32_t gpus_of(const Partition& partition) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, partition.gpus_per_node));
}

/// The partition of a site that a workload may use: by node type, or the only one.
std::optional<std::uint32_t> partition_at(const Scenario& scenario, const SiteModel& model,
                                          const SiteWorkload& workload) {
  const std::string& node = workload.params.node;
  if (node.empty() && model.partitions.size() > 1) {
    throw ScenarioError(scenario.problem_at(
        workload.params.path + ".node",
        fmt::format("site {} has {} types of node", model.name, model.partitions.size()),
        "`node:` with the type it runs on"));
  }
  for (std::uint32_t i = 0; i < model.partitions.size(); ++i)
    if (node.empty() || model.partitions[i].name == node) return i;
  return std::nullopt;
}

/// Whether the site is near enough; a sentence in `refusals` where it is not.
bool is_near(const Scenario& scenario, const SiteWorkload& workload, std::size_t route,
             const RoutableSite& site, std::vector<std::string>& refusals) {
  if (workload.region.empty()) return true;
  const auto& regions = scenario.routing->regions;
  const auto region = std::find_if(regions.begin(), regions.end(),
                                   [&](const auto& r) { return r.name == workload.region; });
  const double latency_s = round_trip_s(*scenario.routing, *region, route, site);
  if (latency_s <= *scenario.routing->latency_limit_s) return true;
  refusals.push_back(
      fmt::format("{} is {:.1f} ms from {}", site.name, 1e3 * latency_s, workload.region));
  return false;
}

std::vector<RouteTarget> find_targets(const Scenario& scenario,
                                      const std::vector<std::shared_ptr<SiteModel>>& models,
                                      const SiteWorkload& workload) {
  std::vector<RouteTarget> targets;
  std::vector<std::string> refusals;
  const auto all = scenario.routable_sites();
  const auto sites = routed_sites(*scenario.routing, all);
  for (std::size_t route = 0; route < sites.size(); ++route) {
    const SiteModel& model = *models[sites[route]];
    const auto partition = partition_at(scenario, model, workload);
    if (!partition) {
      refusals.push_back(fmt::format("{} has no {}", model.name, workload.params.node));
      continue;
    }
    if (!is_near(scenario, workload, route, all[sites[route]], refusals)) continue;
    RouteTarget target;
    target.route = static_cast<std::uint32_t>(route);
    target.site = static_cast<std::uint32_t>(sites[route]);
    target.partition = *partition;
    const Partition& nodes = model.partitions[*partition];
    target.most_nodes = std::min(energised_nodes(nodes, model.start_ns, model.end_ns).most_at_once,
                                 nodes.nodes_for_jobs());
    targets.push_back(target);
  }
  if (targets.empty()) {
    throw ScenarioError(
        scenario.problem_at(workload.params.path,
                            fmt::format("workload '{}' fits no site: {}", workload.params.name,
                                        fmt::join(refusals, ", ")),
                            "nodes of its type at one of the routed sites, near enough"));
  }
  return targets;
}

/// Whether job sizes are told in nodes, which are not the same everywhere.
bool counts_nodes(const jobs::WorkloadParams& params) {
  const bool swf = params.format == jobs::TraceFormat::swf || params.file.written.ends_with(".swf");
  return params.nodes || !params.columns.nodes.empty() ||
         (swf && params.processors == jobs::SizeUnit::nodes);
}

MigrationModel plan_migration(const Scenario& scenario, const MigrationParams& params) {
  MigrationModel model;
  model.rate = scenario.routing->policy == RoutingRule::lowest_carbon
                   ? &RouteOption::carbon_kg_per_h
                   : &RouteOption::cost_usd_per_h;
  model.every_ns = from_seconds(params.every_s);
  model.stay_ns = from_seconds(params.stay_s);
  model.gain_frac = params.gain_frac;
  model.bytes_per_s = params.bandwidth_bit_per_s / kBitsPerByte;
  model.state_bytes = params.state_bytes.value_or(0.0);
  model.state_per_gpu_bytes = params.state_per_gpu_bytes.value_or(0.0);
  model.egress_usd_per_byte = params.egress_usd_per_byte;
  for (const SiteWorkload& workload : scenario.workloads) {
    auto& saving = model.savings.emplace_back();
    if (moves(params, {workload.params.name, scenario.is_shared(workload),
                       workload.checkpoint.has_value()}))
      saving = {from_seconds(workload.checkpoint->write_s),
                from_seconds(workload.checkpoint->restart_s)};
  }
  return model;
}

}  // namespace

RouterModel plan_routing(const Scenario& scenario) {
  RouterModel routing;
  if (!scenario.routing) return routing;
  routing.policy = scenario.routing->policy_name();
  routing.targets.resize(scenario.workloads.size());
  if (scenario.routing->rebalance_s)
    routing.rebalance_ns = from_seconds(*scenario.routing->rebalance_s);
  if (scenario.routing->migration)
    routing.migration = plan_migration(scenario, *scenario.routing->migration);
  routing.start_ns = scenario.start_ns();
  routing.end_ns = scenario.end_ns();
  return routing;
}

void share_workload(const Scenario& scenario, const std::vector<std::shared_ptr<SiteModel>>& models,
                    std::size_t index, RouterModel& routing, Arrivals& offered,
                    std::vector<Arrivals>& site_arrivals) {
  const SiteWorkload& workload = scenario.workloads[index];
  std::vector<RouteTarget> targets = find_targets(scenario, models, workload);
  const auto partition_of = [&](const RouteTarget& target) -> const Partition& {
    return models[target.site]->partitions[target.partition];
  };

  // Sizes are counted in a unit that divides every site's node: where all nodes have the same
  // accelerators, in nodes.
  std::uint32_t unit_gpus = 0;
  for (const RouteTarget& target : targets)
    unit_gpus = std::gcd(unit_gpus, gpus_of(partition_of(target)));
  jobs::SourceContext context;
  double mean_units = 0.0;
  for (RouteTarget& target : targets) {
    const SiteModel& model = *models[target.site];
    target.units_per_node = gpus_of(partition_of(target)) / unit_gpus;
    if (target.units_per_node > 1 && counts_nodes(workload.params)) {
      throw ScenarioError(scenario.problem_at(
          workload.params.path,
          fmt::format("sizes in nodes, but a node is {} accelerators at {} and another number "
                      "elsewhere",
                      gpus_of(partition_of(target)), model.name),
          "sizes in `gpus`, or `node:` with one type"));
    }
    context.installed_nodes =
        std::max(context.installed_nodes, target.most_nodes * target.units_per_node);
    mean_units += energised_nodes(partition_of(target), model.start_ns, model.end_ns).node_s /
                  to_seconds(model.end_ns - model.start_ns) * target.units_per_node;
  }
  context.seed = static_cast<std::uint64_t>(scenario.seed);
  context.start_ns = scenario.start_ns();
  context.end_ns = scenario.end_ns();
  context.mean_nodes = mean_units;
  context.gpus_per_node = unit_gpus;
  const SiteParams& first = scenario.sites[targets.front().site];
  if (first.place) context.timezone = first.place->timezone;

  auto source = jobs::make_source(workload.params, context);
  for (const RouteTarget& target : targets) {
    SiteModel& model = *models[target.site];
    const std::uint32_t largest =
        std::min(target.nodes_for(source->largest_nodes()), target.most_nodes);
    add_trace_tenants(scenario.sites[target.site], workload, static_cast<std::uint16_t>(index),
                      *source, *models[target.site]);
    check_progress(model, model.workloads[index], largest, source->mean_work_s());
    check_jobs(scenario, workload, model.workloads[index], partition_of(target),
               [&](std::uint16_t tenant) {
                 const std::uint32_t nodes = largest_job(model.workloads[index], *source, tenant);
                 return std::min(target.nodes_for(nodes), target.most_nodes);
               });
    site_arrivals[target.site].add_inbox(source->clone(), static_cast<std::uint16_t>(index),
                                         target.partition);
  }
  offered.add(std::move(source), static_cast<std::uint16_t>(index), 0);
  routing.targets[index] = std::move(targets);
}

}  // namespace gigawatt
