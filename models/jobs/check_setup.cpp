// SPDX-License-Identifier: Apache-2.0

// What no schedule can satisfy is said before the run, by name and with what to change.

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "models/jobs/domain_set.h"
#include "models/jobs/scheduler_setup.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

namespace {

std::uint64_t installed(const SchedulerSetup& setup) {
  const std::uint64_t sum =
      std::accumulate(setup.domain_nodes.begin(), setup.domain_nodes.end(), std::uint64_t{0});
  return setup.domain_nodes.empty() ? setup.installed_nodes : sum;
}

/// `path`: the key of a workload that says so; empty if none does.
Problem setup_problem(std::string what, std::string expected, std::string path = "") {
  return problem_at(std::move(path), std::move(what), std::move(expected));
}

}  // namespace

std::vector<Problem> check_setup(const SchedulerSetup& setup) {
  std::vector<Problem> problems;
  std::uint64_t guaranteed = 0;
  for (const Tenant& tenant : setup.tenants) {
    guaranteed += tenant.guaranteed_nodes;
    if (!(tenant.share > 0.0)) {
      problems.push_back(
          setup_problem(fmt::format("tenant {} has a share of {}", tenant.name, tenant.share),
                        "expected more than 0"));
    }
    if (tenant.guaranteed_nodes > tenant.cap_nodes) {
      problems.push_back(
          setup_problem(fmt::format("tenant {} is guaranteed {} nodes but capped at {}",
                                    tenant.name, tenant.guaranteed_nodes, tenant.cap_nodes),
                        "raise the cap or lower the guarantee"));
    }
  }
  if (installed(setup) > 0 && guaranteed > installed(setup)) {
    problems.push_back(
        setup_problem(fmt::format("tenants are guaranteed {} nodes, but only {} are ever "
                                  "installed",
                                  guaranteed, installed(setup)),
                      "lower the guarantees or add nodes"));
  }
  for (std::size_t index = 0; index < setup.classes.size(); ++index) {
    const JobClass& job_class = setup.classes[index];
    if (job_class.tenant >= setup.tenants.size()) {
      problems.push_back(setup_problem(fmt::format("job class {} belongs to tenant {} of {}", index,
                                                   job_class.tenant, setup.tenants.size()),
                                       "name a tenant of the scheduler"));
    }
    if (job_class.placement.within_domain && job_class.placement.segment_nodes > 0) {
      problems.push_back(
          setup_problem(fmt::format("job class {} asks for one domain and for segments of {} nodes",
                                    index, job_class.placement.segment_nodes),
                        "a gang within one domain has no segments: leave one of the two out"));
    }
  }
  return problems;
}

std::vector<Problem> check_gang(const SchedulerSetup& setup, std::uint16_t job_class,
                                std::uint32_t nodes, const std::string& who) {
  std::vector<Problem> problems;
  const JobClass& known = setup.classes[job_class];
  const Placement& placement = known.placement;
  const Tenant& tenant = setup.tenants[known.tenant];
  if (nodes > tenant.cap_nodes) {
    problems.push_back(setup_problem(fmt::format("{} asks for {} nodes, but tenant {} may hold {}",
                                                 who, nodes, tenant.name, tenant.cap_nodes),
                                     "raise the tenant's cap or make the job smaller", "tenant"));
  }
  if (installed(setup) > 0 && nodes > installed(setup)) {
    problems.push_back(
        setup_problem(fmt::format("{} asks for {} nodes, but only {} are ever installed", who,
                                  nodes, installed(setup)),
                      "add nodes or make the job smaller"));
    return problems;
  }
  if (setup.domain_nodes.empty()) return problems;

  DomainSet idle(setup.domain_nodes.size());
  for (std::size_t domain = 0; domain < setup.domain_nodes.size(); ++domain)
    idle.change_free(domain, setup.domain_nodes[domain]);
  const std::uint32_t largest = idle.largest_usable();
  if (placement.within_domain && nodes > largest) {
    problems.push_back(
        setup_problem(fmt::format("{} asks for {} nodes in one domain, but the largest has {}", who,
                                  nodes, largest),
                      fmt::format("ask for at most {} nodes, or for segments of at most {} nodes",
                                  largest, largest),
                      "placement.within"));
  } else if (std::min(placement.segment_nodes, nodes) > largest) {
    problems.push_back(setup_problem(
        fmt::format("{} asks for segments of {} nodes, but the largest domain has {}", who,
                    placement.segment_nodes, largest),
        fmt::format("expected segments of at most {} nodes", largest), "placement.segment"));
  } else if (nodes > idle.widest(placement)) {
    problems.push_back(setup_problem(
        fmt::format("{} asks for {} nodes in segments of {}, but all domains together hold {} "
                    "that way",
                    who, nodes, placement.segment_nodes, idle.widest(placement)),
        "make the segments smaller, or the job", "placement.segment"));
  }
  return problems;
}

}  // namespace gigawatt::jobs
