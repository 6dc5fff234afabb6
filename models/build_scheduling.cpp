// SPDX-License-Identifier: Apache-2.0
#include "models/build_scheduling.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/build_distribution.h"

namespace gigawatt {

namespace {

constexpr std::size_t kMostTenants = 1000;  // each is a queue of its own that every pass looks at

std::uint32_t tenant_index(const SiteParams& site, const std::string& name) {
  const auto& tenants = site.scheduler.tenants;
  const auto found = std::find_if(tenants.begin(), tenants.end(),
                                  [&](const jobs::TenantParams& t) { return t.name == name; });
  return found == tenants.end() ? 0 : static_cast<std::uint32_t>(found - tenants.begin());
}

/// Problems of a setup name the path in it; here they get that of the scenario.
[[noreturn]] void refuse(const Scenario& scenario, const std::string& path,
                         const std::vector<Problem>& problems) {
  std::vector<Problem> placed;
  for (const Problem& problem : problems) {
    const std::string at = problem.path.empty() ? path : key_path(path, problem.path);
    Problem here = scenario.problem_at(at, problem.what, problem.expected);
    here.suggestion = problem.suggestion;
    placed.push_back(std::move(here));
  }
  throw ScenarioError(std::move(placed));
}

/// Nodes of the rack at `first` that are kept as spares.
std::uint32_t spares_at(const SiteParams& site, const Partition& partition, std::uint32_t first) {
  auto batch = partition.batches.begin();
  for (const compute::FleetEntryParams& entry : site.fleet) {
    if (entry.node != partition.name) continue;
    if (first - batch->first_node < batch->node_count)
      return static_cast<std::uint32_t>(entry.hot_spares);
    ++batch;
  }
  return 0;
}

/// Racks of the partition as domains; the last may be partial. Hot spares are not in them.
void make_racks_domains(const SiteParams& site, const Scenario& scenario, Partition& partition) {
  const auto entry =
      std::find_if(site.fleet.begin(), site.fleet.end(),
                   [&](const compute::FleetEntryParams& e) { return e.node == partition.name; });
  partition.nodes_per_domain = static_cast<std::uint32_t>(
      compute::nodes_per_rack(*entry, *scenario.catalogue.find(partition.name)));
  for (std::uint32_t first = 0; first < partition.node_count; first += partition.nodes_per_domain) {
    const std::uint32_t nodes = std::min(partition.nodes_per_domain, partition.node_count - first);
    const std::uint32_t spares = std::min(spares_at(site, partition, first), nodes);
    partition.scheduler.domain_nodes.push_back(nodes - spares);
    partition.hot_spares.push_back(spares);
  }
  if (std::all_of(partition.hot_spares.begin(), partition.hot_spares.end(),
                  [](std::uint32_t spares) { return spares == 0; }))
    partition.hot_spares.clear();
}

}  // namespace

void build_scheduling(const Scenario& scenario, const SiteParams& site, SiteModel& model) {
  jobs::SchedulerSetup setup;
  setup.policy = site.scheduler.policy_name();
  setup.weights = site.scheduler.priority.weights;
  setup.aging = site.scheduler.aging;
  setup.reservations = static_cast<std::uint32_t>(site.scheduler.reservations);
  if (!site.scheduler.tenants.empty()) {
    setup.tenants.clear();
    for (const jobs::TenantParams& tenant : site.scheduler.tenants)
      setup.tenants.push_back(tenant.tenant());
  }
  if (!scenario.workloads.empty()) setup.classes.clear();
  for (std::size_t i = 0; i < scenario.workloads.size(); ++i) {
    const jobs::JobClassParams& params = scenario.workloads[i].params.scheduling;
    setup.classes.push_back(params.job_class(tenant_index(site, params.tenant)));
    model.workloads[i].job_class = static_cast<std::uint16_t>(i);
  }
  setup.power_limits = !site.power.distribution.empty();
  const bool needs_racks =
      setup.power_limits ||
      std::any_of(setup.classes.begin(), setup.classes.end(),
                  [](const jobs::JobClass& c) { return c.placement != jobs::Placement{}; }) ||
      std::any_of(site.fleet.begin(), site.fleet.end(),
                  [](const compute::FleetEntryParams& e) { return e.hot_spares > 0; });
  for (Partition& partition : model.partitions) {
    partition.scheduler = setup;
    if (needs_racks) make_racks_domains(site, scenario, partition);
    partition.scheduler.installed_nodes = partition.nodes_for_jobs();
    const std::vector<Problem> problems = jobs::check_setup(partition.scheduler);
    if (!problems.empty()) refuse(scenario, site.path + ".scheduler", problems);
  }
  build_distribution(scenario, site, model);
}

void add_trace_tenants(const SiteParams& site, const SiteWorkload& workload, std::uint16_t index,
                       const jobs::JobSource& source, SiteModel& model) {
  const std::span<const std::string> names = source.tenants();
  const jobs::JobClassParams& params = workload.params.scheduling;
  const bool matter = !site.scheduler.tenants.empty() || site.scheduler.policy == Policy::priority;
  if (!params.tenant.empty() || names.size() <= 1 || !matter) return;

  std::vector<jobs::Tenant> tenants = model.partitions.front().scheduler.tenants;
  std::vector<jobs::JobClass> classes = model.partitions.front().scheduler.classes;
  WorkloadRules& rules = model.workloads[index];
  rules.job_class = static_cast<std::uint16_t>(classes.size());
  std::size_t listed = 0;
  std::size_t left_out = 0;
  for (const std::string& name : names) {
    auto known = tenants.begin();
    if (!name.empty())
      known = std::find_if(tenants.begin(), tenants.end(),
                           [&](const jobs::Tenant& tenant) { return tenant.name == name; });
    const auto tenant = known - tenants.begin();
    if (known != tenants.end()) {
      listed += !name.empty();
    } else if (tenants.size() < kMostTenants) {
      jobs::Tenant& added = tenants.emplace_back();
      added.name = name;
    } else {
      ++left_out;
    }
    const bool has_own = static_cast<std::size_t>(tenant) < tenants.size();
    classes.push_back(params.job_class(has_own ? static_cast<std::uint32_t>(tenant) : 0));
  }
  rules.tenant_classes = static_cast<std::uint16_t>(names.size());
  for (Partition& partition : model.partitions) {
    partition.scheduler.tenants = tenants;
    partition.scheduler.classes = classes;
  }
  model.notes.push_back(
      fmt::format("{}: its trace names {} tenants; {} of them are in scheduler.tenants, the others "
                  "have a share "
                  "of 1 and no quota",
                  workload.params.name, names.size() - 1, listed));
  if (left_out > 0)
    model.notes.push_back(fmt::format("{}: more than {} tenants; {} of its trace count as {}",
                                      workload.params.name, kMostTenants, left_out,
                                      tenants.front().name));
}

std::uint32_t largest_job(const WorkloadRules& rules, const jobs::JobSource& source,
                          std::uint16_t tenant) {
  return rules.tenant_classes == 1 ? source.largest_nodes() : source.largest_nodes_of(tenant);
}

void check_gangs(const Scenario& scenario, const SiteWorkload& workload, std::uint16_t job_class,
                 const Partition& partition, std::uint32_t nodes) {
  if (nodes == 0) return;
  std::vector<Problem> problems =
      jobs::check_gang(partition.scheduler, job_class, nodes, workload.params.name);
  if (!partition.hot_spares.empty()) {
    for (Problem& problem : problems)
      if (problem.path != "tenant") problem.what += " beside hot spares";
  }
  if (!problems.empty()) refuse(scenario, workload.params.path, problems);
}

}  // namespace gigawatt
