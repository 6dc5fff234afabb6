// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/queue_scheduler.h"

#include <array>
#include <cassert>

#include "models/jobs/easy_backfill.h"
#include "models/jobs/fcfs.h"
#include "models/jobs/first_fit.h"
#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs {

void QueueScheduler::submit(const QueuedJob& job) {
  if (queue_.insert(job)) {
    ++newcomers_;
  } else {
    rescan_ = true;
  }
}

void QueueScheduler::release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) {
  running_.erase(limit_end_ns, slot);
  free_ += nodes;
  rescan_ = true;
}

bool QueueScheduler::withdraw(std::uint64_t order) {
  const std::size_t place = queue_.place_of(order);
  if (place == WaitQueue::kEnd) return false;
  queue_.remove(place);
  rescan_ = true;  // Without it the head, and what fits behind it, may be others.
  return true;
}

void QueueScheduler::change_free_nodes(std::int64_t delta) {
  assert(static_cast<std::int64_t>(free_) + delta >= 0);
  free_ = static_cast<std::uint32_t>(static_cast<std::int64_t>(free_) + delta);
  rescan_ = true;  // Fewer nodes too: a later shadow lets longer jobs in.
}

void QueueScheduler::for_each_queued(void (*visit)(void* context, const QueuedJob&),
                                     void* context) const {
  for (std::size_t place = queue_.next(0); place != WaitQueue::kEnd; place = queue_.next(place + 1))
    visit(context, queue_[place]);
}

bool QueueScheduler::start(std::size_t place, TimeNs now_ns, StartGate* gate,
                           std::vector<QueuedJob>& starts) {
  const QueuedJob job = queue_[place];
  if (gate != nullptr && !gate->may_start(job)) {
    refused_ = true;
    return false;
  }
  queue_.remove(place);
  free_ -= job.nodes;
  running_.insert(saturating_add(now_ns, job.limit_ns), job.slot, job.nodes);
  starts.push_back(job);
  return true;
}

void QueueScheduler::end_pass() {
  queue_.compact();
  newcomers_ = 0;
  rescan_ = refused_;
  refused_ = false;
}

std::unique_ptr<Scheduler> make_scheduler(std::string_view policy, std::uint32_t free_nodes) {
  if (policy == "fcfs") return std::make_unique<Fcfs>(free_nodes);
  if (policy == "first-fit") return std::make_unique<FirstFit>(free_nodes);
  if (policy == "easy-backfill") return std::make_unique<EasyBackfill>(free_nodes);
  SchedulerSetup setup;
  setup.policy = policy;
  return make_scheduler(setup, std::array{free_nodes});
}

}  // namespace gigawatt::jobs
