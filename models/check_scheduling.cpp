// SPDX-License-Identifier: Apache-2.0
#include "models/check_scheduling.h"

#include <algorithm>

#include <fmt/format.h>

namespace gigawatt {

namespace {

void check_tenants(const SiteParams& site, ProblemList& problems) {
  const auto& tenants = site.scheduler.tenants;
  for (std::size_t i = 0; i < tenants.size(); ++i) {
    const jobs::TenantParams& tenant = tenants[i];
    for (std::size_t j = 0; j < i; ++j) {
      if (tenants[j].name == tenant.name) {
        problems.add(tenant.path + ".name",
                     fmt::format("a second tenant is named '{}'", tenant.name),
                     "a name of its own");
      }
    }
    if (tenant.cap && *tenant.cap < tenant.guaranteed) {
      problems.add(
          tenant.path + ".cap",
          fmt::format("{} nodes are fewer than the {} guaranteed", *tenant.cap, tenant.guaranteed),
          "a cap of at least the guarantee");
    }
  }
}

void check_class(const SiteWorkload& workload, const SiteParams& site, ProblemList& problems) {
  const jobs::JobClassParams& job_class = workload.params.scheduling;
  const std::string& path = workload.params.path;
  if (job_class.placement.within == jobs::Within::rack && job_class.placement.segment > 0) {
    problems.add(path + ".placement.segment", "a job within one rack has no segments",
                 "`within: rack` or `segment:`, not both");
  }
  if (job_class.tenant.empty()) return;
  std::vector<std::string> names;
  for (const jobs::TenantParams& tenant : site.scheduler.tenants)
    names.push_back(tenant.name);
  if (std::find(names.begin(), names.end(), job_class.tenant) == names.end()) {
    problems.add(path + ".tenant",
                 fmt::format("site '{}' has no tenant '{}'", site.name, job_class.tenant),
                 "a name of its scheduler.tenants", nearest_name(job_class.tenant, names));
  }
}

}  // namespace

void check_scheduling(const Scenario& scenario, ProblemList& problems) {
  for (const SiteParams& site : scenario.sites)
    check_tenants(site, problems);
  for (const SiteWorkload& workload : scenario.workloads) {
    for (const SiteParams& site : scenario.sites) {
      const bool here =
          workload.site == site.name || (workload.site.empty() && scenario.sites.size() == 1);
      if (here) check_class(workload, site, problems);
    }
  }
}

}  // namespace gigawatt
