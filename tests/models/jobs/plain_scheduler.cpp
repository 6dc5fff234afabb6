// SPDX-License-Identifier: Apache-2.0
#include "tests/models/jobs/plain_scheduler.h"

#include <algorithm>

namespace gigawatt::jobs::test {

void PlainScheduler::submit(const QueuedJob& job) {
  waiting_.push_back(job);
  std::sort(waiting_.begin(), waiting_.end(),
            [](const QueuedJob& a, const QueuedJob& b) { return a.order < b.order; });
}

void PlainScheduler::release(std::uint32_t slot, TimeNs, std::uint32_t nodes) {
  std::erase_if(running_, [slot](const Running& job) { return job.slot == slot; });
  free_ += nodes;
}

void PlainScheduler::change_free_nodes(std::int64_t delta) {
  free_ = static_cast<std::uint32_t>(free_ + delta);
}

void PlainScheduler::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  bool has_head = false;
  TimeNs shadow_ns = 0;
  std::int64_t spare = 0;
  std::vector<QueuedJob> left;
  bool stopped = false;
  for (const QueuedJob& job : waiting_) {
    const bool fits = !stopped && job.nodes <= free_;
    const TimeNs end_ns = saturating_add(now_ns, job.limit_ns);
    const bool in_shadow = !has_head || end_ns <= shadow_ns;
    const bool allowed =
        policy_ != "easy-backfill" || in_shadow || static_cast<std::int64_t>(job.nodes) <= spare;
    if (fits && allowed && (gate == nullptr || gate->may_start(job))) {
      free_ -= job.nodes;
      running_.push_back({end_ns, job.slot, job.nodes});
      if (!in_shadow) spare -= job.nodes;
      starts.push_back(job);
      continue;
    }
    left.push_back(job);
    if (policy_ == "fcfs") stopped = true;
    if (fits || has_head || policy_ != "easy-backfill") continue;

    // The head: how many nodes are free after all releases up to each instant?
    has_head = true;
    shadow_ns = kNever;
    spare = 0;
    std::sort(running_.begin(), running_.end());
    for (const Running& candidate : running_) {
      std::int64_t free_then = free_;
      for (const Running& other : running_)
        if (other.end_ns <= candidate.end_ns) free_then += other.nodes;
      if (free_then < job.nodes) continue;
      shadow_ns = candidate.end_ns;
      spare = free_then - job.nodes;
      break;
    }
  }
  waiting_ = left;
}

std::uint64_t PlainScheduler::queued_nodes() const {
  std::uint64_t sum = 0;
  for (const QueuedJob& job : waiting_)
    sum += job.nodes;
  return sum;
}

void PlainScheduler::for_each_queued(void (*visit)(void*, const QueuedJob&), void* context) const {
  for (const QueuedJob& job : waiting_)
    visit(context, job);
}

TimeNs PlainScheduler::earliest_limit_end_ns() const {
  return running_.empty() ? kNever : std::min_element(running_.begin(), running_.end())->end_ns;
}

std::uint32_t PlainScheduler::earliest_limit_slot() const {
  return std::min_element(running_.begin(), running_.end())->slot;
}

}  // namespace gigawatt::jobs::test
