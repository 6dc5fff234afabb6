// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/routing_summary.h"
#include "models/simulation.h"
#include "models/supply_summary.h"

namespace gigawatt {

/// Accelerator-hours by fate. installed = productive + blocked + discarded + unavailable + idle.
/// Of a pool for rent what customers use is productive, and what they do not use is idle.
struct GpuHours {
  double installed = 0.0, allocated = 0.0, productive = 0.0, blocked = 0.0, discarded = 0.0;
  double unavailable = 0.0, idle = 0.0, utilised = 0.0;
  double throttled = 0.0, checkpoint = 0.0, restart = 0.0, hung = 0.0;  ///< Of `blocked`.
  double failed = 0.0;  ///< Of `unavailable`: broken or in repair.
  double rented = 0.0;  ///< In use by customers of pools for rent; 0 without any,
  double billed = 0.0;  ///< and billed to them.
};

struct LimitSummary {
  std::string name;
  double hours_binding = 0.0;
  double gpu_hours_lost = 0.0;
};

/// The worst that the swings of jobs within seconds could do to IT power, for every phase of them.
struct SwingSummary {
  /// Largest rises and falls over 1, 10 and 60 s and over the window of the utility's limits.
  std::array<double, kRampWindows> up_w_per_s{}, down_w_per_s{};
  double dynamic_range_w = 0.0;                     ///< Within a minute.
  std::array<double, kRampWindows> step_w_per_s{};  ///< Of steps alone: the larger of up and down.
  double step_range_w = 0.0;                        ///< The same.
  std::string at;                ///< When the range was first that large, ISO 8601.
  double spectral_share = 0.0;   ///< Largest of one job.
  double filler_energy_j = 0.0;  ///< Burnt by smoothing; part of IT energy.
  std::vector<compute::SpecViolation> violations;
};
/// Nothing if no workload swings.
std::optional<SwingSummary> swings_of(const Site& site);

struct JobSummary {
  JobCounts counts;  ///< Nodes of a pool for rent are no jobs.
  double wait_mean_s = 0.0, wait_p50_s = 0.0, wait_p99_s = 0.0, wait_max_s = 0.0;
  double bounded_slowdown_mean = 0.0;
  double makespan_s = 0.0;
  double utilisation = 0.0;  ///< Allocated share of installed accelerator-hours.
};

/// A served language model over the whole run.
struct ServingSummary {
  std::string name;
  ServingTotals totals;
  jobs::TokenCount queued;  ///< At the end.
  double replicas_mean = 0.0;
  double busy_mean = 0.0;        ///< Share of their time that replicas worked.
  double ttft_p99_mean_s = 0.0;  ///< Of intervals, weighted by requests.
};

/// What flowed through a site whose jobs are a fluid. demanded = served + backlog.
struct FluidSummary {
  double demanded_gpu_hours = 0.0;
  double served_gpu_hours = 0.0;
  double backlog_gpu_hours = 0.0;  ///< Asked for and not served at the end of the run.
};

/// A pool of GPUs for rent over the whole run.
struct RentalSummary {
  std::string name;
  std::array<jobs::RentalAccount, 3> tiers;  ///< By jobs::RentalTier.
  double installed_gpu_h = 0.0;              ///< Of the pool's running nodes.
  double idle_gpu_h = 0.0;
  std::uint64_t nodes = 0, node_failures = 0;
  double node_energy_j = 0.0;  ///< Of its nodes, rented or not.

  double used_gpu_h() const;
  double billed_gpu_h() const;
  double revenue_usd() const;
};

/// A row, PDU or feed over the whole run. Powers are of idle nodes and started jobs at their
/// largest, which is what starts are held against.
struct RowSummary {
  std::string name, fed_by;
  double limit_w = 0.0;
  std::uint32_t racks = 0, nodes = 0;
  std::uint32_t carried_nodes = 0;  ///< Of `nodes`, the most it carries at full utilisation.
  double full_w = 0.0;              ///< All its nodes at full utilisation.
  double admitted_mean_w = 0.0, admitted_peak_w = 0.0;
  double hours_binding = 0.0;   ///< It kept free nodes from a job that waited for power.
  double hours_too_warm = 0.0;  ///< Racks right on it took no job, for their coolant.
  /// While a job waited for power: what was left under the limit, and the free nodes that this
  /// limit kept from it; means over the run.
  double stranded_w = 0.0, stranded_nodes = 0.0;
  double gpu_hours_lost = 0.0;  ///< Of those nodes, over the run.
};

/// A ratio whose denominator is nothing.
inline constexpr double kNoRatio = std::numeric_limits<double>::quiet_NaN();

/// One site over the whole run.
struct SiteSummary {
  std::string name;
  climate::WeatherOrigin weather;
  SiteTotals totals;
  /// NaN (null in JSON) where there was no IT energy.
  double pue_mean = kNoRatio, pue_p99 = kNoRatio, pue_max = kNoRatio;
  double wue_l_per_kwh = 0.0;
  double design_it_w = 0.0, design_facility_w = 0.0, design_pue = 0.0;
  std::string
      design_from;  ///< When fleet and grid became what they are then; "" if they always were.
  /// Some curve stood at the edge of its range: any, and of these two.
  double clamped_hours = 0.0, rejection_clamped_hours = 0.0, chiller_clamped_hours = 0.0;
  bool has_economizer = false;  ///< Of the hall's chilled water.
  GpuHours gpu_hours;
  JobSummary jobs;  ///< Of a fluid only the utilisation: it has no jobs to count.
  std::optional<FluidSummary> fluid;
  FaultCounts faults;
  double nodes_failed_mean = 0.0;  ///< Broken or in repair, mean over the run.
  std::vector<ServingSummary> serving;
  std::vector<RentalSummary> rental;
  std::vector<JobGroup> workloads;  ///< Those of this site, in order of the scenario.
  std::vector<JobGroup> tenants;    ///< That submitted something after the warm-up.
  double warm_up_s = 0.0;
  bool warm_up_found = false;  ///< By MSER-5, from the jobs in the system.
  JobTally warm_up;            ///< Jobs submitted in it: in `jobs.counts`, in no group and no wait.
  std::vector<LimitSummary> limits;
  bool preempts = false;         ///< Its policy may evict jobs.
  std::vector<RowSummary> rows;  ///< From the feeds down; empty: nothing limits them.
  std::vector<Residual> residuals;
  std::int64_t plant_intervals = 0;
  std::optional<SupplySummary> supply;       ///< Of one site too.
  std::optional<SiteBuildup> buildup;        ///< Of one site too.
  std::optional<SwingSummary> power_swings;  ///< Of one site; not of several together.
};

struct Summary {
  std::string name;
  std::string start, end;  ///< ISO 8601.
  std::vector<SiteSummary> sites;
  std::optional<RoutingSummary> routing;  ///< Where sites share demand.
  std::vector<std::string> notes;
  std::string result_hash;
  double wall_s = 0.0;
  std::int64_t peak_rss_bytes = 0;
};

/// What a finished site amounts to, its conservation residuals included.
SiteSummary summarise(const Site& site);

/// Several sites as one. Energies, hours and counts add up; waits are means weighted by starts,
/// their quantiles and those of PUE the worst of the sites; the design hour adds each site's own.
/// Peaks are NaN: sites are metered apart, and no meter saw the peak of their sum.
SiteSummary combine(const std::vector<SiteSummary>& sites);

/// Sums of peaks that need not coincide: no less than the peak of the sum.
struct PeakSums {
  double facility_w = 0.0, it_w = 0.0;
};
PeakSums sum_of_peaks(const std::vector<SiteSummary>& sites);

/// Laws that were missed by more than their tolerance, one line each; empty if all hold.
std::vector<std::string> broken_laws(const Summary& summary);

/// Stable keys, documented in docs/results_format.md.
std::string to_json(const Summary& summary);

/// For people: a table of about thirty lines.
std::string to_table(const Summary& summary);

}  // namespace gigawatt
