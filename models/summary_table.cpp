// SPDX-License-Identifier: Apache-2.0

// The summary for people.

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "models/buildup_report.h"
#include "models/summary.h"
#include "models/summary_text.h"
#include "models/supply_summary.h"
#include "models/swing_review.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

using namespace summary_text;

namespace {

/// Of the facility's energy, over the limit: less is not shown, though it is counted. Half a minute
/// a year; what remains of a load that follows a switch or a ramp within seconds.
constexpr double kShownOverLimit = 1e-6;

/// Three decimals, or a dash where there is no such ratio (no IT energy at all).
std::string ratio_text(double ratio) {
  return std::isfinite(ratio) ? fmt::format("{:.3f}", ratio) : "-";
}

std::string share_text(double share) {
  return std::isfinite(share) ? fmt::format("{:.1f} %", 100.0 * share) : "-";
}

/// One line per workload or tenant; the largest by accelerator-hours if there are many.
void groups_of(std::string& out, std::string_view kind, std::vector<JobGroup> groups) {
  constexpr std::size_t kShown = 12;
  if (groups.empty()) return;
  if (groups.size() > kShown) {
    std::stable_sort(groups.begin(), groups.end(), [](const JobGroup& a, const JobGroup& b) {
      return a.jobs.allocated() > b.jobs.allocated();
    });
  }
  out += fmt::format("  {:<22}{:>10}{:>10}{:>11}{:>11}{:>10}{:>13}{:>9}{:>9}\n", kind, "jobs",
                     "done", "wait mean", "p99", "slowdown", "GPU-hours", "goodput", "ETTR");
  for (std::size_t i = 0; i < std::min(groups.size(), kShown); ++i) {
    const JobTally& jobs = groups[i].jobs;
    out +=
        fmt::format("    {:<20}{:>10}{:>10}{:>11}{:>11}{:>10}{:>13}{:>9}{:>9}\n", groups[i].name,
                    grouped(static_cast<double>(jobs.submitted)),
                    grouped(static_cast<double>(jobs.completed)), span_of(jobs.wait_mean_s()),
                    span_of(jobs.waits.quantile_s(0.99)), ratio_text(jobs.bounded_slowdown_mean()),
                    grouped(to_double(jobs.allocated()) / static_cast<double>(kNsPerHour)),
                    share_text(jobs.goodput()), share_text(jobs.ettr()));
  }
  if (groups.size() > kShown)
    out += fmt::format("    and {} more; --json has them all\n", groups.size() - kShown);
}

void swing_rows(std::string& out, const SwingSummary& swings) {
  const auto mw_per_s = [&swings](std::size_t window) {
    return std::max(swings.up_w_per_s[window], swings.down_w_per_s[window]) * 1e-6;
  };
  // A bound, and to the second: when within a step nobody reads.
  row(out, "power swings", megawatts(swings.dynamic_range_w),
      fmt::format("at most within a minute, {}Z", swings.at.substr(0, 19)));
  row(out, "  of steps alone", megawatts(swings.step_range_w),
      fmt::format("{:.3g} MW/s over 1 s", swings.step_w_per_s[0] * 1e-6));
  row(out, "  ramp over 1 s", fmt::format("{:.3g} MW/s", mw_per_s(0)),
      fmt::format("over 10 s {:.3g}, over 60 s {:.3g} MW/s", mw_per_s(1), mw_per_s(2)));
  if (swings.filler_energy_j > 0.0)
    row(out, "  smoothing", grouped(swings.filler_energy_j / 3.6e9, 3) + " MWh",
        "filler work, part of IT energy");
  for (const compute::SpecViolation& violation : swings.violations)
    row(out, "UTILITY LIMIT", violation.limit, excess_text(violation));
}

/// Counts and waits of jobs, or what flowed where jobs are a fluid.
void job_rows(std::string& out, const SiteSummary& s) {
  const JobCounts& c = s.jobs.counts;
  if (s.fluid) {
    row(out, "jobs", "fluid", "mean demand; no single jobs, so no counts and no waits");
    row(out, "  GPU-hours demanded", grouped(s.fluid->demanded_gpu_hours),
        fmt::format("served {}, left over {}", grouped(s.fluid->served_gpu_hours),
                    grouped(s.fluid->backlog_gpu_hours)));
    return;
  }
  row(out, "jobs submitted", grouped(static_cast<double>(c.submitted)));
  row(out, "  completed", grouped(static_cast<double>(c.completed)),
      fmt::format("killed at their limit {}, running {}, queued {}", c.killed, c.running,
                  c.queued));
  row(out, "  wait, mean", span_of(s.jobs.wait_mean_s),
      fmt::format("p50 {}, p99 {}, max {}", span_of(s.jobs.wait_p50_s), span_of(s.jobs.wait_p99_s),
                  span_of(s.jobs.wait_max_s)));
  row(out, "  bounded slowdown", fmt::format("{:.2f}", s.jobs.bounded_slowdown_mean));
}

/// What pools for rent earned, and what was used of what was billed.
void rental_rows(std::string& out, const std::vector<RentalSummary>& rentals) {
  for (const RentalSummary& rental : rentals) {
    const auto usd = [](double amount) { return grouped(amount) + " USD"; };
    const auto gpu_hours = [&](std::string_view label, double gpu_h, std::string_view more = "") {
      const std::string share =
          rental.installed_gpu_h > 0.0 ? percent(gpu_h / rental.installed_gpu_h) : "-";
      row(out, label, grouped(gpu_h), fmt::format("{} of the pool{}", share, more));
    };
    row(out, "rental " + rental.name, usd(rental.revenue_usd()),
        fmt::format("revenue, {:.2f} USD per billed GPU-hour",
                    rental.revenue_usd() / std::max(1.0, rental.billed_gpu_h())));
    gpu_hours("  GPU-hours billed", rental.billed_gpu_h());
    gpu_hours("  GPU-hours used", rental.used_gpu_h());
    gpu_hours(
        "  GPU-hours idle", rental.idle_gpu_h,
        fmt::format(" of {} nodes, which failed {} times", rental.nodes, rental.node_failures));
    constexpr std::array<const char*, 3> kTiers = {"  reserved", "  on demand", "  spot"};
    for (std::size_t i = 0; i < kTiers.size(); ++i) {
      const jobs::RentalAccount& tier = rental.tiers[i];
      row(out, kTiers[i], usd(static_cast<double>(tier.billed_micro_usd) * 1e-6),
          fmt::format("{} GPU-hours billed, {} used; {} of {} requests started, lost {}, revoked "
                      "{}, cut {}",
                      grouped(tier.billed_gpu_h()), grouped(tier.used_gpu_h()),
                      grouped(static_cast<double>(tier.started)),
                      grouped(static_cast<double>(tier.requests)),
                      grouped(static_cast<double>(tier.lost)), tier.revoked, tier.cut));
    }
  }
}

/// Rows, PDUs and feeds whose limits kept nodes idle, the worst first if there are many.
void row_rows(std::string& out, std::vector<RowSummary> rows) {
  constexpr std::size_t kShown = 12;
  std::size_t warm = 0;
  for (const RowSummary& r : rows) {
    if (r.hours_too_warm == 0.0 || ++warm > kShown) continue;
    row(out, "coolant of " + r.name, fmt::format("{:.1f} h", r.hours_too_warm),
        "warmer than its nodes accept: it took no jobs");
  }
  if (warm > kShown) out += fmt::format("    and {} more; --json has them all\n", warm - kShown);
  std::erase_if(rows, [](const RowSummary& r) { return r.hours_binding == 0.0; });
  if (rows.empty()) return;
  if (rows.size() > kShown) {
    std::stable_sort(rows.begin(), rows.end(), [](const RowSummary& a, const RowSummary& b) {
      return a.stranded_nodes > b.stranded_nodes;
    });
  }
  const auto kilowatts = [](double power_w) { return grouped(power_w * 1e-3, 1) + " kW"; };
  for (std::size_t i = 0; i < std::min(rows.size(), kShown); ++i) {
    const RowSummary& r = rows[i];
    row(out, "power of " + r.name, fmt::format("{:.1f} h", r.hours_binding),
        fmt::format("bound: kept {:.1f} nodes idle on average, {} stranded; peak {} of {}",
                    r.stranded_nodes, kilowatts(r.stranded_w), kilowatts(r.admitted_peak_w),
                    kilowatts(r.limit_w)));
  }
  if (rows.size() > kShown)
    out += fmt::format("    and {} more; --json has them all\n", rows.size() - kShown);
}

void table_of(std::string& out, const SiteSummary& s) {
  const SiteTotals& t = s.totals;
  const JobCounts& c = s.jobs.counts;
  const double installed = s.gpu_hours.installed > 0.0 ? s.gpu_hours.installed : 1.0;
  const double allocated = s.gpu_hours.allocated > 0.0 ? s.gpu_hours.allocated : 1.0;
  const auto share = [&](double gpu_hours) {
    return fmt::format("{:.2f} % of installed", 100.0 * gpu_hours / installed);
  };

  // A pool for rent may be all there is: its nodes are no jobs.
  const bool has_jobs = s.rental.empty() || c.submitted > 0;

  out += fmt::format("\n{}\n", s.name);
  rental_rows(out, s.rental);
  row(out, "IT energy", gigawatt_hours(t.it_energy_j));
  row(out, "facility energy", gigawatt_hours(t.facility_energy_j),
      fmt::format("losses {}, cooling {}", gigawatt_hours(t.electrical_loss_j),
                  gigawatt_hours(t.cooling_energy_j)));
  row(out, "PUE", ratio_text(s.pue_mean),
      fmt::format("p99 {}, max {} of a row", ratio_text(s.pue_p99), ratio_text(s.pue_max)));
  row(out, "WUE", fmt::format("{:.3f} L/kWh", s.wue_l_per_kwh),
      fmt::format("make-up water {} m³", grouped(t.makeup_kg * 1e-3)));
  row(out, "CO2", fmt::format("{} t", grouped(t.co2_kg * 1e-3)));
  row(out, "energy cost", fmt::format("{} USD", grouped(t.energy_cost_usd)));
  if (s.supply) supply_rows(out, *s.supply);
  row(out, "peak facility", megawatts(t.peak_facility_w),
      fmt::format("15-minute mean, {}", to_iso8601(t.peak_facility_ns)));
  row(out, "peak IT", megawatts(t.peak_it_w),
      fmt::format("15-minute mean, {}", to_iso8601(t.peak_it_ns)));
  row(out, "  of an instant", megawatts(t.peak_it_instant_w), "not a 15-minute mean");
  row(out, "design hour", megawatts(s.design_facility_w),
      fmt::format(
          "{} at rated power: IT {}, PUE {:.3f}",
          s.design_from.empty() ? "every node" : "shortest of power, all nodes of " + s.design_from,
          megawatts(s.design_it_w), s.design_pue));

  row(out, "GPU-hours installed", grouped(s.gpu_hours.installed));
  row(out, "  productive", grouped(s.gpu_hours.productive),
      share(s.gpu_hours.productive) + (s.rental.empty() ? "" : ", GPUs in use by customers too"));
  row(out, "  blocked", grouped(s.gpu_hours.blocked), share(s.gpu_hours.blocked));
  row(out, "  discarded", grouped(s.gpu_hours.discarded), share(s.gpu_hours.discarded));
  row(out, "  unavailable", grouped(s.gpu_hours.unavailable), share(s.gpu_hours.unavailable));
  row(out, "  idle", grouped(s.gpu_hours.idle),
      share(s.gpu_hours.idle) + (s.rental.empty() ? "" : ", for rent or not"));

  if (const FaultCounts& f = s.faults; f.nodes + f.domains + f.jobs > 0) {
    row(out, "failures", grouped(static_cast<double>(f.nodes + f.domains + f.jobs)),
        fmt::format("of nodes {}, of racks and switches {}, of jobs {}", f.nodes, f.domains,
                    f.jobs));
    if (!s.fluid && has_jobs)
      row(out, "  attempts lost", grouped(static_cast<double>(c.failed_attempts)),
          fmt::format("jobs given up {}", c.given_up));
    row(out, "  nodes down, mean", fmt::format("{:.1f}", s.nodes_failed_mean));
    if (has_jobs)
      row(out, "  goodput", percent(s.gpu_hours.productive / allocated),
          fmt::format(
              "of allocated; the rest: lost work {}, checkpoints {}, restarts {}, hanging {}, "
              "throttle {}",
              percent(s.gpu_hours.discarded / allocated),
              percent(s.gpu_hours.checkpoint / allocated), percent(s.gpu_hours.restart / allocated),
              percent(s.gpu_hours.hung / allocated), percent(s.gpu_hours.throttled / allocated)));
  }
  if (has_jobs) job_rows(out, s);
  if (s.warm_up_s > 0.0 || s.warm_up_found) {
    row(out, "  in the warm-up", grouped(static_cast<double>(s.warm_up.submitted)),
        fmt::format("submitted in the first {}{}; not in waits and slowdown", span_of(s.warm_up_s),
                    s.warm_up_found ? " (MSER-5, jobs in the system)" : ""));
  }
  if (s.workloads.size() > 1) groups_of(out, "by workload", s.workloads);
  groups_of(out, "by tenant", s.tenants);

  for (const ServingSummary& serving : s.serving) {
    const auto number = [](std::int64_t n) { return grouped(static_cast<double>(n)); };
    const ServingTotals& sum = serving.totals;
    row(out, "serving " + serving.name, number(sum.served.requests),
        fmt::format("requests of {} offered; dropped {}, rerouted {}, queued {}",
                    number(sum.offered.requests), number(sum.dropped.requests),
                    number(sum.rerouted.requests), number(serving.queued.requests)));
    row(out, "  tokens out", number(sum.served.output),
        fmt::format("{} in", number(sum.served.input)));
    row(out, "  replicas, mean", fmt::format("{:.1f}", serving.replicas_mean),
        fmt::format("at work {} of their time", percent(serving.busy_mean)));
    const double served = std::max<double>(1.0, static_cast<double>(sum.served.requests));
    row(out, "  service level missed", percent(static_cast<double>(sum.misses) / served),
        fmt::format("first token p99 {:.2f} s, worst interval {:.2f} s", serving.ttft_p99_mean_s,
                    sum.worst_ttft_p99_s));
  }

  if (t.over_limit_energy_j > kShownOverLimit * t.facility_energy_j)
    row(out, "OVER LIMIT", lost_energy(t.over_limit_energy_j),
        "drawn above the limit of what feeds the site");
  if (t.unserved_energy_j > 0.0)
    row(out, "UNSERVED", lost_energy(t.unserved_energy_j), "IT energy that could not be supplied");
  if (t.unrejected_heat_j > 0.0) {
    row(out, "HEAT NOT REJECTED", lost_energy(t.unrejected_heat_j),
        "beyond the cooling's capacity");
  }
  if (s.has_economizer)
    row(out, "free cooling", fmt::format("{:.1f} h", t.free_cooling_all_s / 3600.0),
        fmt::format("of all hall heat; of part {:.1f} h; {} past the chillers",
                    t.free_cooling_part_s / 3600.0, gigawatt_hours(t.economizer_heat_j)));
  if (s.clamped_hours > 0.0)
    row(out, "at a curve's edge", fmt::format("{:.1f} h", s.clamped_hours),
        fmt::format("heat rejection {:.1f} h, chillers {:.1f} h", s.rejection_clamped_hours,
                    s.chiller_clamped_hours));
  if (s.power_swings) swing_rows(out, *s.power_swings);
  if (s.limits.empty()) {
    row(out, "limits", "none bound");
  }
  for (const LimitSummary& limit : s.limits) {
    row(out, "limit " + limit.name, fmt::format("{:.1f} h", limit.hours_binding),
        fmt::format("{} GPU-hours lost", grouped(limit.gpu_hours_lost)));
  }
  row_rows(out, s.rows);
  if (s.buildup) out += buildup_table(*s.buildup);
}

void table_of(std::string& out, const RoutingSummary& routing) {
  out += fmt::format("\nrouting, {}\n", routing.policy);
  row(out, "jobs offered", grouped(static_cast<double>(routing.offered)),
      fmt::format("moved while waiting {}", routing.moved));
  if (routing.migration) {
    const MigrationSummary& moved = *routing.migration;
    row(out, "moved while running", grouped(static_cast<double>(moved.moves)),
        fmt::format("{:.1f} TB for {} USD of egress; {} GPU-hours to save, {} to load, {} hours "
                    "between sites",
                    moved.bytes * 1e-12, grouped(moved.egress_usd),
                    grouped(moved.checkpoint_gpu_hours), grouped(moved.restart_gpu_hours),
                    grouped(moved.transit_hours)));
  }
  for (const WorkloadAtSite& use : routing.by_site) {
    row(out, fmt::format("  {} at {}", use.workload, use.site),
        fmt::format("{} jobs", grouped(static_cast<double>(use.jobs))),
        fmt::format("{} GPU-hours, energy of their nodes {} for {} USD", grouped(use.gpu_hours),
                    gigawatt_hours(use.node_energy_j), grouped(use.node_energy_cost_usd)));
  }
}

}  // namespace

std::string to_table(const Summary& summary) {
  std::string out = fmt::format("{}: {} to {}\n", summary.name, summary.start, summary.end);
  for (const SiteSummary& site : summary.sites)
    table_of(out, site);
  if (summary.sites.size() > 1) {
    out += fmt::format("\nall sites\n");
    row(out, "sum of site peaks", megawatts(sum_of_peaks(summary.sites).facility_w),
        "each at its own time: sites are metered and billed apart");
  }
  if (summary.routing) table_of(out, *summary.routing);
  for (const std::string& note : summary.notes)
    out += fmt::format("note: {}\n", note);
  out += fmt::format("\nresult hash {}   {:.2f} s, {:.0f} MB\n", summary.result_hash,
                     summary.wall_s, static_cast<double>(summary.peak_rss_bytes) * 1e-6);
  return out;
}

}  // namespace gigawatt
