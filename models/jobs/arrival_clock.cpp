// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/arrival_clock.h"

#include <algorithm>

#include "sim/engine/time.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

ArrivalPlan plan_arrivals(const WorkloadParams& params, const SourceContext& context) {
  if (params.jobs.has_value() == params.jobs_per_year.has_value()) {
    const char* key = params.jobs ? "jobs" : "jobs_per_year";
    refuse(
        key_path(params.path, key),
        params.jobs ? "both jobs and jobs_per_year are given" : "the number of jobs is not given",
        "jobs_per_year (a Poisson process) or jobs (exactly so many)");
  }

  ArrivalPlan plan;
  plan.start_ns = context.start_ns;
  plan.end_ns = context.end_ns;
  plan.gaps = make_gaps(params);
  plan.profile = make_profile(params, context.timezone);
  const auto span_ns = static_cast<double>(context.end_ns - context.start_ns);
  if (params.jobs) {
    plan.jobs = static_cast<std::uint64_t>(*params.jobs);
    plan.mean_gap_ns = span_ns / static_cast<double>(plan.jobs);
  } else {
    plan.mean_gap_ns = kCommonYearS * 1e9 / *params.jobs_per_year;
    plan.rate_frac = plan.profile.operational_ns(plan.start_ns, plan.end_ns) / span_ns;
  }
  return plan;
}

ArrivalClock::ArrivalClock(ArrivalPlan plan, const WorkloadParams& params,
                           const SourceContext& context)
    : plan_(std::move(plan)),
      gap_stream_(context.seed, "workloads." + params.name, "gap"),
      submit_ns_(plan_.start_ns) {
  // Gaps of arrivals are draws 0 of their numbers.
  if (plan_.jobs != 0)
    counted_.emplace(plan_.gaps, plan_.jobs,
                     plan_.profile.operational_ns(plan_.start_ns, plan_.end_ns),
                     gap_stream_.at(0, 1));
}

double ArrivalClock::gap_ns(double exponential) {
  RandomDraws draws = gap_stream_.at(number_);
  if (counted_) return counted_->next(exponential, draws);
  if (plan_.gaps.gaps == ArrivalGaps::exponential) return plan_.mean_gap_ns * exponential;
  return plan_.mean_gap_ns * plan_.gaps.draw(draws, number_ == 0);
}

std::optional<TimeNs> ArrivalClock::next(RandomDraws& draws) {
  if (plan_.jobs != 0 && number_ == plan_.jobs) return std::nullopt;

  const double gap = std::min(gap_ns(draws.exponential(1.0)), 9e18);
  submit_ns_ = plan_.profile.flat() ? saturating_add(submit_ns_, static_cast<std::int64_t>(gap))
                                    : plan_.profile.after(submit_ns_, gap, plan_.end_ns);
  if (plan_.jobs == 0 && submit_ns_ >= plan_.end_ns) return std::nullopt;
  ++number_;
  return std::min(submit_ns_, plan_.end_ns - 1);
}

}  // namespace gigawatt::jobs
