// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/policy.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::jobs {

namespace {

/// In order of submission, starting whatever the policy names.
constexpr PolicyRules kRules{"policy", "Written outside the library.", QueueOrder::submission,
                             Backfill::anything, true};

}  // namespace

PolicyScheduler::PolicyScheduler(std::unique_ptr<Policy> policy, const SchedulerSetup& setup,
                                 std::span<const std::uint32_t> free_in_domain)
    : LaneScheduler(setup, kRules, free_in_domain), policy_(std::move(policy)) {}

PolicyScheduler::PolicyScheduler(const PolicyScheduler& other)
    : LaneScheduler(other), policy_(other.policy_->clone()) {}

void PolicyScheduler::refuse(TimeNs now_ns, const std::string& what) const {
  throw DomainError(
      fmt::format("scheduler policy {} at {} s: {}", policy_->name(), to_seconds(now_ns), what));
}

void PolicyScheduler::fill_view(TimeNs now_ns) {
  waiting_.clear();
  for_each_queued(
      [](void* context, const QueuedJob& job) {
        static_cast<std::vector<QueuedJob>*>(context)->push_back(job);
      },
      &waiting_);
  std::fill(waiting_at_.begin(), waiting_at_.end(), 0u);
  for (std::size_t place = 0; place < waiting_.size(); ++place) {
    const std::uint32_t slot = waiting_[place].slot;
    if (slot >= waiting_at_.size()) waiting_at_.resize(slot + 1);
    waiting_at_[slot] = static_cast<std::uint32_t>(place + 1);
  }
  running_jobs_.clear();
  running_.for_each([this](TimeNs, std::uint32_t slot) {
    const Running& running = by_slot_[slot];
    running_jobs_.push_back({running.job, running.start_ns, running.limit_end_ns, running.shares});
    return true;
  });
  free_in_domain_.clear();
  for (std::size_t domain = 0; domain < domains_.domains(); ++domain)
    free_in_domain_.push_back(domains_.usable(domain));
  view_ = {now_ns,          free_nodes(),   waiting_,      running_jobs_,
           free_in_domain_, setup_.classes, setup_.tenants};
}

void PolicyScheduler::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  begin_pass(now_ns);
  now_ns_ = now_ns;
  fill_view(now_ns);
  decision_.starts.clear();
  decision_.evictions.clear();
  policy_->decide(view_, decision_);

  for (const std::uint32_t slot : decision_.evictions)
    evict_wanted(slot);
  for (const std::uint32_t slot : decision_.starts)
    start_wanted(slot, now_ns, gate, starts);
  end_pass(now_ns);
}

void PolicyScheduler::evict_wanted(std::uint32_t slot) {
  if (slot >= by_slot_.size() || !by_slot_[slot].running)
    refuse(now_ns_,
           fmt::format("evicts job {}, which does not run; evict jobs of `running`", slot));
  if (!lanes_[by_slot_[slot].job.job_class].job_class.preemptible)
    refuse(now_ns_, fmt::format("evicts job {}, whose class is not preemptible", slot));
  if (std::find(evictions_.begin(), evictions_.end(), slot) != evictions_.end())
    refuse(now_ns_, fmt::format("evicts job {} twice", slot));
  evictions_.push_back(slot);
}

void PolicyScheduler::start_wanted(std::uint32_t slot, TimeNs now_ns, StartGate* gate,
                                   std::vector<QueuedJob>& starts) {
  if (slot >= waiting_at_.size() || waiting_at_[slot] == 0) {
    refuse(now_ns, fmt::format("starts job {}, which does not wait; start each job of `waiting` "
                               "once, by its slot",
                               slot));
  }
  const QueuedJob& job = waiting_[waiting_at_[slot] - 1];
  Lane& lane = lanes_[job.job_class];
  const Placement& placement = lane.job_class.placement;
  const Tenant& tenant = setup_.tenants[lane.job_class.tenant];
  if (job.nodes > domains_.usable_total()) {
    refuse(now_ns, fmt::format("starts job {} of {} nodes with {} free; a start must fit", slot,
                               job.nodes, domains_.usable_total()));
  }
  if (job.nodes > domains_.widest(placement)) {
    refuse(now_ns, fmt::format("starts job {} of {} nodes, but its placement allows {} now", slot,
                               job.nodes, domains_.widest(placement)));
  }
  if (job.nodes > tenants_.cap_room(lane.job_class.tenant)) {
    refuse(now_ns, fmt::format("starts job {} of {} nodes, but tenant {} may hold {} and holds {}",
                               slot, job.nodes, tenant.name, tenant.cap_nodes,
                               tenants_.held(lane.job_class.tenant)));
  }
  waiting_at_[slot] = 0;
  lane.cursor = lane.queue.find(rank_in_lane(job), job.order);
  start(lane, domains_, now_ns, gate, starts);
}

}  // namespace gigawatt::jobs
