// SPDX-License-Identifier: Apache-2.0
#include "models/job_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/histogram/axis/regular.hpp>

#include "sim/engine/portable_math.h"

namespace gigawatt {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kNoTenant = "(none)";

/// The axis' bins have the same edges on every machine.
struct PortableLog {
  static double forward(double value) { return portable::log(value); }
  static double inverse(double log) { return portable::exp(log); }
  bool operator==(const PortableLog&) const { return true; }
};

constexpr double kLeastWaitS = 1e-3;
constexpr double kLongestWaitS = 1e10;  // more than int64 nanoseconds reach
constexpr unsigned kWaitBins = 13 * 200;

const auto& wait_axis() {
  static const boost::histogram::axis::regular<double, PortableLog> axis(kWaitBins, kLeastWaitS,
                                                                         kLongestWaitS);
  return axis;
}

double ratio(Int128 part, Int128 whole) {
  return whole > 0 ? to_double(part) / to_double(whole) : kNone;
}

template <class Integer>
Int128 distance_of(Integer a, Integer b) {
  return a > b ? Int128(a) - Int128(b) : Int128(b) - Int128(a);
}

}  // namespace

// ── Waits ──────────────────────────────────────────────────────────────────────────────────────

void WaitHistogram::make() {
  counts_.assign(kWaitBins + 2, 0);
}

void WaitHistogram::add(std::int64_t wait_ns) {
  if (!made()) return;
  constexpr std::int64_t kNoWaitNs = 500'000;  // surely below the axis: no logarithm
  const int bin = wait_ns < kNoWaitNs ? 0 : 1 + wait_axis().index(to_seconds(wait_ns));
  ++counts_[static_cast<std::size_t>(bin)];
  max_ns_ = std::max(max_ns_, wait_ns);
}

void WaitHistogram::add(const WaitHistogram& other) {
  if (!other.made()) return;
  if (!made()) make();
  for (std::size_t bin = 0; bin < counts_.size(); ++bin)
    counts_[bin] += other.counts_[bin];
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

std::uint64_t WaitHistogram::count() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts_)
    sum += count;
  return sum;
}

double WaitHistogram::quantile_s(double probability) const {
  const std::uint64_t all = count();
  if (all == 0) return 0.0;
  const double rank = std::max(1.0, std::ceil(probability * static_cast<double>(all)));
  std::uint64_t seen = counts_.front();
  if (static_cast<double>(seen) >= rank) return 0.0;
  for (std::size_t bin = 1; bin < counts_.size(); ++bin) {
    seen += counts_[bin];
    if (static_cast<double>(seen) < rank) continue;
    return std::min(wait_axis().value(static_cast<double>(bin)), to_seconds(max_ns_));
  }
  return to_seconds(max_ns_);
}

std::vector<WaitHistogram::Bin> WaitHistogram::bins() const {
  std::vector<Bin> all;
  for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
    if (counts_[bin] == 0) continue;
    const double from_s = bin == 0 ? 0.0 : wait_axis().value(static_cast<double>(bin - 1));
    all.push_back({from_s, wait_axis().value(static_cast<double>(bin)), counts_[bin]});
  }
  return all;
}

// ── Tallies ────────────────────────────────────────────────────────────────────────────────────

void JobTally::add(const JobTally& other) {
  submitted += other.submitted;
  started += other.started;
  completed += other.completed;
  killed += other.killed;
  failed_attempts += other.failed_attempts;
  given_up += other.given_up;
  preempted += other.preempted;
  running += other.running;
  queued += other.queued;
  wait_ns += other.wait_ns;
  waits.add(other.waits);
  bounded_slowdown_sum += other.bounded_slowdown_sum;
  used.productive += other.used.productive;
  used.blocked += other.used.blocked;
  used.discarded += other.used.discarded;
  used.energy += other.used.energy;
  work_gpu_s += other.work_gpu_s;
  effective_work_gpu_s += other.effective_work_gpu_s;
}

double JobTally::wait_mean_s() const {
  return started > 0 ? to_double(wait_ns) * 1e-9 / static_cast<double>(started) : 0.0;
}

double JobTally::bounded_slowdown_mean() const {
  const std::uint64_t ended = completed + killed;
  return ended > 0 ? bounded_slowdown_sum / static_cast<double>(ended) : kNone;
}

double JobTally::goodput() const {
  return ratio(used.productive, allocated());
}

double JobTally::ettr() const {
  return work_gpu_s > 0.0 ? effective_work_gpu_s / work_gpu_s : kNone;
}

void add_group(std::vector<JobGroup>& groups, const JobGroup& group) {
  const auto same = std::find_if(groups.begin(), groups.end(),
                                 [&](const JobGroup& other) { return other.name == group.name; });
  if (same == groups.end()) {
    groups.push_back(group);
  } else {
    same->jobs.add(group.jobs);
  }
}

void TallySums::add(const JobTally& tally) {
  submitted += tally.submitted;
  started += tally.started;
  completed += tally.completed;
  killed += tally.killed;
  failed_attempts += tally.failed_attempts;
  given_up += tally.given_up;
  preempted += tally.preempted;
  running += tally.running;
  queued += tally.queued;
  productive += tally.used.productive;
  blocked += tally.used.blocked;
  discarded += tally.used.discarded;
  energy += tally.used.energy;
}

Int128 TallySums::distance(const TallySums& other) const {
  return distance_of(submitted, other.submitted) + distance_of(started, other.started) +
         distance_of(completed, other.completed) + distance_of(killed, other.killed) +
         distance_of(failed_attempts, other.failed_attempts) +
         distance_of(given_up, other.given_up) + distance_of(preempted, other.preempted) +
         distance_of(running, other.running) + distance_of(queued, other.queued) +
         distance_of(productive, other.productive) + distance_of(blocked, other.blocked) +
         distance_of(discarded, other.discarded) + distance_of(energy, other.energy);
}

// ── A site's ───────────────────────────────────────────────────────────────────────────────────

JobStatistics::JobStatistics(const Arrivals& arrivals, std::size_t workloads, TimeNs from_ns)
    : from_ns_(from_ns), workloads_(workloads), apart_(workloads), tenant_of_(workloads) {
  warm_up_.waits.make();
  arrivals.for_each_source([&](std::uint16_t workload, const jobs::JobSource& source) {
    if (workloads_.size() <= workload) {
      workloads_.resize(workload + 1u);
      tenant_of_.resize(workload + 1u);
      apart_.resize(workload + 1u);
    }
    workloads_[workload].waits.make();
    for (const std::string& told : source.tenants()) {
      if (tenants_.empty()) tenants_.push_back({kNoTenant, {}});
      const std::string& name = told.empty() ? tenants_.front().name : told;
      const auto known = std::find_if(tenants_.begin(), tenants_.end(),
                                      [&](const JobGroup& tenant) { return tenant.name == name; });
      tenant_of_[workload].push_back(static_cast<std::uint32_t>(known - tenants_.begin()));
      if (known == tenants_.end()) tenants_.push_back({name, {}});
    }
  });
  // A trace that knows nobody tells "" alone: that is no tenant.
  if (tenants_.size() == 1) tenants_.clear();
  for (JobGroup& tenant : tenants_)
    tenant.jobs.waits.make();
}

void JobStatistics::keep_apart(std::size_t workload) {
  apart_[workload] = true;
}

std::uint32_t JobStatistics::tenant_of(const jobs::Job& job) const {
  if (tenants_.empty()) return 0;
  const auto& tenants = tenant_of_[job.workload];
  return tenants.empty() ? 0 : tenants[job.tenant];
}

template <class Change>
void JobStatistics::change(const jobs::Job& job, Change change) {
  JobTally& workload = workloads_[job.workload];
  if (apart_[job.workload]) return change(workload);
  if (!measured(job)) return change(warm_up_);
  if (!workload.waits.made()) workload.waits.make();  // its first job here
  change(workload);
  if (!tenants_.empty()) change(tenants_[tenant_of(job)].jobs);
}

void JobStatistics::submit(const jobs::Job& job) {
  change(job, [](JobTally& tally) { ++tally.submitted; });
}

void JobStatistics::withdraw(const jobs::Job& job) {
  change(job, [](JobTally& tally) { --tally.submitted; });
}

void JobStatistics::start(const jobs::Job& job, std::int64_t wait_ns) {
  change(job, [&](JobTally& tally) {
    ++tally.started;
    tally.wait_ns += wait_ns;
    tally.waits.add(wait_ns);
  });
}

void JobStatistics::leave(const jobs::Job& job, const AttemptAccount& account) {
  change(job, [&](JobTally& tally) {
    tally.used.productive += account.productive;
    tally.used.blocked += account.blocked;
    tally.used.discarded += account.discarded;
    tally.used.energy += account.energy;
  });
}

void JobStatistics::fail_attempt(const jobs::Job& job, bool given_up) {
  change(job, [&](JobTally& tally) {
    ++tally.failed_attempts;
    tally.given_up += given_up;
  });
}

void JobStatistics::preempt(const jobs::Job& job) {
  change(job, [](JobTally& tally) { ++tally.preempted; });
}

void JobStatistics::kill(const jobs::Job& job, double bounded_slowdown) {
  change(job, [&](JobTally& tally) {
    ++tally.killed;
    tally.bounded_slowdown_sum += bounded_slowdown;
  });
}

void JobStatistics::complete(const jobs::Job& job, double bounded_slowdown, std::int64_t gpus,
                             std::int64_t work_ns, std::int64_t elapsed_ns) {
  const double work_s = to_seconds(work_ns);
  const double work_gpu_s = static_cast<double>(gpus) * work_s;
  // A job may end as it starts, with nothing done.
  const double effective_gpu_s = work_ns > 0 ? work_gpu_s * (work_s / to_seconds(elapsed_ns)) : 0.0;
  change(job, [&](JobTally& tally) {
    ++tally.completed;
    tally.bounded_slowdown_sum += bounded_slowdown;
    tally.work_gpu_s += work_gpu_s;
    tally.effective_work_gpu_s += effective_gpu_s;
  });
}

void JobStatistics::leave_running(const jobs::Job& job) {
  change(job, [](JobTally& tally) { ++tally.running; });
}

void JobStatistics::leave_queued(const jobs::Job& job) {
  change(job, [](JobTally& tally) { ++tally.queued; });
}

}  // namespace gigawatt
