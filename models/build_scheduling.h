// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/jobs/job.h"
#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// What the schedulers of a site are told: policy, tenants, one job class for each workload of the
/// scenario, and racks as domains where a class asks for them. Throws ScenarioError.
void build_scheduling(const Scenario& scenario, const SiteParams& site, SiteModel& model);

/// Tells the schedulers of a site the tenants that the trace of a workload names, where tenants
/// matter and the workload itself belongs to none. A name of `scheduler.tenants` is that tenant;
/// each other one is a tenant of its own, without quotas; jobs that name nobody are the first's.
void add_trace_tenants(const SiteParams& site, const SiteWorkload& workload, std::uint16_t index,
                       const jobs::JobSource& source, SiteModel& model);

/// Nodes of the largest job of a source, of one tenant where the trace's are told apart.
std::uint32_t largest_job(const WorkloadRules& rules, const jobs::JobSource& source,
                          std::uint16_t tenant);

/// check_gangs() for every tenant of a workload, whose largest job has `largest(tenant)` nodes.
template <class Largest>
void check_jobs(const Scenario& scenario, const SiteWorkload& workload, const WorkloadRules& rules,
                const Partition& partition, Largest largest);

/// Throws ScenarioError if gangs of `nodes` nodes of the workload could never start on an idle
/// partition: wider than any rack they must share, or beyond their tenant's quota.
void check_gangs(const Scenario& scenario, const SiteWorkload& workload, std::uint16_t job_class,
                 const Partition& partition, std::uint32_t nodes);

template <class Largest>
void check_jobs(const Scenario& scenario, const SiteWorkload& workload, const WorkloadRules& rules,
                const Partition& partition, Largest largest) {
  for (std::uint16_t tenant = 0; tenant < rules.tenant_classes; ++tenant)
    check_gangs(scenario, workload, static_cast<std::uint16_t>(rules.job_class + tenant), partition,
                largest(tenant));
}

}  // namespace gigawatt
