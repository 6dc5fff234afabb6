// SPDX-License-Identifier: Apache-2.0
#include "models/routing_summary.h"

#include <algorithm>
#include <cmath>

#include "models/simulation.h"

namespace gigawatt {

namespace {

double hours(Int128 nanoseconds) {
  return to_double(nanoseconds) * 1e-9 / 3600.0;
}

/// Accelerator-time held at a site less that of its workloads [ns]; must be nothing.
Int128 unaccounted_gpu_ns(const Site& site) {
  Int128 left = 0;
  for (std::size_t i = 0; i < site.state().partitions.size(); ++i) {
    const PartitionMeters& meters = site.state().partitions[i].meters;
    left += site.model().partitions[i].gpus_per_node *
            (meters.productive + meters.blocked() + meters.discarded);
  }
  for (const WorkloadUse& use : site.state().workload_use)
    left -= use.gpu_ns;
  return left;
}

double relative(double a, double b) {
  const double larger = std::max(std::abs(a), std::abs(b));
  return larger > 0.0 ? (a - b) / larger : 0.0;
}

void add_migration(const Simulation& simulation, RoutingSummary& summary) {
  const Router& router = *simulation.router();
  const MigrationCounts& counts = router.migrated();
  MoveMeters sums;
  for (const Site& site : simulation.sites()) {
    const MoveMeters& meters = site.state().moves;
    sums.left += meters.left;
    sums.arrived += meters.arrived;
    sums.checkpoint_gpu_ns += meters.checkpoint_gpu_ns;
    sums.restart_gpu_ns += meters.restart_gpu_ns;
  }
  summary.migration = {counts.moves,
                       router.jobs_in_transit(),
                       counts.bytes,
                       counts.egress_usd,
                       hours(sums.checkpoint_gpu_ns),
                       hours(sums.restart_gpu_ns),
                       hours(router.transit_ns(simulation.now_ns()))};
  summary.residuals.front().law = "jobs: offered = submitted at the sites + between them";
  summary.residuals.push_back({"jobs: left sites = arrived at sites + between them",
                               static_cast<double>(Int128(sums.left) - Int128(sums.arrived) -
                                                   Int128(summary.migration->in_transit)),
                               0.0});
}

}  // namespace

std::optional<RoutingSummary> summarise_routing(const Simulation& simulation) {
  if (!simulation.router()) return std::nullopt;
  const Router& router = *simulation.router();
  RoutingSummary summary;
  summary.policy = router.model().policy;

  Int128 lost_jobs = 0, lost_gpu_ns = 0;
  double use_j = 0.0, meter_j = 0.0;
  for (const RoutedCounts& counts : router.counts()) {
    summary.offered += counts.offered;
    summary.moved += counts.moved;
  }
  lost_jobs = Int128(summary.offered) - Int128(router.jobs_in_transit());
  for (const Site& site : simulation.sites()) {
    lost_gpu_ns += unaccounted_gpu_ns(site);
    for (const PartitionState& partition : site.state().partitions)
      meter_j += joules_from_mw_ns(partition.meters.job_energy);
    for (std::size_t workload = 0; workload < site.state().workload_use.size(); ++workload) {
      const WorkloadUse& use = site.state().workload_use[workload];
      const bool shared = !router.model().targets[workload].empty();
      if (shared) lost_jobs -= use.jobs;
      use_j += use.node_energy_j;
      if (use.jobs == 0 && use.gpu_ns == 0) continue;  // jobs that moved on were here
      summary.by_site.push_back(
          {site.model().name, site.model().rules(static_cast<std::uint16_t>(workload)).name, shared,
           use.jobs, hours(use.gpu_ns), use.node_energy_j, use.node_energy_cost_usd});
    }
  }
  summary.residuals = {
      {"jobs: offered = submitted at the sites", static_cast<double>(lost_jobs), 0.0},
      {"gpu_ns: held at the sites = held by workloads", static_cast<double>(lost_gpu_ns), 0.0},
      {"energy: nodes of jobs = by workload", relative(meter_j, use_j), kEnergyTolerance},
  };
  if (router.model().migration) add_migration(simulation, summary);
  return summary;
}

}  // namespace gigawatt
