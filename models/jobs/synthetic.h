// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/jobs/arrival_clock.h"
#include "models/jobs/distributions.h"
#include "models/jobs/job.h"
#include "models/jobs/workload_params.h"
#include "sim/engine/random.h"

namespace gigawatt::jobs {

/// Run times are held between these.
constexpr double kShortestRunS = 1.0;
constexpr double kLongestRunS = 9e9;

/// Everything about a synthetic workload that does not change while it is drawn.
/// Equations, assumptions, sources: docs/models/jobs/synthetic.md.
struct SyntheticPlan {
  SizeTable sizes;
  RunTimeLaw run_time;   ///< Before the stretch.
  double stretch = 1.0;  ///< Factor on run times that makes the load right.
  ArrivalPlan arrivals;
  LimitParams limit;
  std::vector<double> utilisation;  ///< At equally spaced percentiles, at least two values.
  FateModel fates;

  /// Of run times as they are offered: stretched, none shorter or longer than those above.
  double mean_run_s() const;
  /// Node-hours offered per node-hour energised, with `mean_nodes` over the run.
  double load(double mean_nodes) const;
};

/// Jobs drawn from statistics: arrivals, a table of sizes, a law of run times. Each job's draws are
/// keyed by its number, so job n is the same whatever was drawn before it.
class SyntheticSource final : public JobSource {
 public:
  SyntheticSource(const WorkloadParams& params, const SourceContext& context);

  bool next(Job& job) override;
  double demand_node_s() const override;
  double mean_work_s() const override { return plan_->mean_run_s(); }
  std::uint32_t largest_nodes() const override;
  std::vector<std::string> notes() const override;
  std::unique_ptr<JobSource> clone() const override {
    return std::make_unique<SyntheticSource>(*this);
  }

  const SyntheticPlan& plan() const { return *plan_; }
  double stretch() const { return plan_->stretch; }

 private:
  std::shared_ptr<const SyntheticPlan> plan_;
  RandomStream stream_;  // Entity n: the draws of job n.
  ArrivalClock clock_;
};

/// Requested wall time [ns] of a run of `work_ns`: `over`, uniform in (0, 1), is the spread of the
/// overestimate; one more draw is taken where some jobs overrun.
std::int64_t limit_ns(const LimitParams& limit, std::int64_t work_ns, double over,
                      RandomDraws& draws);

/// Value at a share of 0 to 1 of equally spaced percentiles, linear between.
double between_percentiles(const std::vector<double>& percentiles, double share);

/// Utilisation at equally spaced percentiles: as the workload asks, as published, or 1.
std::vector<double> utilisation_percentiles(const WorkloadParams& params);

/// Checks and fits. Throws ScenarioError naming the key that contradicts.
SyntheticPlan make_plan(const WorkloadParams& params, const SourceContext& context);

}  // namespace gigawatt::jobs
