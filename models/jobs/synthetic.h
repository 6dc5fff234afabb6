// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/jobs/distributions.h"
#include "models/jobs/job.h"
#include "models/jobs/workload_params.h"
#include "sim/engine/random.h"

namespace gigawatt::jobs {

/// Everything about a synthetic workload that does not change while it is drawn.
/// Equations, assumptions, sources: docs/models/jobs/synthetic.md.
struct SyntheticPlan {
  SizeTable sizes;
  ClippedLogNormal run_time;  ///< Before the stretch.
  double stretch = 1.0;       ///< Factor on all run times that makes the load right.
  double mean_gap_ns = 0.0;   ///< Between arrivals.
  std::uint64_t jobs = 0;     ///< Exactly so many; 0 = a Poisson process until `end_ns`.
  TimeNs start_ns = 0;
  TimeNs end_ns = 0;
  LimitParams limit;
  std::vector<double> utilisation;  ///< At equally spaced percentiles, at least two values.
  FateModel fates;

  /// Node-hours offered per node-hour energised, with `mean_nodes` over the run.
  double load(double mean_nodes) const;
};

/// Jobs drawn from statistics: Poisson arrivals, a table of sizes, log-normal run times. Each job's
/// draws are keyed by its number, so job n is the same whatever was drawn before it.
class SyntheticSource final : public JobSource {
 public:
  SyntheticSource(const WorkloadParams& params, const SourceContext& context);

  bool next(Job& job) override;
  double demand_node_s() const override;
  std::uint32_t largest_nodes() const override;
  std::vector<std::string> notes() const override;
  std::unique_ptr<JobSource> clone() const override {
    return std::make_unique<SyntheticSource>(*this);
  }

  const SyntheticPlan& plan() const { return *plan_; }
  double stretch() const { return plan_->stretch; }

 private:
  std::shared_ptr<const SyntheticPlan> plan_;
  RandomStream stream_;       // Entity n: the draws of job n.
  double mean_gap_ns_ = 0.0;  // Of the draws; fitted to the span for a fixed count.
  std::uint64_t number_ = 0;  // Of the next job.
  TimeNs submit_ns_ = 0;      // Of the last job.
};

/// Checks and fits. Throws ScenarioError naming the key that contradicts.
SyntheticPlan make_plan(const WorkloadParams& params, const SourceContext& context);

}  // namespace gigawatt::jobs
