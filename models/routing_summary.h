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

/// Where shared demand went.
struct RoutingSummary {
  std::string policy;
  std::uint64_t offered = 0;            ///< Jobs of shared workloads.
  std::uint64_t moved = 0;              ///< Moves of waiting jobs between sites.
  std::vector<WorkloadAtSite> by_site;  ///< Those with jobs, by site and then by workload.
  std::vector<Residual> residuals;
};

/// Nothing if the scenario does not route.
std::optional<RoutingSummary> summarise_routing(const Simulation& simulation);

}  // namespace gigawatt
