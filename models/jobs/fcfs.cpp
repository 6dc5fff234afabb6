// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/fcfs.h"

namespace gigawatt::jobs {

void Fcfs::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  for (std::size_t head = queue_.next(0); head != WaitQueue::kEnd; head = queue_.next(head)) {
    if (queue_[head].nodes > free_ || !start(head, now_ns, gate, starts)) break;
  }
  end_pass();
}

}  // namespace gigawatt::jobs
