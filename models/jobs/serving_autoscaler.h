// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// How the number of replicas follows demand.
struct AutoscalerParams {
  double target_load = 0.7;  ///< Of what a replica sustains [-], above 0.
  std::int64_t min_replicas = 1;
  std::int64_t max_replicas = 1;
  std::int64_t up_delay_ns = 60 * kNsPerSecond;     ///< Demand must ask for more so long [ns].
  std::int64_t down_delay_ns = 600 * kNsPerSecond;  ///< Demand must ask for less so long [ns].
};

/// What the policy remembers between two looks.
struct AutoscalerState {
  std::int64_t wanted = 0;
  std::optional<TimeNs> more_since_ns;
  std::optional<TimeNs> fewer_since_ns;
  std::int64_t least_more = 0;  ///< Least asked for since `more_since_ns`.
  std::int64_t most_fewer = 0;  ///< Most asked for since `fewer_since_ns`.
};

/// Throws DomainError for limits that contradict each other or a target that is not above 0.
void check(const AutoscalerParams& params);

/// The state after a look at `now_ns`, at which `requests_per_s` ask for replicas of
/// `capacity_per_s` each. Scales up by what was asked for all through the delay, and down no
/// further than the most asked for in it. A pure function; looks do not go back in time.
AutoscalerState autoscale(const AutoscalerParams& params, AutoscalerState state, TimeNs now_ns,
                          double requests_per_s, double capacity_per_s);

/// Replicas that `requests_per_s` ask for at the target load, within the limits.
std::int64_t replicas_for(const AutoscalerParams& params, double requests_per_s,
                          double capacity_per_s);

}  // namespace gigawatt::jobs
