// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string_view>
#include <type_traits>

#include "models/summary_fields.h"
#include "sim/engine/energy_units.h"

namespace gigawatt {

namespace {

double ratio(double a, double b) {
  return b > 0.0 ? a / b : 0.0;
}

/// Adds what adds and keeps the worst of what does not.
void merge_into(SiteSummary& sum, const SiteSummary& part) {
  const auto merge = [](std::string_view, Merge how, auto& total, const auto& own) {
    if (how == Merge::add) {
      total += own;
    } else if constexpr (std::is_floating_point_v<std::remove_reference_t<decltype(total)>>) {
      if (how == Merge::worst) total = std::fmax(total, own);
    }
  };
  visit_numbers(merge, sum, part);
  if (part.fluid) {
    if (!sum.fluid) sum.fluid.emplace();
    sum.fluid->demanded_gpu_hours += part.fluid->demanded_gpu_hours;
    sum.fluid->served_gpu_hours += part.fluid->served_gpu_hours;
    sum.fluid->backlog_gpu_hours += part.fluid->backlog_gpu_hours;
  }
  sum.plant_intervals += part.plant_intervals;
  sum.has_economizer = sum.has_economizer || part.has_economizer;
  sum.preempts = sum.preempts || part.preempts;
  for (const JobGroup& workload : part.workloads)
    add_group(sum.workloads, workload);
  for (const JobGroup& tenant : part.tenants)
    add_group(sum.tenants, tenant);
  sum.warm_up_s = part.warm_up_s;  // one for the whole scenario
  sum.warm_up_found = part.warm_up_found;
  sum.warm_up.add(part.warm_up);
  for (LimitSummary limit : part.limits) {
    limit.name = part.name + "." + limit.name;
    sum.limits.push_back(std::move(limit));
  }
  for (Residual residual : part.residuals) {
    residual.law = part.name + ": " + residual.law;
    sum.residuals.push_back(std::move(residual));
  }
}

}  // namespace

SiteSummary combine(const std::vector<SiteSummary>& sites) {
  SiteSummary sum;
  double wait_s = 0.0, slowdown = 0.0;
  const auto started = [](const SiteSummary& site) {  // after the warm-up, as the means are
    return static_cast<double>(site.jobs.counts.started - site.warm_up.started);
  };
  const auto ended = [](const SiteSummary& site) {
    return static_cast<double>(site.jobs.counts.completed - site.warm_up.completed +
                               site.jobs.counts.killed - site.warm_up.killed);
  };
  for (const SiteSummary& site : sites) {
    merge_into(sum, site);
    wait_s += site.jobs.wait_mean_s * started(site);
    slowdown += site.jobs.bounded_slowdown_mean * ended(site);
  }
  if (sum.totals.it_energy_j > 0.0) {
    sum.pue_mean = sum.totals.facility_energy_j / sum.totals.it_energy_j;
  }
  // Nobody metered the sites together.
  sum.totals.peak_facility_w = sum.totals.peak_it_w = sum.totals.peak_it_instant_w = kNoRatio;
  sum.wue_l_per_kwh = ratio(sum.totals.makeup_kg, sum.totals.it_energy_j / kJPerKwh);
  sum.design_pue = ratio(sum.design_facility_w, sum.design_it_w);
  sum.jobs.wait_mean_s = ratio(wait_s, started(sum));
  sum.jobs.bounded_slowdown_mean = ratio(slowdown, ended(sum));
  sum.jobs.utilisation = ratio(sum.gpu_hours.allocated, sum.gpu_hours.installed);
  return sum;
}

PeakSums sum_of_peaks(const std::vector<SiteSummary>& sites) {
  PeakSums sums;
  for (const SiteSummary& site : sites) {
    sums.facility_w += site.totals.peak_facility_w;
    sums.it_w += site.totals.peak_it_w;
  }
  return sums;
}

}  // namespace gigawatt
