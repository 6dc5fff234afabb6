// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/synthetic.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace gigawatt::jobs {
namespace {

/// Uniform in (0, 1) from one word.
double fraction(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

std::uint32_t size_at(const SizeTable& sizes, double share) {
  std::size_t last = sizes.entries.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    share -= sizes.entries[i].share;
    if (share < 0.0) return static_cast<std::uint32_t>(i);
  }
  return static_cast<std::uint32_t>(last);
}

Fate fate_at(const FateShares& shares, double share) {
  if (share < shares.completes) return Fate::completes;
  return share < shares.completes + shares.cancelled ? Fate::cancelled_by_user
                                                     : Fate::fails_by_itself;
}

}  // namespace

double between_percentiles(const std::vector<double>& percentiles, double share) {
  const double at = share * static_cast<double>(percentiles.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  return percentiles[below] +
         (at - static_cast<double>(below)) * (percentiles[below + 1] - percentiles[below]);
}

std::int64_t limit_ns(const LimitParams& limit, std::int64_t work_ns, double over,
                      RandomDraws& draws) {
  double factor = 1.0 + over * limit.overestimate;
  if (limit.overrun > 0.0 && draws.uniform() < limit.overrun) factor = 0.5 + 0.5 * over;
  const auto asked_ns =
      static_cast<std::int64_t>(std::min(static_cast<double>(work_ns) * factor, 9e18));
  return factor >= 1.0 ? std::max(asked_ns, work_ns) : asked_ns;
}

SyntheticSource::SyntheticSource(const WorkloadParams& params, const SourceContext& context)
    : plan_(std::make_shared<const SyntheticPlan>(make_plan(params, context))),
      stream_(context.seed, "workloads." + params.name, "job"),
      clock_(plan_->arrivals, params, context) {}

bool SyntheticSource::next(Job& job) {
  const SyntheticPlan& plan = *plan_;
  // The order of draws is part of the results: gap, run time, size, limit, utilisation, fate.
  RandomDraws draws = stream_.at(clock_.number());
  const std::uint64_t number = clock_.number();
  const std::optional<TimeNs> submit_ns = clock_.next(draws);
  if (!submit_ns) return false;

  const double drawn_s = plan.run_time.draw_s(draws);
  const SizeTable::Entry& size =
      plan.sizes.entries[size_at(plan.sizes, fraction(draws.next_u32()))];
  const double over = fraction(draws.next_u32());
  const double utilisation = between_percentiles(plan.utilisation, fraction(draws.next_u32()));
  const bool large = drawn_s * size.gpus > plan.fates.threshold_gpu_s;
  const FateShares& shares = large ? plan.fates.large : plan.fates.small;

  job.id = number;
  job.submit_ns = *submit_ns;
  job.work_ns = from_seconds(std::clamp(drawn_s * plan.stretch, kShortestRunS, kLongestRunS));
  job.nodes = size.nodes;
  job.utilisation_ppm = static_cast<std::int32_t>(utilisation * 1e6 + 0.5);
  job.fate = fate_at(shares, fraction(draws.next_u32()));
  job.limit_ns = limit_ns(plan.limit, job.work_ns, over, draws);
  job.first_phase = 0;
  job.phase_count = 0;
  return true;
}

double SyntheticSource::demand_node_s() const {
  return plan_->load(1) * to_seconds(plan_->arrivals.end_ns - plan_->arrivals.start_ns);
}

std::uint32_t SyntheticSource::largest_nodes() const {
  std::uint32_t most = 0;
  for (const SizeTable::Entry& size : plan_->sizes.entries)
    most = std::max(most, size.nodes);
  return most;
}

std::vector<std::string> SyntheticSource::notes() const {
  std::vector<std::string> notes;
  if (plan_->stretch != 1.0)
    notes.push_back(
        fmt::format("run times multiplied by {:.6g} to offer the load", plan_->stretch));
  if (!plan_->fates.exact)
    notes.push_back(
        "shares of completed, cancelled and failed jobs are the nearest that fit both counts "
        "and accelerator time");
  return notes;
}

}  // namespace gigawatt::jobs
