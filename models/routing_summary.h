// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gigawatt {

class Simulation;

/// Of conservation laws whose two sides are sums of many terms, relative to the larger side.
inline constexpr double kEnergyTolerance = 1e-9;

/// A conservation law and by how much it was missed. Relative residuals are of the larger side.
struct Residual {
  std::string law;
  double value = 0.0;
  double tolerance = 0.0;  ///< 0: must be exact.
};

/// One workload at one site over the run.
struct WorkloadAtSite {
  std::string site, workload;
  bool shared = false;                ///< Its jobs are routed.
  std::uint64_t jobs = 0;             ///< Submitted here and not moved on.
  double gpu_hours = 0.0;             ///< Held.
  double node_energy_j = 0.0;         ///< Of its nodes while it held them, idle power included,
  double node_energy_cost_usd = 0.0;  ///< at the mean price of each attempt; no losses, no cooling.
};

/// What moving running jobs took. What it saved is not in it: see by_site for the energy costs.
struct MigrationSummary {
  std::uint64_t moves = 0;       ///< Jobs that left a site.
  std::uint64_t in_transit = 0;  ///< Of them, not there yet at the end of the run.
  double bytes = 0.0, egress_usd = 0.0;
  double checkpoint_gpu_hours = 0.0;  ///< On nodes, to write what was taken along,
  double restart_gpu_hours = 0.0;     ///< and to load it.
  double transit_hours = 0.0;         ///< Of jobs, waiting for links and crossing them; on no node.
};

/// Where shared demand went.
struct RoutingSummary {
  std::string policy;
  std::uint64_t offered = 0;  ///< Jobs of shared workloads.
  std::uint64_t moved = 0;    ///< Moves of waiting jobs between sites.
  std::optional<MigrationSummary> migration;
  std::vector<WorkloadAtSite>
      by_site;  ///< Those with jobs or their time, by site, then by workload.
  std::vector<Residual> residuals;
};

/// Nothing if the scenario does not route.
std::optional<RoutingSummary> summarise_routing(const Simulation& simulation);

}  // namespace gigawatt
