// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/jobs/lane_scheduler.h"

namespace gigawatt::jobs {

/// A running job as a policy sees it.
struct RunningJob {
  QueuedJob job;
  TimeNs start_ns;
  TimeNs limit_end_ns;
  std::span<const DomainShare> shares;
};

/// All that a policy may look at. Valid during the call.
struct SchedulingView {
  TimeNs now_ns = 0;
  std::uint32_t free_nodes = 0;
  std::span<const QueuedJob> waiting;             ///< In order of submission.
  std::span<const RunningJob> running;            ///< In order of (limit end, slot).
  std::span<const std::uint32_t> free_in_domain;  ///< What others may take, by domain.
  std::span<const JobClass> classes;
  std::span<const Tenant> tenants;
};

/// What a policy wants: jobs by their slots. Starts are carried out in order and must fit what is
/// free now; nodes of evicted jobs are free when the policy is asked again in the same instant.
struct Decision {
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> evictions;
};

/// A scheduling policy written outside the library, in Python for instance.
class Policy {
 public:
  virtual ~Policy() = default;
  virtual std::string name() const = 0;
  /// Fills an empty `decision`. Must depend on the view and the policy's own state alone.
  virtual void decide(const SchedulingView& view, Decision& decision) = 0;
  virtual std::unique_ptr<Policy> clone() const = 0;
};

/// Runs a Policy as a Scheduler and believes nothing it says: a start of an unknown job or beyond
/// nodes, domains or a tenant's cap, or an eviction of a job that is not preemptible, throws
/// DomainError with the policy's name. The domains are chosen here, by the job's placement. A start
/// that the gate refuses leaves the job waiting. Each pass costs O(queue + running).
class PolicyScheduler final : public LaneScheduler {
 public:
  PolicyScheduler(std::unique_ptr<Policy> policy, const SchedulerSetup& setup,
                  std::span<const std::uint32_t> free_in_domain);
  PolicyScheduler(const PolicyScheduler& other);

  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::unique_ptr<Scheduler> clone() const override {
    return std::make_unique<PolicyScheduler>(*this);
  }

 private:
  void fill_view(TimeNs now_ns);
  void start_wanted(std::uint32_t slot, TimeNs now_ns, StartGate* gate,
                    std::vector<QueuedJob>& starts);
  void evict_wanted(std::uint32_t slot);
  [[noreturn]] void refuse(TimeNs now_ns, const std::string& what) const;

  std::unique_ptr<Policy> policy_;
  TimeNs now_ns_ = 0;
  // Of the pass in progress.
  SchedulingView view_;
  Decision decision_;
  std::vector<QueuedJob> waiting_;
  std::vector<RunningJob> running_jobs_;
  std::vector<std::uint32_t> free_in_domain_;
  std::vector<std::uint32_t> waiting_at_;  ///< By slot: place in `waiting_` + 1, 0 = not there.
};

}  // namespace gigawatt::jobs
