// SPDX-License-Identifier: Apache-2.0
#include "models/study/limits_study.h"

#include <algorithm>

#include "models/study/knobs.h"

namespace gigawatt {

namespace {

double productive_of(const Summary& summary) {
  double sum = 0.0;
  for (const SiteSummary& site : summary.sites)
    sum += site.gpu_hours.productive;
  return sum;
}

double energy_of(const Summary& summary) {
  double sum_j = 0.0;
  for (const SiteSummary& site : summary.sites)
    sum_j += site.totals.facility_energy_j;
  return sum_j;
}

double cost_of(const Summary& summary) {
  double sum_usd = 0.0;
  for (const SiteSummary& site : summary.sites) {
    sum_usd += site.totals.energy_cost_usd;
    if (site.supply) sum_usd += site.supply->totals.demand_usd + site.supply->totals.fixed_usd;
  }
  return sum_usd;
}

SiteLimits account_of(const SiteSummary& site, const std::vector<Constraint>& constraints) {
  const GpuHours& gpu = site.gpu_hours;
  SiteLimits made;
  made.site = site.name;
  made.installed = gpu.installed;
  made.productive = gpu.productive;
  for (const Constraint& constraint : constraints)
    made.constraints.push_back({constraint.name, 0.0, 0.0, {}});
  std::vector<LimitSummary> limits = site.limits;
  for (const RowSummary& row : site.rows)
    if (row.hours_binding > 0.0)
      limits.push_back({"row " + row.name, row.hours_binding, row.gpu_hours_lost});
  for (const LimitSummary& limit : limits) {
    auto known = std::find_if(made.constraints.begin(), made.constraints.end(),
                              [&](const ConstraintUse& use) { return use.name == limit.name; });
    if (known == made.constraints.end())
      known = made.constraints.insert(known, ConstraintUse{limit.name, 0.0, 0.0, {}});
    known->hours_binding = limit.hours_binding;
    known->gpu_hours_lost = limit.gpu_hours_lost;
    made.limits += limit.gpu_hours_lost;
  }
  made.in_repair = gpu.failed;
  made.faults = gpu.discarded + gpu.checkpoint + gpu.restart + gpu.hung;
  made.without_job = gpu.installed - gpu.productive - made.limits - made.in_repair - made.faults;
  for (ConstraintUse& use : made.constraints) {
    if (use.name != kQueue) continue;
    use.hours_binding = kNoRatio;  // not a state of the site
    use.gpu_hours_lost = made.without_job;
  }
  return made;
}

}  // namespace

LimitsStudy study_limits(const Trials& trials, double share) {
  LimitsStudy study;
  study.share = share;
  const Scenario& scenario = trials.scenario();
  study.base = trials.run_base();
  std::vector<std::vector<std::string>> changes;
  std::vector<std::pair<std::size_t, std::size_t>> turned;  // site, constraint
  for (std::size_t s = 0; s < scenario.sites.size(); ++s) {
    const std::vector<Constraint> constraints = constraints_of(scenario, scenario.sites[s]);
    study.sites.push_back(account_of(study.base.sites[s], constraints));
    if (share <= 0.0) continue;
    for (std::size_t c = 0; c < constraints.size(); ++c) {
      if (constraints[c].knobs.empty()) continue;
      changes.push_back(constraints[c].times(1.0 + share));
      turned.emplace_back(s, c);
    }
  }
  const std::vector<TrialOutcome> outcomes = trials.run_all(changes);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Relaxed& relaxed = study.sites[turned[i].first].constraints[turned[i].second].relaxed.emplace();
    relaxed.overrides = changes[i];
    relaxed.refusal = outcomes[i].refusal;
    if (!relaxed.refusal.empty()) continue;
    const Summary& summary = outcomes[i].summary;
    relaxed.gpu_hours = productive_of(summary) - productive_of(study.base);
    relaxed.facility_energy_j = energy_of(summary) - energy_of(study.base);
    relaxed.site_usd = cost_of(summary) - cost_of(study.base);
  }
  return study;
}

}  // namespace gigawatt
