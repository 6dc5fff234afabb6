// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "models/jobs/arrival_process.h"
#include "models/jobs/counted_gaps.h"
#include "models/jobs/workload_params.h"
#include "sim/engine/random.h"

namespace gigawatt::jobs {

/// Everything about arrivals that does not change while they are drawn.
struct ArrivalPlan {
  double mean_gap_ns = 0.0;  ///< Operational time between arrivals.
  std::uint64_t jobs = 0;    ///< Exactly so many; 0 = as many as come before `end_ns`.
  TimeNs start_ns = 0;
  TimeNs end_ns = 0;
  GapLaw gaps;
  RateProfile profile;
  double rate_frac = 1.0;  ///< Mean of the profile over the run; 1 for a fixed count.

  /// Arrivals per nanosecond, expected in the mean over the run.
  double per_ns() const { return rate_frac / mean_gap_ns; }
};

/// Checks and fits. Throws ScenarioError naming the key that contradicts.
ArrivalPlan plan_arrivals(const WorkloadParams& params, const SourceContext& context);

/// The instants at which the jobs of a workload are submitted.
class ArrivalClock {
 public:
  ArrivalClock(ArrivalPlan plan, const WorkloadParams& params, const SourceContext& context);

  /// Submit time of the next arrival, whose draws are `draws`; empty at the end. One exponential is
  /// taken from them whatever the law of the gaps, so that nothing else of the job moves with it.
  std::optional<TimeNs> next(RandomDraws& draws);
  std::uint64_t number() const { return number_; }  ///< Of the next arrival.

 private:
  /// Operational time to the next arrival; `exponential` is a draw of mean 1.
  double gap_ns(double exponential);

  ArrivalPlan plan_;
  RandomStream gap_stream_;
  std::optional<CountedGaps> counted_;  // For a fixed count.
  std::uint64_t number_ = 0;
  TimeNs submit_ns_;  // Of the last arrival.
};

}  // namespace gigawatt::jobs
