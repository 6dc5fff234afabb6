// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/arrival_clock.h"

#include <algorithm>

#include "sim/engine/time.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {}  // namespace

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
                           const SourceContext& context, const RandomStream& jobs)
    : plan_(std::move(plan)),
      gap_stream_(context.seed, "workloads." + params.name, "gap"),
      mean_gap_ns_(plan_.mean_gap_ns),
      submit_ns_(plan_.start_ns) {
  if (plan_.jobs == 0) return;

  // Exactly so many arrivals: gaps, the one after the last job included, scaled to fill the span.
  // Of exponential gaps that is a Poisson process given its count.
  double gaps = 0.0;
  for (std::uint64_t number = 0; number <= plan_.jobs; ++number) {
    const bool poisson = plan_.gaps.gaps == ArrivalGaps::exponential;
    RandomDraws draws = poisson ? jobs.at(number) : gap_stream_.at(number);
    gaps += poisson ? draws.exponential(1.0) : plan_.gaps.draw(draws, number == 0);
  }
  mean_gap_ns_ = plan_.profile.operational_ns(plan_.start_ns, plan_.end_ns) / gaps;
}

std::optional<TimeNs> ArrivalClock::next(RandomDraws& draws) {
  if (plan_.jobs != 0 && number_ == plan_.jobs) return std::nullopt;

  double gap_ns = draws.exponential(mean_gap_ns_);
  if (plan_.gaps.gaps != ArrivalGaps::exponential) {
    RandomDraws gap_draws = gap_stream_.at(number_);
    gap_ns = mean_gap_ns_ * plan_.gaps.draw(gap_draws, number_ == 0);
  }
  gap_ns = std::min(gap_ns, 9e18);
  submit_ns_ = plan_.profile.flat() ? saturating_add(submit_ns_, static_cast<std::int64_t>(gap_ns))
                                    : plan_.profile.after(submit_ns_, gap_ns, plan_.end_ns);
  if (plan_.jobs == 0 && submit_ns_ >= plan_.end_ns) return std::nullopt;
  ++number_;
  return std::min(submit_ns_, plan_.end_ns - 1);
}

}  // namespace gigawatt::jobs
