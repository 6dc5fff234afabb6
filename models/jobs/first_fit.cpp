// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/first_fit.h"

namespace gigawatt::jobs {

void FirstFit::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  std::size_t place = begin_pass();
  while (free_ > 0) {
    place = queue_.find(place, {.free = free_, .longest_ns = kNever, .spare = 0});
    if (place == WaitQueue::kEnd) break;
    start(place, now_ns, gate, starts);
    ++place;
  }
  end_pass();
}

}  // namespace gigawatt::jobs
