// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/jobs/domain_set.h"
#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs::test {

/// The policies with job classes, tenants and domains written as their definition: every pass
/// sorts and walks the whole queue, a reservation tries every end of a running job, conservative
/// plans lie in a list that is searched instant by instant, usage is integrated over the history.
/// It shares DomainSet with the library, which has tests of its own.
class PlainClassScheduler final : public Scheduler {
 public:
  PlainClassScheduler(const SchedulerSetup& setup, std::vector<std::uint32_t> free_in_domain);

  void submit(const QueuedJob& job) override;
  void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) override;
  void change_free_nodes(std::int64_t delta) override { change_free_nodes_in(0, delta); }
  void change_free_nodes_in(std::uint32_t domain, std::int64_t delta) override;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::span<const std::uint32_t> evictions() const override { return evictions_; }
  std::span<const DomainShare> placement(std::uint32_t slot) const override;

  std::size_t queued() const override { return waiting_.size(); }
  std::uint64_t queued_nodes() const override;
  std::uint32_t head_nodes() const override { return 0; }  // no test asks it
  std::uint32_t free_nodes() const override {
    return static_cast<std::uint32_t>(domains_.free_total());
  }
  void for_each_queued(void (*visit)(void*, const QueuedJob&), void* context) const override;
  TimeNs earliest_limit_end_ns() const override;
  std::uint32_t earliest_limit_slot() const override;
  std::unique_ptr<Scheduler> clone() const override {
    return std::make_unique<PlainClassScheduler>(*this);
  }

 private:
  struct Running {
    TimeNs end_ns;
    std::uint32_t slot;
    QueuedJob job;
    TimeNs start_ns;
    std::vector<DomainShare> shares;
  };
  struct Planned {
    QueuedJob job;
    TimeNs start_ns;
    std::vector<DomainShare> shares;
  };
  struct Use {
    TimeNs from_ns;
    TimeNs to_ns;  ///< kNever while it lasts.
    std::uint32_t slot;
    std::uint32_t tenant;
    std::uint32_t nodes;
  };

  const JobClass& class_of(const QueuedJob& job) const { return setup_.classes[job.job_class]; }
  double rank(const QueuedJob& job) const;
  double usage(std::uint32_t tenant, TimeNs now_ns) const;
  std::uint64_t held(std::uint32_t tenant) const;
  std::uint64_t claimed_by_others(std::uint32_t tenant) const;
  bool quota_admits(const QueuedJob& job) const;
  bool fits(const DomainSet& domains, const QueuedJob& job) const;
  bool try_start(const QueuedJob& job, DomainSet& from, TimeNs now_ns, StartGate* gate,
                 std::vector<QueuedJob>& starts);
  void walk(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  void evict_for(const QueuedJob& head);
  void reserve(const QueuedJob& head);
  void conserve(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  void plan(const QueuedJob& job, TimeNs now_ns);
  bool plan_fits(const QueuedJob& job, TimeNs start_ns, std::vector<DomainShare>& shares);
  std::int64_t free_at(std::uint32_t domain, TimeNs time_ns) const;

  SchedulerSetup setup_;
  DomainSet domains_;
  std::vector<std::uint32_t> up_;
  std::vector<QueuedJob> waiting_;
  std::vector<Running> running_;
  std::vector<std::uint32_t> evictions_;
  std::vector<double> fair_share_;
  TimeNs ranks_due_ns_;
  std::vector<Use> uses_;
  std::vector<std::uint32_t> ended_;
  std::vector<bool> lender_waits_;  ///< By tenant, at the start of the pass.

  bool has_head_ = false;
  bool refused_ = false;
  bool reservation_stands_ = false;  ///< Nothing changed since it was made but newcomers.
  std::vector<std::uint64_t> newcomers_;
  QueuedJob head_{};
  std::uint32_t head_cap_ = 0;
  std::uint32_t head_tenant_ = 0;
  TimeNs shadow_ns_ = kNever;
  bool by_count_ = true;
  std::int64_t spare_ = 0;
  std::vector<std::int64_t> spare_in_;

  std::vector<Planned> plans_;
  bool nodes_changed_ = false;
  std::vector<TimeNs> freed_ends_;
};

}  // namespace gigawatt::jobs::test
