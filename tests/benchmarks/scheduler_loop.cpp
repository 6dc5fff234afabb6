// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "models/jobs/scheduler.h"
#include "tests/benchmarks/plain_loop.h"

namespace gigawatt::bench {

ScheduleSummary run_scheduler_loop(jobs::JobSource& source, std::uint32_t nodes,
                                   std::string_view policy) {
  struct Slot {
    jobs::Job job;
    TimeNs limit_end_ns;
  };
  using End = std::pair<TimeNs, std::uint32_t>;  // Time, slot.

  const auto scheduler = jobs::make_scheduler(policy, nodes);
  std::priority_queue<End, std::vector<End>, std::greater<>> ends;
  std::vector<Slot> slots;
  std::vector<std::uint32_t> unused;
  std::vector<jobs::QueuedJob> starts;
  ScheduleSummary summary;

  jobs::Job arrival;
  bool has_arrival = source.next(arrival);
  while (has_arrival || !ends.empty()) {
    TimeNs now_ns = has_arrival ? arrival.submit_ns : kNever;
    if (!ends.empty()) now_ns = std::min(now_ns, ends.top().first);
    for (; !ends.empty() && ends.top().first == now_ns; ends.pop()) {
      const std::uint32_t slot = ends.top().second;
      scheduler->release(slot, slots[slot].limit_end_ns, slots[slot].job.nodes);
      unused.push_back(slot);
      summary.last_end_ns = now_ns;
    }
    for (; has_arrival && arrival.submit_ns == now_ns; has_arrival = source.next(arrival)) {
      if (unused.empty()) {
        unused.push_back(static_cast<std::uint32_t>(slots.size()));
        slots.emplace_back();
      }
      slots[unused.back()].job = arrival;
      scheduler->submit({arrival.id, arrival.limit_ns, arrival.nodes, unused.back()});
      unused.pop_back();
    }
    summary.most_queued = std::max<std::uint64_t>(summary.most_queued, scheduler->queued());

    starts.clear();
    scheduler->pass(now_ns, nullptr, starts);
    for (const jobs::QueuedJob& started : starts) {
      Slot& slot = slots[started.slot];
      slot.limit_end_ns = saturating_add(now_ns, started.limit_ns);
      ends.emplace(now_ns + std::min(slot.job.work_ns, slot.job.limit_ns), started.slot);
      summary.start(slot.job, now_ns);
    }
  }
  summary.never_started = scheduler->queued();
  return summary;
}

}  // namespace gigawatt::bench
