// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/jobs/domain_set.h"
#include "models/jobs/policy_rules.h"
#include "models/jobs/ranked_queue.h"
#include "models/jobs/release_set.h"
#include "models/jobs/scheduler_setup.h"
#include "models/jobs/tenant_book.h"

namespace gigawatt::jobs {

/// What the policies with job classes share: one queue per class (a lane), the running jobs with
/// their domains, and the tenants. The order among all waiting jobs is that of
/// (rank in the lane + offset of the lane, order). Docs: docs/models/jobs/schedulers.md.
class LaneScheduler : public Scheduler {
 public:
  LaneScheduler(const SchedulerSetup& setup, const PolicyRules& rules,
                std::span<const std::uint32_t> free_in_domain);

  void submit(const QueuedJob& job) override;
  void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) override;
  /// O(log queued) where a lane is in order of submission, else a look at every waiting job.
  bool withdraw(std::uint64_t order) override;
  void change_free_nodes(std::int64_t delta) override;
  void change_free_nodes_in(std::uint32_t domain, std::int64_t delta) override;

  std::span<const std::uint32_t> evictions() const override { return evictions_; }
  std::span<const DomainShare> placement(std::uint32_t slot) const override;
  std::size_t queued() const override { return queued_; }
  std::uint64_t queued_nodes() const override { return queued_nodes_; }
  std::uint32_t head_nodes() const override;
  std::uint32_t free_nodes() const override {
    return static_cast<std::uint32_t>(domains_.free_total());
  }
  std::uint32_t free_in(std::uint32_t domain) const override { return domains_.usable(domain); }
  void for_each_queued(void (*visit)(void* context, const QueuedJob&),
                       void* context) const override;
  TimeNs earliest_limit_end_ns() const override { return running_.earliest_ns(); }
  std::uint32_t earliest_limit_slot() const override { return running_.earliest_slot(); }
  Fragmentation fragmentation() const override;

 protected:
  struct Lane {
    JobClass job_class;
    std::size_t width = 0;  ///< Index into widths_: one entry per distinct placement.
    RankedQueue queue;
    double offset = 0.0;
    RankedQueue::Place cursor{};
    bool has_candidate = false;
    WaitQueue::Room room{};
  };
  struct Running {
    QueuedJob job;
    TimeNs start_ns = 0;
    TimeNs limit_end_ns = 0;
    bool running = false;
    std::vector<DomainShare> shares;
  };

  /// Books usage; new offsets of the lanes where they are due. True if those changed.
  bool begin_pass(TimeNs now_ns);
  void end_pass(TimeNs now_ns);
  double rank_in_lane(const QueuedJob& job) const;
  bool ranks_before(const Lane& a, const Lane& b) const;
  /// Among the lanes with a candidate, that of the first in order; null if there is none.
  Lane* first_candidate();
  /// Starts the job at the lane's cursor on nodes that `from` has free, unless the gate or its
  /// limits refuse. The job fits `from`.
  bool start(Lane& lane, DomainSet& from, TimeNs now_ns, StartGate* gate,
             std::vector<QueuedJob>& starts);
  /// What start() does once the gate agreed: the job runs on `chosen_`.
  void commit(Lane& lane, TimeNs now_ns, std::vector<QueuedJob>& starts);
  bool is_exclusive(const QueuedJob& job) const {
    return lanes_[job.job_class].job_class.placement.exclusive;
  }
  /// These domains are no longer what they were when `changed_` was last emptied.
  void note_change(std::span<const DomainShare> shares) {
    for (const DomainShare& share : shares)
      note_change_in(share.domain);
  }
  void note_change_in(std::uint32_t domain) {
    if (is_changed_[domain]) return;
    is_changed_[domain] = 1;
    changed_.push_back(domain);
  }
  std::uint32_t quota_room(const Lane& lane) const {
    return tenants_.room(lane.job_class.tenant, domains_.free_total());
  }

  SchedulerSetup setup_;
  PolicyRules rules_;
  DomainSet domains_;
  TenantBook tenants_;
  std::vector<Lane> lanes_;
  std::vector<Placement> placements_;  ///< Distinct ones.
  std::vector<std::uint32_t> widths_;  ///< Scratch: widest gang now, by placement.
  std::vector<Running> by_slot_;
  ReleaseSet running_;
  std::vector<std::uint32_t> evictions_;
  std::vector<QueuedJob> newcomers_;
  std::vector<DomainShare> chosen_;       ///< Where the last start() went.
  std::vector<std::uint32_t> changed_;    ///< Domains, each once, since somebody emptied this.
  std::vector<std::uint8_t> is_changed_;  ///< By domain: whether it is in `changed_`.
  bool any_exclusive_ = false;
  bool rescan_ = true;    ///< Jobs that waited at the last pass might start now.
  bool refused_ = false;  ///< The gate refused a job in this pass.

  /// The lane and place of the waiting job of this `order`; null if none waits.
  Lane* find_waiting(std::uint64_t order, RankedQueue::Place& place);

 private:
  void refresh_offsets();

  std::size_t queued_ = 0;
  std::uint64_t queued_nodes_ = 0;
  TimeNs offsets_due_ns_ = kNever;
  bool offsets_are_due_ = true;
};

}  // namespace gigawatt::jobs
