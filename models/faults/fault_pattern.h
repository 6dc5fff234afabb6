// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a log of outages looks like, and the simplest unevenness between servers that explains it.
// Equations and how well it does: docs/models/faults/faults.md.

#include <cstdint>

#include "models/faults/fault_log.h"

namespace gigawatt::faults {

struct FaultPattern {
  std::uint32_t servers = 0;
  std::uint32_t faults = 0;
  double mean_per_server = 0.0;
  double variance_per_server = 0.0;
  double top_decile_share = 0.0;  ///< Of faults, on the tenth of servers with most.
  double never_share = 0.0;       ///< Of servers, without a fault.
  double gap_variation = 0.0;     ///< Deviation over mean of the gaps between starts in the fleet.
  double ten_hours_share = 0.0;   ///< Of starts, in the ten consecutive hours of day with most.
  double median_repair_s = 0.0;
  double mean_repair_s = 0.0;
  double p90_repair_s = 0.0;
};

/// Throws DomainError if there are fewer than two outages or ten servers.
FaultPattern describe(const FaultLog& log);

/// Gamma shape k of the servers' rates such that the share that never fails is met:
///   (1 + m/k)^(−k) = never share,   m faults per server.
/// Throws DomainError where servers never fail less often than a Poisson count says.
double fit_frailty(double mean_per_server, double never_share);

/// Factor of a share of lemons with which the share that never fails is met. Throws DomainError
/// where there is none.
double fit_lemon_factor(double mean_per_server, double never_share, double lemon_share);

}  // namespace gigawatt::faults
