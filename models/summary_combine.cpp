// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "models/summary.h"

namespace gigawatt {

namespace {

void add(SiteTotals& sum, const SiteTotals& part) {
  sum.it_energy_j += part.it_energy_j;
  sum.facility_energy_j += part.facility_energy_j;
  sum.electrical_loss_j += part.electrical_loss_j;
  sum.cooling_energy_j += part.cooling_energy_j;
  sum.over_limit_energy_j += part.over_limit_energy_j;
  sum.unserved_energy_j += part.unserved_energy_j;
  sum.heat_rejected_j += part.heat_rejected_j;
  sum.heat_taken_j += part.heat_taken_j;
  sum.unrejected_heat_j += part.unrejected_heat_j;
  sum.clamped_s += part.clamped_s;
  sum.rejection_clamped_s += part.rejection_clamped_s;
  sum.chiller_clamped_s += part.chiller_clamped_s;
  sum.evaporation_kg += part.evaporation_kg;
  sum.drift_kg += part.drift_kg;
  sum.blowdown_kg += part.blowdown_kg;
  sum.makeup_kg += part.makeup_kg;
  sum.co2_kg += part.co2_kg;
  sum.energy_cost_usd += part.energy_cost_usd;
  sum.peak_it_w += part.peak_it_w;
  sum.peak_facility_w += part.peak_facility_w;
}

void add(GpuHours& sum, const GpuHours& part) {
  sum.installed += part.installed;
  sum.allocated += part.allocated;
  sum.productive += part.productive;
  sum.blocked += part.blocked;
  sum.discarded += part.discarded;
  sum.unavailable += part.unavailable;
  sum.idle += part.idle;
  sum.throttled += part.throttled;
  sum.utilised += part.utilised;
}

void add(JobCounts& sum, const JobCounts& part) {
  sum.submitted += part.submitted;
  sum.started += part.started;
  sum.completed += part.completed;
  sum.killed += part.killed;
  sum.failed_attempts += part.failed_attempts;
  sum.cancelled_by_user += part.cancelled_by_user;
  sum.failed_by_itself += part.failed_by_itself;
  sum.running += part.running;
  sum.queued += part.queued;
}

double ratio(double a, double b) {
  return b > 0.0 ? a / b : 0.0;
}

}  // namespace

SiteSummary combine(const std::vector<SiteSummary>& sites) {
  SiteSummary sum;
  double wait_s = 0.0, slowdown = 0.0;
  for (const SiteSummary& site : sites) {
    add(sum.totals, site.totals);
    add(sum.gpu_hours, site.gpu_hours);
    add(sum.jobs.counts, site.jobs.counts);
    const JobCounts& counts = site.jobs.counts;
    wait_s += site.jobs.wait_mean_s * static_cast<double>(counts.started);
    slowdown +=
        site.jobs.bounded_slowdown_mean * static_cast<double>(counts.completed + counts.killed);
    sum.jobs.wait_p50_s = std::max(sum.jobs.wait_p50_s, site.jobs.wait_p50_s);
    sum.jobs.wait_p99_s = std::max(sum.jobs.wait_p99_s, site.jobs.wait_p99_s);
    sum.jobs.wait_max_s = std::max(sum.jobs.wait_max_s, site.jobs.wait_max_s);
    sum.jobs.makespan_s = std::max(sum.jobs.makespan_s, site.jobs.makespan_s);
    sum.pue_p99 = std::fmax(sum.pue_p99, site.pue_p99);  // passes over what is no number
    sum.pue_max = std::fmax(sum.pue_max, site.pue_max);
    sum.design_it_w += site.design_it_w;
    sum.design_facility_w += site.design_facility_w;
    sum.clamped_hours += site.clamped_hours;
    sum.plant_intervals += site.plant_intervals;
    for (LimitSummary limit : site.limits) {
      limit.name = site.name + "." + limit.name;
      sum.limits.push_back(std::move(limit));
    }
    for (Residual residual : site.residuals) {
      residual.law = site.name + ": " + residual.law;
      sum.residuals.push_back(std::move(residual));
    }
  }
  const JobCounts& counts = sum.jobs.counts;
  if (sum.totals.it_energy_j > 0.0) {
    sum.pue_mean = sum.totals.facility_energy_j / sum.totals.it_energy_j;
  }
  sum.wue_l_per_kwh = ratio(sum.totals.makeup_kg, sum.totals.it_energy_j / 3.6e6);
  sum.design_pue = ratio(sum.design_facility_w, sum.design_it_w);
  sum.jobs.wait_mean_s = ratio(wait_s, static_cast<double>(counts.started));
  sum.jobs.bounded_slowdown_mean =
      ratio(slowdown, static_cast<double>(counts.completed + counts.killed));
  sum.jobs.utilisation = ratio(sum.gpu_hours.allocated, sum.gpu_hours.installed);
  return sum;
}

}  // namespace gigawatt
