// SPDX-License-Identifier: Apache-2.0
#pragma once

// What became of the jobs of each workload and of each tenant, kept while a site runs: a few
// additions per event of a job, no allocation after a workload's first job, memory that does not
// grow with time. Equations: docs/models/site/job_statistics.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/arrivals.h"
#include "models/jobs/job.h"
#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// Counts of waits in bins of equal ratio, 200 to a decade between 1 ms and 10^10 s, with one below
/// for shorter waits and none. A quantile is the upper edge of its bin: high by less than 1.2 %.
class WaitHistogram {
 public:
  struct Bin {
    double from_s, to_s;
    std::uint64_t count;
  };

  /// Takes its memory; an object that was never made has none and takes no waits.
  void make();
  bool made() const { return !counts_.empty(); }
  void add(std::int64_t wait_ns);
  void add(const WaitHistogram& other);
  std::uint64_t count() const;
  /// Least bin edge [s] that at least `probability` of the waits do not exceed, and no more than
  /// the longest wait; 0 without waits, and in the bin below.
  double quantile_s(double probability) const;
  std::int64_t max_ns() const { return max_ns_; }
  /// Bins that hold something, ascending.
  std::vector<Bin> bins() const;

 private:
  std::vector<std::uint64_t> counts_;  // (bin), the one below first.
  std::int64_t max_ns_ = 0;
};

/// What one attempt of a job held and used. Accelerator-ns and mW·ns.
struct AttemptAccount {
  Int128 productive = 0, blocked = 0, discarded = 0;
  Int128 energy = 0;  ///< Of its nodes, idle power included.
};

/// Jobs of one workload or tenant. Integers are exact.
struct JobTally {
  std::uint64_t submitted = 0, started = 0, completed = 0, killed = 0;
  std::uint64_t failed_attempts = 0, given_up = 0;
  std::uint64_t preempted = 0;            ///< Attempts that gave way to other jobs.
  std::uint64_t running = 0, queued = 0;  ///< At the end of the run.
  Int128 wait_ns = 0;                     ///< Sum over started jobs, until their first start.
  WaitHistogram waits;
  double bounded_slowdown_sum = 0.0;  ///< Over completed and killed jobs.
  AttemptAccount used;
  // Of completed jobs: accelerator-seconds of work, and the same times productive / elapsed.
  double work_gpu_s = 0.0, effective_work_gpu_s = 0.0;

  void add(const JobTally& other);
  double wait_mean_s() const;
  /// NaN where there is no such ratio, here and below.
  double bounded_slowdown_mean() const;
  Int128 allocated() const { return used.productive + used.blocked + used.discarded; }
  /// Productive share of allocated accelerator-time.
  double goodput() const;
  /// Effective training time ratio: productive time over time since the first start, mean over
  /// completed jobs weighted by their work.
  double ettr() const;
};

/// A tally and whose it is.
struct JobGroup {
  std::string name;
  JobTally jobs;
};

/// Adds `group` to the one of its name, or at the end.
void add_group(std::vector<JobGroup>& groups, const JobGroup& group);

/// The exact integers of all groups together.
struct TallySums {
  std::uint64_t submitted = 0, started = 0, completed = 0, killed = 0;
  std::uint64_t failed_attempts = 0, given_up = 0, preempted = 0, running = 0, queued = 0;
  Int128 productive = 0, blocked = 0, discarded = 0, energy = 0;

  void add(const JobTally& tally);
  /// Sum of the absolute differences, of counts and of the rest: 0 if all are equal.
  Int128 distance(const TallySums& other) const;
};

/// The tallies of a site. Jobs submitted before `from_ns` are the warm-up's and in no other.
class JobStatistics {
 public:
  JobStatistics() = default;
  /// Sized by the sources of a site. A tenant is one by its name, whatever the workload.
  JobStatistics(const Arrivals& arrivals, std::size_t workloads, TimeNs from_ns);

  /// Jobs of this workload hold nodes for others. They are in its tally alone: in no wait, no
  /// tenant's tally and not in the warm-up.
  void keep_apart(std::size_t workload);
  bool is_apart(std::size_t workload) const { return apart_[workload]; }

  bool measured(const jobs::Job& job) const {
    return job.submit_ns >= from_ns_ && !apart_[job.workload];
  }

  void submit(const jobs::Job& job);
  void withdraw(const jobs::Job& job);  ///< Undoes submit() of a job that goes elsewhere unstarted.
  void start(const jobs::Job& job, std::int64_t wait_ns);  ///< First attempts only.
  void leave(const jobs::Job& job, const AttemptAccount& account);
  void fail_attempt(const jobs::Job& job, bool given_up);
  void preempt(const jobs::Job& job);
  void kill(const jobs::Job& job, double bounded_slowdown);
  /// `elapsed_ns` since its first start, `work_ns` of them productive, on `gpus` accelerators.
  void complete(const jobs::Job& job, double bounded_slowdown, std::int64_t gpus,
                std::int64_t work_ns, std::int64_t elapsed_ns);
  /// At the end of the run.
  void leave_running(const jobs::Job& job);
  void leave_queued(const jobs::Job& job);

  /// By index of the workload in the scenario; those at other sites have nothing.
  const std::vector<JobTally>& workloads() const { return workloads_; }
  /// By tenant, "(none)" first; empty if no source tells tenants.
  const std::vector<JobGroup>& tenants() const { return tenants_; }
  /// The index of a job's tenant in tenants(); 0 where that is empty.
  std::uint32_t tenant_of(const jobs::Job& job) const;
  const JobTally& warm_up() const { return warm_up_; }

 private:
  template <class Change>
  void change(const jobs::Job& job, Change change);

  TimeNs from_ns_ = 0;
  std::vector<JobTally> workloads_;
  std::vector<JobGroup> tenants_;
  JobTally warm_up_;
  std::vector<bool> apart_;                            // [workload]
  std::vector<std::vector<std::uint32_t>> tenant_of_;  // [workload][tenant of its source]
};

}  // namespace gigawatt
