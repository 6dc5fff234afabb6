// SPDX-License-Identifier: Apache-2.0
#include "models/build_scheduling.h"

#include <algorithm>

namespace gigawatt {

namespace {

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
    Problem here = scenario.problem_at(path, problem.what, problem.expected);
    here.suggestion = problem.suggestion;
    placed.push_back(std::move(here));
  }
  throw ScenarioError(std::move(placed));
}

/// Racks of the partition as domains; the last may be partial.
void make_racks_domains(const SiteParams& site, const Scenario& scenario, Partition& partition) {
  const auto entry =
      std::find_if(site.fleet.begin(), site.fleet.end(),
                   [&](const compute::FleetEntryParams& e) { return e.node == partition.name; });
  partition.nodes_per_domain = static_cast<std::uint32_t>(
      compute::nodes_per_rack(*entry, *scenario.catalogue.find(partition.name)));
  for (std::uint32_t first = 0; first < partition.node_count; first += partition.nodes_per_domain) {
    partition.scheduler.domain_nodes.push_back(
        std::min(partition.nodes_per_domain, partition.node_count - first));
  }
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
  const bool needs_racks =
      std::any_of(setup.classes.begin(), setup.classes.end(),
                  [](const jobs::JobClass& c) { return c.placement != jobs::Placement{}; });
  for (Partition& partition : model.partitions) {
    partition.scheduler = setup;
    partition.scheduler.installed_nodes = partition.node_count;
    if (needs_racks) make_racks_domains(site, scenario, partition);
    const std::vector<Problem> problems = jobs::check_setup(partition.scheduler);
    if (!problems.empty()) refuse(scenario, site.path + ".scheduler", problems);
  }
}

void check_gangs(const Scenario& scenario, const SiteWorkload& workload, std::uint16_t job_class,
                 const Partition& partition, std::uint32_t nodes) {
  if (nodes == 0) return;
  const std::vector<Problem> problems =
      jobs::check_gang(partition.scheduler, job_class, nodes, workload.params.name);
  if (!problems.empty()) refuse(scenario, workload.params.path, problems);
}

}  // namespace gigawatt
