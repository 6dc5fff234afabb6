// SPDX-License-Identifier: Apache-2.0
#pragma once

// GPUs that a site rents out: a pool held by one-node jobs without an end. The flow is in
// site_rental.cpp.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/jobs/rental_market.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// A rental workload of a site, as it is at the start.
struct RentalModel {
  std::string name;
  std::uint16_t workload = 0;  ///< Index in the scenario.
  std::uint32_t partition = 0;
  std::uint32_t nodes = 0;                    ///< Of the pool.
  std::int64_t gpus = 0;                      ///< Of the pool.
  std::vector<std::int64_t> dynamic_mw;       ///< Of a node, by its GPUs in use.
  std::vector<std::int32_t> utilisation_ppm;  ///< The same.
  jobs::RentalMarket market;
};

/// GPU-nanoseconds in use and billed by tier, and what stood idle.
struct RentalReading {
  std::array<Int128, 3> used_gpu_ns{};
  Int128 idle_gpu_ns = 0;
  std::int64_t billed_micro_usd = 0;
};

/// It and what changes while it runs.
struct RentalLoad {
  explicit RentalLoad(const RentalModel& model) : market(model.market) {}

  jobs::RentalMarket market;
  bool submitted = false;
  std::int64_t gpus = 0;       ///< Of nodes that run, since the last plant interval began.
  Int128 pool_gpu_ns = 0;      ///< Their integral, as the site counts it.
  RentalReading at_row_start;  ///< For the rental table.
};

/// One interval of a rental workload, for the rental table. GPUs are means over the interval.
struct RentalRow {
  std::int64_t from_ns = 0;
  std::uint16_t workload = 0;
  std::int64_t gpus = 0;
  std::array<double, 3> used_gpus{};  ///< By jobs::RentalTier.
  double idle_gpus = 0.0;
  double billed_usd = 0.0;
};

}  // namespace gigawatt
