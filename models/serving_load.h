// SPDX-License-Identifier: Apache-2.0
#pragma once

// Language models that a site serves: replicas are elastic allocations of its scheduler. The flow
// is in site_serving.cpp.

#include <cstdint>
#include <string>
#include <string_view>

#include "models/jobs/serving_workload.h"
#include "sim/engine/cloned_ptr.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// A serving workload of a site, as it is at the start.
struct ServingModel {
  std::string name;
  std::uint16_t workload = 0;  ///< Index in the scenario.
  std::uint32_t partition = 0;
  std::uint32_t nodes_per_replica = 1;
  ClonedPtr<jobs::ServingWorkload> demand;
};

/// Sums over a run. offered = served + dropped + rerouted + still queued, in each of requests,
/// prompt and generated tokens.
struct ServingTotals {
  jobs::TokenCount offered, served, dropped, rerouted;
  std::int64_t misses = 0;         ///< Of served: broke the service level.
  Int128 replica_ns = 0;           ///< Replicas × time.
  Int128 busy_ppm_ns = 0;          ///< The same × share of time that they worked, in ppm.
  double worst_ttft_p99_s = 0.0;   ///< Of an interval.
  double ttft_p99_requests = 0.0;  ///< Sum of p99 × requests served.
};

/// It and what changes while it runs.
struct ServingLoad {
  explicit ServingLoad(const ServingModel& model) : demand(model.demand) {}

  ClonedPtr<jobs::ServingWorkload> demand;
  std::uint64_t next_replica = 0;
  jobs::ServingInterval latest;
  ServingTotals totals;
};

/// One interval of a serving workload, for the serving table.
struct ServingRow {
  std::int64_t from_ns = 0;
  std::uint16_t workload = 0;
  std::int64_t replicas = 0;
  const jobs::ServingInterval* interval = nullptr;
};

}  // namespace gigawatt
