// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/jobs/run_time_law.h"
#include "models/jobs/statistics.h"

namespace gigawatt::jobs {

/// Sizes with their shares.
struct SizeTable {
  struct Entry {
    double gpus;
    std::uint32_t nodes;  ///< `gpus` rounded up to whole nodes.
    double share;         ///< Of jobs; sums to 1.
  };
  std::vector<Entry> entries;  // Ascending in size.

  double mean_gpus() const;
  double mean_nodes() const;
};

/// Shares of `count` sizes, each twice the one before, whose mean is `mean` times the least:
/// falling geometrically, with at least half of the jobs of the least size (the published medians).
/// `mean` lies between 1 and what half of the jobs of the greatest size would give.
std::vector<double> geometric_shares(std::size_t count, double mean);

/// How jobs end, so that the shares by job and by accelerator time both come out: one pair of
/// shares for jobs of at most `threshold_gpu_s`, one for larger ones.
struct FateModel {
  double threshold_gpu_s = 0.0;
  FateShares small;
  FateShares large;
  bool exact = true;  ///< False: no pair meets both; the nearest one is used.
};

FateModel fit_fates(const FateShares& by_job, const FateShares& by_gpu_time, const SizeTable& sizes,
                    const RunTimeLaw& run_time);

}  // namespace gigawatt::jobs
