// SPDX-License-Identifier: Apache-2.0

// The summary for machines. Keys are stable; docs/results_format.md documents each.

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "models/buildup_report.h"
#include "models/summary_fields.h"
#include "models/supply_summary.h"

namespace gigawatt {

namespace {

using Json = nlohmann::ordered_json;

double gpu_hours(Int128 gpu_ns) {
  return to_double(gpu_ns) / static_cast<double>(kNsPerHour);
}

Json json_of(const JobTally& jobs) {
  return {{"submitted", jobs.submitted},
          {"started", jobs.started},
          {"completed", jobs.completed},
          {"killed", jobs.killed},
          {"failed_attempts", jobs.failed_attempts},
          {"given_up", jobs.given_up},
          {"running", jobs.running},
          {"queued", jobs.queued},
          {"wait_s",
           {{"mean", jobs.wait_mean_s()},
            {"p50", jobs.waits.quantile_s(0.5)},
            {"p99", jobs.waits.quantile_s(0.99)},
            {"max", to_seconds(jobs.waits.max_ns())}}},
          {"bounded_slowdown_mean", jobs.bounded_slowdown_mean()},
          {"gpu_hours",
           {{"allocated", gpu_hours(jobs.allocated())},
            {"productive", gpu_hours(jobs.used.productive)},
            {"blocked", gpu_hours(jobs.used.blocked)},
            {"discarded", gpu_hours(jobs.used.discarded)}}},
          {"goodput", jobs.goodput()},
          {"ettr", jobs.ettr()},
          {"energy_j", joules_from_mw_ns(jobs.used.energy)}};
}

/// `preempts`: with the count of attempts that gave way.
Json json_of(const std::vector<JobGroup>& groups, bool preempts) {
  Json made = Json::object();
  for (const JobGroup& group : groups) {
    made[group.name] = json_of(group.jobs);
    if (preempts) made[group.name]["preempted"] = group.jobs.preempted;
  }
  return made;
}

Json json_of(const SwingSummary& swings) {
  const auto larger = [&swings](std::size_t window) {
    return std::max(swings.up_w_per_s[window], swings.down_w_per_s[window]);
  };
  Json made = {{"ramp_1s_w_per_s", larger(0)},
               {"ramp_10s_w_per_s", larger(1)},
               {"ramp_60s_w_per_s", larger(2)},
               {"dynamic_range_w", swings.dynamic_range_w},
               {"at", swings.at},
               {"steps",
                {{"ramp_1s_w_per_s", swings.step_w_per_s[0]},
                 {"ramp_10s_w_per_s", swings.step_w_per_s[1]},
                 {"ramp_60s_w_per_s", swings.step_w_per_s[2]},
                 {"dynamic_range_w", swings.step_range_w}}},
               {"spectral_share", swings.spectral_share},
               {"filler_energy_j", swings.filler_energy_j},
               {"violations", Json::array()}};
  for (const compute::SpecViolation& violation : swings.violations) {
    made["violations"].push_back({{"limit", violation.limit},
                                  {"value", violation.value},
                                  {"allowed", violation.allowed},
                                  {"excess", violation.excess()}});
  }
  return made;
}

/// What only jobs that run one by one have.
bool counts_jobs(std::string_view key) {
  return key == "faults.jobs" || (key.starts_with("jobs.") && key != "jobs.utilisation");
}

Json json_of(const SiteSummary& site) {
  Json made = {{"name", site.name}};
  const auto write = [&](std::string_view key, Merge, const auto& value) {
    if (key.empty()) return;
    std::string pointer = "/" + std::string(key);
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    const bool is_absent = site.fluid && counts_jobs(key);
    made[Json::json_pointer(pointer)] = is_absent ? Json() : Json(value);
  };
  visit_numbers(write, site);
  if (site.has_economizer) {
    made["free_cooling"] = {{"all_hours", site.totals.free_cooling_all_s / 3600.0},
                            {"part_hours", site.totals.free_cooling_part_s / 3600.0},
                            {"heat_j", site.totals.economizer_heat_j}};
  }
  if (!site.serving.empty()) made["serving"] = Json::array();
  for (const ServingSummary& s : site.serving) {
    const auto count = [](const jobs::TokenCount& c) {
      return Json{{"requests", c.requests}, {"input_tokens", c.input}, {"output_tokens", c.output}};
    };
    made["serving"].push_back(
        {{"name", s.name},
         {"offered", count(s.totals.offered)},
         {"served", count(s.totals.served)},
         {"dropped", count(s.totals.dropped)},
         {"rerouted", count(s.totals.rerouted)},
         {"queued", count(s.queued)},
         {"slo_misses", s.totals.misses},
         {"replicas_mean", s.replicas_mean},
         {"busy_mean", s.busy_mean},
         {"ttft_p99_s", {{"mean", s.ttft_p99_mean_s}, {"max", s.totals.worst_ttft_p99_s}}}});
  }
  if (!site.weather.as_read())
    made["weather"] = {{"synthetic", site.weather.synthetic},
                       {"design_day", site.weather.design_day},
                       {"warmer_k", site.weather.warmer_dk}};
  made["workloads"] = json_of(site.workloads, site.preempts);
  made["tenants"] = json_of(site.tenants, site.preempts);
  if (site.warm_up_s > 0.0 || site.warm_up_found)
    made["warm_up"] = {{"s", site.warm_up_s}, {"jobs", json_of(site.warm_up)}};
  if (site.warm_up_found) {
    made["warm_up"]["rule"] = "MSER-5";
    made["warm_up"]["series"] = "jobs in the system";
  }
  if (site.fluid) {
    Json& jobs = made["jobs"];
    jobs["mode"] = "fluid";
    jobs["demanded_gpu_hours"] = site.fluid->demanded_gpu_hours;
    jobs["served_gpu_hours"] = site.fluid->served_gpu_hours;
    jobs["backlog_gpu_hours"] = site.fluid->backlog_gpu_hours;
  }
  if (!site.rental.empty()) made["rental"] = Json::array();
  for (const RentalSummary& s : site.rental) {
    const auto tier = [](const jobs::RentalAccount& a) {
      return Json{{"requests", a.requests},
                  {"started", a.started},
                  {"completed", a.completed},
                  {"revoked", a.revoked},
                  {"cut", a.cut},
                  {"lost", a.lost},
                  {"waiting", a.waiting},
                  {"running", a.running},
                  {"used_gpu_hours", a.used_gpu_h()},
                  {"billed_gpu_hours", a.billed_gpu_h()},
                  {"revenue_usd", static_cast<double>(a.billed_micro_usd) * 1e-6}};
    };
    made["rental"].push_back({{"name", s.name},
                              {"reserved", tier(s.tiers[0])},
                              {"on_demand", tier(s.tiers[1])},
                              {"spot", tier(s.tiers[2])},
                              {"installed_gpu_hours", s.installed_gpu_h},
                              {"used_gpu_hours", s.used_gpu_h()},
                              {"idle_gpu_hours", s.idle_gpu_h},
                              {"billed_gpu_hours", s.billed_gpu_h()},
                              {"revenue_usd", s.revenue_usd()},
                              {"nodes", s.nodes},
                              {"node_failures", s.node_failures},
                              {"node_energy_j", s.node_energy_j}});
  }
  made["limits"] = Json::array();
  for (const LimitSummary& limit : site.limits) {
    made["limits"].push_back({{"name", limit.name},
                              {"hours_binding", limit.hours_binding},
                              {"gpu_hours_lost", limit.gpu_hours_lost}});
  }
  if (!site.rows.empty()) made["rows"] = Json::array();
  for (const RowSummary& row : site.rows) {
    made["rows"].push_back(
        {{"name", row.name},
         {"fed_by", row.fed_by},
         {"limit_w", row.limit_w},
         {"racks", row.racks},
         {"nodes", row.nodes},
         {"carried_nodes", row.carried_nodes},
         {"full_w", row.full_w},
         {"admitted_w", {{"mean", row.admitted_mean_w}, {"peak", row.admitted_peak_w}}},
         {"hours_binding", row.hours_binding},
         {"hours_too_warm", row.hours_too_warm},
         {"stranded_w", row.stranded_w},
         {"stranded_nodes", row.stranded_nodes},
         {"gpu_hours_lost", row.gpu_hours_lost}});
  }
  made["residuals"] = Json::object();
  for (const Residual& residual : site.residuals)
    made["residuals"][residual.law] = residual.value;
  made["plant_intervals"] = site.plant_intervals;
  if (site.supply) made["supply"] = supply_json(*site.supply);
  if (site.buildup) made["buildup"] = buildup_json(*site.buildup);
  if (site.power_swings) made["power_swings"] = json_of(*site.power_swings);
  return made;
}

Json json_of(const RoutingSummary& routing) {
  Json made = {{"policy", routing.policy},
               {"offered", routing.offered},
               {"moved", routing.moved},
               {"by_site", Json::array()},
               {"residuals", Json::object()}};
  if (routing.migration) {
    const MigrationSummary& moved = *routing.migration;
    made["migration"] = {{"moves", moved.moves},
                         {"in_transit", moved.in_transit},
                         {"bytes", moved.bytes},
                         {"egress_usd", moved.egress_usd},
                         {"checkpoint_gpu_hours", moved.checkpoint_gpu_hours},
                         {"restart_gpu_hours", moved.restart_gpu_hours},
                         {"transit_hours", moved.transit_hours}};
  }
  for (const WorkloadAtSite& use : routing.by_site) {
    made["by_site"].push_back({{"site", use.site},
                               {"workload", use.workload},
                               {"shared", use.shared},
                               {"jobs", use.jobs},
                               {"gpu_hours", use.gpu_hours},
                               {"node_energy_j", use.node_energy_j},
                               {"node_energy_cost_usd", use.node_energy_cost_usd}});
  }
  for (const Residual& residual : routing.residuals)
    made["residuals"][residual.law] = residual.value;
  return made;
}

}  // namespace

std::string to_json(const Summary& summary) {
  Json root = {{"name", summary.name}, {"start", summary.start}, {"end", summary.end}};
  // One site: its numbers are the run's, at the top where scripts look for them.
  const bool one_site = summary.sites.size() == 1;
  Json numbers = json_of(one_site ? summary.sites.front() : combine(summary.sites));
  numbers.erase("name");
  root.update(numbers);
  if (!one_site) {
    const PeakSums sums = sum_of_peaks(summary.sites);
    root["sum_of_site_peaks"] = {{"facility_w", sums.facility_w}, {"it_w", sums.it_w}};
  }
  root["sites"] = Json::array();
  for (const SiteSummary& site : summary.sites)
    root["sites"].push_back(json_of(site));
  if (summary.routing) root["routing"] = json_of(*summary.routing);
  root["notes"] = summary.notes;
  root["result_hash"] = summary.result_hash;
  root["wall_s"] = summary.wall_s;
  root["peak_rss_bytes"] = summary.peak_rss_bytes;
  return root.dump(2);
}

}  // namespace gigawatt
