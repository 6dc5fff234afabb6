// SPDX-License-Identifier: Apache-2.0
#include "models/summary.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/power_budget.h"
#include "models/site_channels.h"
#include "models/supply_summary.h"
#include "sim/engine/calendar.h"
#include "sim/engine/energy_units.h"

namespace gigawatt {

namespace {

constexpr double kKgPerLitre = 1.0;
constexpr double kWPerMw = 1e-3;  // milliwatt

double hours(Int128 span_ns) {
  return static_cast<double>(span_ns) / static_cast<double>(kNsPerHour);
}

double relative(double a, double b) {
  const double scale = std::max(std::abs(a), std::abs(b));
  return scale > 0.0 ? (a - b) / scale : 0.0;
}

/// Sums of the exact meters, weighted by accelerators per node where they count nodes.
struct ExactSums {
  Int128 energised = 0, up = 0, failed = 0, free = 0, productive = 0, discarded = 0, blocked = 0;
  Int128 throttled = 0, checkpoint = 0, restart = 0, hung = 0, slowed = 0;
  Int128 utilised_ppm = 0;
  Int128 held = 0;
  Int128 energy = 0, node_energy = 0, job_energy = 0, free_energy = 0;
};

ExactSums sum_meters(const Site& site) {
  ExactSums sums;
  for (std::size_t i = 0; i < site.state().partitions.size(); ++i) {
    const PartitionMeters& meters = site.state().partitions[i].meters;
    const Partition& partition = site.model().partitions[i];
    const Int128 gpus = partition.gpus_per_node;
    sums.energised += gpus * meters.nodes_energised;
    sums.up += gpus * meters.nodes_up;
    sums.free += gpus * meters.nodes_free();
    sums.productive += gpus * meters.productive;
    sums.discarded += gpus * meters.discarded;
    sums.blocked += gpus * meters.blocked();
    sums.throttled += gpus * meters.throttled;
    sums.checkpoint += gpus * meters.checkpoint;
    sums.restart += gpus * meters.restart;
    sums.hung += gpus * meters.hung;
    sums.failed += gpus * meters.nodes_failed;
    sums.slowed += gpus * meters.slowed;
    sums.utilised_ppm += gpus * meters.utilised_ppm;
    sums.held += gpus * meters.held;
    sums.energy += meters.energy(partition);
    sums.node_energy += meters.node_energy(partition);
    sums.job_energy += meters.job_energy;
    sums.free_energy += meters.free_energy(partition);
  }
  return sums;
}

/// The tally of the nodes that a pool holds.
const JobTally& pool_of(const Site& site, std::size_t rental) {
  return site.state().job_statistics.workloads()[site.model().rental[rental].workload];
}

Int128 used_gpu_ns(const jobs::RentalMarket& market) {
  Int128 gpu_ns = 0;
  for (std::size_t tier = 0; tier < 3; ++tier)
    gpu_ns += market.account(static_cast<jobs::RentalTier>(tier)).used_gpu_ns;
  return gpu_ns;
}

/// What pools for rent held, in order and in vain.
Int128 idle_in_pools(const Site& site) {
  Int128 gpu_ns = 0;
  for (std::size_t i = 0; i < site.state().rental.size(); ++i)
    gpu_ns += std::max<Int128>(
        0, pool_of(site, i).used.productive - used_gpu_ns(site.state().rental[i].market));
  return gpu_ns;
}

GpuHours gpu_hours_of(const ExactSums& sums, Int128 idle_in_pools) {
  const Int128 productive = sums.productive - idle_in_pools;
  GpuHours gpu;
  gpu.installed = hours(sums.energised);
  gpu.productive = hours(productive);
  gpu.blocked = hours(sums.blocked);
  gpu.discarded = hours(sums.discarded);
  gpu.allocated = hours(productive + sums.blocked + sums.discarded);
  gpu.unavailable = hours(sums.energised - sums.up);
  gpu.idle = hours(sums.free + idle_in_pools);
  gpu.throttled = hours(sums.throttled);
  gpu.checkpoint = hours(sums.checkpoint);
  gpu.restart = hours(sums.restart);
  gpu.hung = hours(sums.hung);
  gpu.failed = hours(sums.failed);
  gpu.utilised = hours(sums.utilised_ppm) * 1e-6;
  return gpu;
}

/// All but the nodes of pools for rent.
JobCounts counts_of(const Site& site) {
  JobCounts counts = site.state().counts;
  for (std::size_t i = 0; i < site.state().rental.size(); ++i) {
    const JobTally& pool = pool_of(site, i);
    counts.submitted -= pool.submitted;
    counts.started -= pool.started;
    counts.completed -= pool.completed;
    counts.killed -= pool.killed;
    counts.failed_attempts -= pool.failed_attempts;
    counts.given_up -= pool.given_up;
    counts.preempted -= pool.preempted;
    counts.running -= pool.running;
    counts.queued -= pool.queued;
  }
  return counts;
}

JobSummary jobs_of(const Site& site, const GpuHours& gpu) {
  const SiteState& state = site.state();
  JobSummary jobs;
  jobs.counts = counts_of(site);
  jobs.wait_mean_s = state.wait_s.mean();
  jobs.wait_p50_s = state.wait_s.quantile(0.5);
  jobs.wait_p99_s = state.wait_s.quantile(0.99);
  jobs.wait_max_s = state.wait_s.max();
  const auto ended = jobs.counts.completed + jobs.counts.killed;
  const JobTally& warm_up = state.job_statistics.warm_up();
  const auto measured = ended - warm_up.completed - warm_up.killed;
  if (measured > 0)
    jobs.bounded_slowdown_mean = state.bounded_slowdown_sum / static_cast<double>(measured);
  if (ended > 0) jobs.makespan_s = to_seconds(state.last_end_ns - site.model().start_ns);
  if (gpu.installed > 0.0) jobs.utilisation = gpu.allocated / gpu.installed;
  return jobs;
}

/// By the order of SiteState::limit_losses.
std::string limit_name(const SiteModel& model, std::size_t limit) {
  const auto& names = model.plant.limit_names();
  if (limit < names.size()) return names[limit].name;
  if (limit == names.size()) return "outside-cap";
  return model.path->elements[limit - names.size() - 1].name + " out";
}

std::vector<LimitSummary> limits_of(const Site& site) {
  std::vector<LimitSummary> limits;
  for (std::size_t i = 0; i < site.state().limit_losses.size(); ++i) {
    const LimitLoss& loss = site.state().limit_losses[i];
    if (loss.binding_ns == 0) continue;
    limits.push_back(
        {limit_name(site.model(), i), hours(loss.binding_ns), hours(loss.gpu_ns_lost)});
  }
  // Not a constraint of the plant: what waits behind no power but too few nodes loses nothing that
  // could have run, and backfilling goes on.
  if (site.state().fleet_short_ns > 0)
    limits.push_back({"fleet-size", hours(site.state().fleet_short_ns), 0.0});
  return limits;
}

std::vector<RowSummary> rows_of(const Site& site) {
  std::vector<RowSummary> rows;
  if (!site.state().row_limits) return rows;
  const double run_ns = static_cast<double>(site.state().now_ns - site.model().start_ns);
  const DistributionModel& model = *site.model().distribution;
  for (std::size_t i = 0; i < model.named; ++i) {
    const DistributionPoint& point = model.points[i];
    const RowMeters& meters = site.state().row_limits->meters()[i];
    RowSummary& row = rows.emplace_back();
    row.name = point.name;
    row.fed_by = point.fed_by;
    row.limit_w = static_cast<double>(point.limit_mw) * kWPerMw;
    row.racks = point.racks;
    row.nodes = point.nodes;
    row.carried_nodes = point.carried;
    row.full_w = static_cast<double>(point.full_mw) * kWPerMw;
    row.admitted_mean_w = to_double(meters.admitted) * kWPerMw / run_ns;
    row.admitted_peak_w = static_cast<double>(meters.peak_mw) * kWPerMw;
    row.hours_binding = hours(meters.binding_ns);
    row.hours_too_warm = hours(meters.too_warm_ns);
    row.stranded_w = to_double(meters.stranded_power) * kWPerMw / run_ns;
    row.gpu_hours_lost = hours(meters.stranded_gpus);
    row.stranded_nodes = to_double(meters.stranded_nodes) / run_ns;
  }
  return rows;
}

/// Power [mW] admitted beyond limits, at the worst of each point.
double beyond_row_limits_mw(const Site& site) {
  std::int64_t beyond_mw = 0;
  const DistributionModel& model = *site.model().distribution;
  for (std::size_t i = 0; i < model.named; ++i)
    beyond_mw += std::max<std::int64_t>(
        0, site.state().row_limits->meters()[i].peak_mw - model.points[i].limit_mw);
  return static_cast<double>(beyond_mw);
}

std::vector<ServingSummary> serving_of(const Site& site) {
  std::vector<ServingSummary> all;
  for (std::size_t i = 0; i < site.state().serving.size(); ++i) {
    const ServingLoad& load = site.state().serving[i];
    ServingSummary s;
    s.name = site.model().serving[i].name;
    s.totals = load.totals;
    s.queued = load.latest.queued;
    const double replica_ns = to_double(load.totals.replica_ns);
    s.replicas_mean = replica_ns / static_cast<double>(site.state().now_ns - site.model().start_ns);
    if (replica_ns > 0.0) s.busy_mean = to_double(load.totals.busy_ppm_ns) * 1e-6 / replica_ns;
    if (load.totals.served.requests > 0)
      s.ttft_p99_mean_s =
          load.totals.ttft_p99_requests / static_cast<double>(load.totals.served.requests);
    all.push_back(std::move(s));
  }
  return all;
}

/// Requests, prompt and generated tokens that are not accounted for, added up.
double unaccounted_tokens(const Site& site) {
  std::int64_t missing = 0;
  for (const ServingLoad& load : site.state().serving) {
    const ServingTotals& t = load.totals;
    const jobs::TokenCount left =
        t.offered - t.served - t.dropped - t.rerouted - load.latest.queued;
    missing += std::abs(left.requests) + std::abs(left.input) + std::abs(left.output);
  }
  return static_cast<double>(missing);
}

/// The site's own meters and counts, as its workloads and its warm-up together should have them.
TallySums site_sums(const JobCounts& counts, const ExactSums& sums) {
  return {counts.submitted,       counts.started,  counts.completed, counts.killed,
          counts.failed_attempts, counts.given_up, counts.preempted, counts.running,
          counts.queued,          sums.productive, sums.blocked,     sums.discarded,
          sums.job_energy};
}

/// By how much the groups of jobs miss the site's totals.
Int128 workloads_missed(const Site& site, const ExactSums& sums) {
  const JobStatistics& statistics = site.state().job_statistics;
  TallySums all;
  all.add(statistics.warm_up());
  for (const JobTally& workload : statistics.workloads())
    all.add(workload);
  return all.distance(site_sums(site.state().counts, sums));
}

Int128 tenants_missed(const Site& site) {
  const JobStatistics& statistics = site.state().job_statistics;
  if (statistics.tenants().empty()) return 0;
  TallySums workloads, tenants;
  for (std::size_t i = 0; i < statistics.workloads().size(); ++i)
    if (!statistics.is_apart(i)) workloads.add(statistics.workloads()[i]);
  for (const JobGroup& tenant : statistics.tenants())
    tenants.add(tenant.jobs);
  return workloads.distance(tenants);
}

void add_groups(SiteSummary& summary, const Site& site) {
  const JobStatistics& statistics = site.state().job_statistics;
  for (std::size_t i = 0; i < statistics.workloads().size(); ++i) {
    const JobTally& tally = statistics.workloads()[i];
    if (!tally.waits.made()) continue;  // at another site
    add_group(summary.workloads, {site.model().rules(static_cast<std::uint16_t>(i)).name, tally});
  }
  for (const JobGroup& tenant : statistics.tenants()) {
    if (tenant.jobs.submitted > 0) summary.tenants.push_back(tenant);
  }
  summary.warm_up_s = to_seconds(site.model().warm_up_ns);
  summary.warm_up = statistics.warm_up();
}

std::vector<RentalSummary> rental_of(const Site& site) {
  std::vector<RentalSummary> all;
  for (std::size_t i = 0; i < site.state().rental.size(); ++i) {
    const RentalLoad& load = site.state().rental[i];
    RentalSummary s;
    s.name = site.model().rental[i].name;
    for (std::size_t tier = 0; tier < s.tiers.size(); ++tier)
      s.tiers[tier] = load.market.account(static_cast<jobs::RentalTier>(tier));
    s.installed_gpu_h = hours(load.pool_gpu_ns);
    s.idle_gpu_h = hours(load.market.idle_gpu_ns());
    s.nodes = pool_of(site, i).submitted;
    s.node_failures = pool_of(site, i).failed_attempts;
    s.node_energy_j = joules_from_mw_ns(pool_of(site, i).used.energy);
    all.push_back(std::move(s));
  }
  return all;
}

/// What the laws of rentals leave over, added up in size.
struct RentalResiduals {
  Int128 gpu_ns = 0;
  std::int64_t requests = 0, started = 0;
};

RentalResiduals rental_residuals_of(const Site& site) {
  const auto size = [](auto difference) { return difference < 0 ? -difference : difference; };
  RentalResiduals r;
  for (const RentalLoad& load : site.state().rental) {
    Int128 gpu_ns = load.pool_gpu_ns - load.market.idle_gpu_ns();
    for (std::size_t tier = 0; tier < 3; ++tier) {
      const auto& a = load.market.account(static_cast<jobs::RentalTier>(tier));
      gpu_ns -= a.used_gpu_ns;
      r.requests += size(a.requests - a.started - a.waiting - a.lost);
      r.started += size(a.started - a.completed - a.revoked - a.cut - a.running);
    }
    r.gpu_ns += size(gpu_ns);
  }
  return r;
}

std::vector<Residual> residuals_of(const Site& site, const ExactSums& sums) {
  const SiteTotals& t = site.state().totals;
  const JobCounts& c = site.state().counts;
  const auto exact = [](Int128 difference) { return static_cast<double>(difference); };
  const auto recorded = site.recorder().totals();

  Int128 not_accounted = 0;  // of a fluid
  if (site.state().fluid) {
    for (std::uint32_t p = 0; p < site.model().partitions.size(); ++p) {
      const FluidTotals flow = site.state().fluid->totals(p);
      not_accounted += flow.demanded - flow.served - flow.backlog;
    }
  }

  const RentalResiduals rental = rental_residuals_of(site);
  Int128 lost_to_limits = 0;
  for (const LimitLoss& loss : site.state().limit_losses)
    lost_to_limits += loss.gpu_ns_lost;

  std::vector<Residual> residuals = {
      {"gpu_ns: installed = productive + blocked + discarded + unavailable + idle",
       exact(sums.up - sums.productive - sums.blocked - sums.discarded - sums.free), 0.0},
      {"gpu_ns: throttled by job = slowed by the clock", exact(sums.throttled - sums.slowed), 0.0},
      {"gpu_ns: lost to limits = slowed + held back + without power",
       exact(lost_to_limits - sums.slowed - sums.held - (sums.energised - sums.up - sums.failed)),
       0.0},
      {"jobs: submitted = completed + killed + given up + running + queued",
       exact(Int128(c.submitted) -
             Int128(c.completed + c.killed + c.given_up + c.running + c.queued)),
       0.0},
      {"tokens: offered = served + dropped + rerouted + queued", unaccounted_tokens(site), 0.0},
      {"rental gpu_ns: nodes of the pool = reserved + on demand + spot + idle",
       exact(rental.gpu_ns), 0.0},
      {"rental: requests = started + waiting + lost", exact(rental.requests), 0.0},
      {"rental: started = completed + revoked + cut + running", exact(rental.started), 0.0},
      {"energy_mw_ns: nodes = jobs + idle nodes",
       exact(sums.node_energy - sums.job_energy - sums.free_energy), 0.0},
      {"jobs, gpu_ns, energy_mw_ns: site = sum of its workloads + warm-up",
       site.state().fluid ? 0.0 : exact(workloads_missed(site, sums)), 0.0},
      {"jobs, gpu_ns, energy_mw_ns: workloads = tenants", exact(tenants_missed(site)), 0.0},
      {"energy: IT by meter = IT of plant intervals + unserved",
       relative(joules_from_mw_ns(sums.energy), t.it_energy_j + t.unserved_energy_j),
       kEnergyTolerance},
      {"energy: facility = IT + electrical loss + cooling",
       relative(t.facility_energy_j, t.it_energy_j + t.electrical_loss_j + t.cooling_energy_j),
       kEnergyTolerance},
      {"energy: recorded rows = total", relative(recorded[kFacilityPower], t.facility_energy_j),
       kEnergyTolerance},
      {"heat: rejected + beyond capacity = IT + hall losses + cooling's own",
       site.model().plant.has_cooling()
           ? relative(t.heat_rejected_j + t.unrejected_heat_j, t.heat_taken_j)
           : 0.0,
       kEnergyTolerance},
      {"water: make-up = evaporation + drift + blowdown",
       relative(t.makeup_kg, t.evaporation_kg + t.drift_kg + t.blowdown_kg), kEnergyTolerance},
      {"money: recorded rows = total", relative(recorded[kCost], t.energy_cost_usd),
       kEnergyTolerance},
  };
  for (Residual& residual : supply_residuals(site))
    residuals.push_back(std::move(residual));
  if (site.state().fluid)
    residuals.push_back({"node_ns: demanded = served + backlog", exact(not_accounted), 0.0});
  if (site.state().row_limits) {
    residuals.push_back({"mw: admitted to rows <= their limits", beyond_row_limits_mw(site), 0.0});
    residuals.push_back({"mw: admitted to rows = idle once every job has left",
                         static_cast<double>(site.state().row_limits->unexplained_mw()), 0.0});
  }
  return residuals;
}

std::optional<FluidSummary> fluid_of(const Site& site) {
  if (!site.state().fluid) return std::nullopt;
  FluidTotals sum;
  for (std::uint32_t p = 0; p < site.model().partitions.size(); ++p) {
    const FluidTotals flow = site.state().fluid->totals(p);
    const Int128 gpus = site.model().partitions[p].gpus_per_node;
    sum.demanded += gpus * flow.demanded;
    sum.served += gpus * flow.served;
    sum.backlog += gpus * flow.backlog;
  }
  return FluidSummary{hours(sum.demanded), hours(sum.served), hours(sum.backlog)};
}

}  // namespace

double RentalSummary::used_gpu_h() const {
  Int128 gpu_ns = 0;
  for (const jobs::RentalAccount& tier : tiers)
    gpu_ns += tier.used_gpu_ns;
  return hours(gpu_ns);
}

double RentalSummary::billed_gpu_h() const {
  Int128 gpu_ns = 0;
  for (const jobs::RentalAccount& tier : tiers)
    gpu_ns += tier.billed_gpu_ns;
  return hours(gpu_ns);
}

double RentalSummary::revenue_usd() const {
  std::int64_t micro_usd = 0;
  for (const jobs::RentalAccount& tier : tiers)
    micro_usd += tier.billed_micro_usd;
  return static_cast<double>(micro_usd) * 1e-6;
}

SiteSummary summarise(const Site& site) {
  const SiteState& state = site.state();
  const ExactSums sums = sum_meters(site);

  SiteSummary s;
  s.name = site.model().name;
  s.weather = site.model().weather_origin;
  s.totals = state.totals;
  if (s.totals.it_energy_j > 0.0) {
    s.pue_mean = s.totals.facility_energy_j / s.totals.it_energy_j;
    s.wue_l_per_kwh = s.totals.makeup_kg / kKgPerLitre / (s.totals.it_energy_j / kJPerKwh);
  }
  if (state.pue.count() > 0) {
    s.pue_p99 = state.pue.quantile(0.99);
    s.pue_max = state.pue.max();
  }
  const auto hours_of_design = power_budget(site.model());
  const DesignHour& worst = worst_of(hours_of_design);
  s.design_it_w = worst.it_w;
  s.design_facility_w = worst.facility_w;
  if (!worst.whole_run) s.design_from = to_iso8601(worst.from_ns).substr(0, 10);
  s.design_pue = worst.it_w > 0.0 ? worst.facility_w / worst.it_w : 0.0;
  s.clamped_hours = s.totals.clamped_s / 3600.0;
  s.rejection_clamped_hours = s.totals.rejection_clamped_s / 3600.0;
  s.chiller_clamped_hours = s.totals.chiller_clamped_s / 3600.0;
  s.has_economizer = site.model().plant.cooling_facts().has_economizer;
  s.gpu_hours = gpu_hours_of(sums, idle_in_pools(site));
  s.jobs = jobs_of(site, s.gpu_hours);
  s.serving = serving_of(site);
  s.fluid = fluid_of(site);
  s.rental = rental_of(site);
  for (const RentalSummary& rental : s.rental) {
    s.gpu_hours.rented += rental.used_gpu_h();
    s.gpu_hours.billed += rental.billed_gpu_h();
  }
  s.limits = limits_of(site);
  s.rows = rows_of(site);
  for (const Partition& partition : site.model().partitions)
    s.preempts = s.preempts || partition.scheduler.policy == "preemptive-priority";
  add_groups(s, site);
  s.residuals = residuals_of(site, sums);
  s.plant_intervals = state.intervals;
  s.power_swings = swings_of(site);
  s.buildup = site.model().buildup;
  s.supply = supply_of(site);
  if (state.faults) {
    s.faults = state.faults->counts;
    Int128 failed = 0;
    for (const PartitionState& partition : state.partitions)
      failed += partition.meters.nodes_failed;
    s.nodes_failed_mean =
        to_double(failed) / static_cast<double>(state.now_ns - site.model().start_ns);
  }
  return s;
}

std::vector<std::string> broken_laws(const Summary& summary) {
  std::vector<std::string> broken;
  for (const SiteSummary& site : summary.sites) {
    for (const Residual& residual : site.residuals) {
      if (std::abs(residual.value) <= residual.tolerance) continue;
      broken.push_back(fmt::format("site {}: '{}' is missed by {:g} (tolerance {:g})", site.name,
                                   residual.law, residual.value, residual.tolerance));
    }
  }
  if (!summary.routing) return broken;
  for (const Residual& residual : summary.routing->residuals) {
    if (std::abs(residual.value) <= residual.tolerance) continue;
    broken.push_back(fmt::format("routing: '{}' is missed by {:g} (tolerance {:g})", residual.law,
                                 residual.value, residual.tolerance));
  }
  return broken;
}

}  // namespace gigawatt
