// SPDX-License-Identifier: Apache-2.0

// The summary for machines. Keys are stable; docs/results_format.md documents each.

#include <nlohmann/json.hpp>

#include "models/summary.h"

namespace gigawatt {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const GpuHours& gpu) {
  // Nothing is billed before there are contracts.
  return {{"installed", gpu.installed},
          {"allocated", gpu.allocated},
          {"productive", gpu.productive},
          {"blocked", gpu.blocked},
          {"discarded", gpu.discarded},
          {"unavailable", gpu.unavailable},
          {"idle", gpu.idle},
          {"billed", 0.0},
          {"throttled", gpu.throttled},
          {"utilised", gpu.utilised}};
}

Json json_of(const JobSummary& jobs) {
  const JobCounts& c = jobs.counts;
  return {{"submitted", c.submitted},
          {"started", c.started},
          {"completed", c.completed},
          {"killed", c.killed},
          {"failed_attempts", c.failed_attempts},
          {"cancelled_by_user", c.cancelled_by_user},
          {"failed_by_itself", c.failed_by_itself},
          {"running", c.running},
          {"queued", c.queued},
          {"wait_s",
           {{"mean", jobs.wait_mean_s},
            {"p50", jobs.wait_p50_s},
            {"p99", jobs.wait_p99_s},
            {"max", jobs.wait_max_s}}},
          {"bounded_slowdown_mean", jobs.bounded_slowdown_mean},
          {"makespan_s", jobs.makespan_s},
          {"utilisation", jobs.utilisation}};
}

Json json_of(const SiteSummary& site) {
  const SiteTotals& t = site.totals;
  Json limits = Json::array();
  for (const LimitSummary& limit : site.limits) {
    limits.push_back({{"name", limit.name},
                      {"hours_binding", limit.hours_binding},
                      {"gpu_hours_lost", limit.gpu_hours_lost}});
  }
  Json residuals = Json::object();
  for (const Residual& residual : site.residuals)
    residuals[residual.law] = residual.value;
  return {{"name", site.name},
          {"it_energy_j", t.it_energy_j},
          {"facility_energy_j", t.facility_energy_j},
          {"electrical_loss_j", t.electrical_loss_j},
          {"cooling_energy_j", t.cooling_energy_j},
          {"pue", {{"mean", site.pue_mean}, {"p99", site.pue_p99}, {"max", site.pue_max}}},
          {"wue_l_per_kwh", site.wue_l_per_kwh},
          {"water_kg",
           {{"evaporation", t.evaporation_kg},
            {"drift", t.drift_kg},
            {"blowdown", t.blowdown_kg},
            {"makeup", t.makeup_kg}}},
          {"co2_kg", t.co2_kg},
          {"energy_cost_usd", t.energy_cost_usd},
          {"peak_facility_w", t.peak_facility_w},
          {"peak_it_w", t.peak_it_w},
          {"over_limit_energy_j", t.over_limit_energy_j},
          {"unserved_energy_j", t.unserved_energy_j},
          {"unrejected_heat_j", t.unrejected_heat_j},
          {"clamped_hours", site.clamped_hours},
          {"clamped_hours_of",
           {{"heat_rejection", t.rejection_clamped_s / 3600.0},
            {"chillers", t.chiller_clamped_s / 3600.0}}},
          {"design",
           {{"it_w", site.design_it_w},
            {"facility_w", site.design_facility_w},
            {"pue", site.design_pue}}},
          {"gpu_hours", json_of(site.gpu_hours)},
          {"jobs", json_of(site.jobs)},
          {"limits", limits},
          {"residuals", residuals},
          {"plant_intervals", site.plant_intervals}};
}

}  // namespace

std::string to_json(const Summary& summary) {
  Json root = {{"name", summary.name}, {"start", summary.start}, {"end", summary.end}};
  // One site: its numbers are the run's, at the top where scripts look for them.
  const SiteSummary total =
      summary.sites.size() == 1 ? summary.sites.front() : combine(summary.sites);
  Json numbers = json_of(total);
  numbers.erase("name");
  root.update(numbers);
  root["sites"] = Json::array();
  for (const SiteSummary& site : summary.sites)
    root["sites"].push_back(json_of(site));
  root["notes"] = summary.notes;
  root["result_hash"] = summary.result_hash;
  root["wall_s"] = summary.wall_s;
  root["peak_rss_bytes"] = summary.peak_rss_bytes;
  return root.dump(2);
}

}  // namespace gigawatt
