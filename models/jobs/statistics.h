// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "models/jobs/run_time_law.h"
#include "models/jobs/workload_params.h"

namespace gigawatt::jobs {

/// Shares of jobs, or of accelerator time, by how they end; only their proportions count.
struct FateShares {
  double completes = 1.0;
  double cancelled = 0.0;
  double fails = 0.0;
};

/// Summary statistics of a published trace of accelerator jobs.
/// Sources: docs/models/jobs/synthetic.md.
struct TraceStatistics {
  std::string_view name;
  double least_gpus;  ///< Smallest size drawn; below 1 where jobs share an accelerator.
  double mean_gpus;
  double most_gpus;
  double median_run_s;
  double mean_run_s;
  double max_run_s;
  /// Measured run times where they are published; empty: a log-normal of median, mean and largest.
  std::span<const RunTimePoint> run_times;
  FateShares by_job;
  FateShares by_gpu_time;
  /// Of the fleet's accelerators over time at the 0th, 5th ... 100th percentile; empty if not
  /// published.
  std::vector<double> utilisation_percentiles;
};

/// `which` ≠ none.
TraceStatistics published(Statistics which);

}  // namespace gigawatt::jobs
