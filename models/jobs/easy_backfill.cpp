// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/easy_backfill.h"

namespace gigawatt::jobs {

std::size_t EasyBackfill::start_heads(TimeNs now_ns, StartGate* gate,
                                      std::vector<QueuedJob>& starts) {
  std::size_t head = queue_.next(0);
  while (head != WaitQueue::kEnd && queue_[head].nodes <= free_) {
    start(head, now_ns, gate, starts);
    head = queue_.next(head + 1);
  }
  has_head_ = head != WaitQueue::kEnd;
  if (!has_head_) return WaitQueue::kEnd;
  reservation_ = running_.reserve(queue_[head].nodes, free_);
  return head + 1;
}

void EasyBackfill::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  std::size_t place = begin_pass();
  if (rescan_ || !has_head_) place = start_heads(now_ns, gate, starts);

  // A job ending by the shadow instant gives back what it took, so only the others use up spare.
  const TimeNs shadow_ns = reservation_.shadow_ns;
  const std::int64_t longest_ns = shadow_ns == kNever ? kNever : shadow_ns - now_ns;
  while (free_ > 0 && place != WaitQueue::kEnd) {
    place = queue_.find(place, {free_, longest_ns, reservation_.spare});
    if (place == WaitQueue::kEnd) break;
    const QueuedJob job = queue_[place];
    if (start(place, now_ns, gate, starts) && job.limit_ns > longest_ns)
      reservation_.spare -= job.nodes;
    ++place;
  }
  end_pass();
}

}  // namespace gigawatt::jobs
