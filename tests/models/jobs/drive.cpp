// SPDX-License-Identifier: Apache-2.0
#include "tests/models/jobs/drive.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace gigawatt::jobs::test {

Outcome drive(std::string_view policy, std::uint32_t nodes, const std::vector<CaseJob>& jobs) {
  return drive(*make_scheduler(policy, nodes), nodes, jobs);
}

Outcome drive(Scheduler& scheduler, std::uint32_t nodes, const std::vector<CaseJob>& jobs) {
  using End = std::pair<std::int64_t, std::uint32_t>;
  std::priority_queue<End, std::vector<End>, std::greater<>> ends;
  std::vector<QueuedJob> starts;
  Outcome outcome;
  outcome.start_s.assign(jobs.size(), -1);
  double work_s = 0.0;

  std::size_t arrived = 0;
  while (arrived < jobs.size() || !ends.empty()) {
    std::int64_t now_s = arrived < jobs.size() ? jobs[arrived].submit_s : ends.top().first;
    if (!ends.empty()) now_s = std::min(now_s, ends.top().first);
    for (; !ends.empty() && ends.top().first == now_s; ends.pop()) {
      const std::uint32_t slot = ends.top().second;
      const CaseJob& job = jobs[slot];
      scheduler.release(slot, (outcome.start_s[slot] + job.limit_s) * kNsPerSecond, job.nodes);
    }
    for (; arrived < jobs.size() && jobs[arrived].submit_s == now_s; ++arrived)
      scheduler.submit({arrived, jobs[arrived].limit_s * kNsPerSecond, jobs[arrived].nodes,
                        static_cast<std::uint32_t>(arrived), jobs[arrived].job_class,
                        static_cast<std::uint32_t>(now_s)});

    starts.clear();
    scheduler.pass(now_s * kNsPerSecond, nullptr, starts);
    for (const QueuedJob& started : starts) {
      const CaseJob& job = jobs[started.slot];
      const std::int64_t ran_s = std::min(job.run_s, job.limit_s);
      const std::int64_t wait_s = now_s - job.submit_s;
      outcome.start_s[started.slot] = now_s;
      outcome.makespan_s = std::max(outcome.makespan_s, now_s + ran_s);
      outcome.sum_wait_s += wait_s;
      outcome.max_wait_s = std::max(outcome.max_wait_s, wait_s);
      const auto bounded_s = static_cast<double>(std::max<std::int64_t>(ran_s, 10));
      outcome.mean_bounded_slowdown +=
          std::max(1.0, static_cast<double>(wait_s + ran_s) / bounded_s);
      work_s += static_cast<double>(ran_s) * job.nodes;
      ends.emplace(now_s + ran_s, started.slot);
    }
  }
  std::int64_t latest_s = 0;
  for (const std::int64_t start_s : outcome.start_s) {
    if (start_s < latest_s) ++outcome.overtakes;
    latest_s = std::max(latest_s, start_s);
  }
  const auto count = static_cast<double>(jobs.size());
  outcome.mean_wait_s = static_cast<double>(outcome.sum_wait_s) / count;
  outcome.mean_bounded_slowdown /= count;
  outcome.utilisation = work_s / (nodes * static_cast<double>(outcome.makespan_s));
  return outcome;
}

std::vector<std::uint32_t> pass(Scheduler& scheduler, TimeNs now_ns) {
  std::vector<QueuedJob> starts;
  scheduler.pass(now_ns, nullptr, starts);
  std::vector<std::uint32_t> slots;
  for (const QueuedJob& job : starts)
    slots.push_back(job.slot);
  return slots;
}

std::vector<CaseJob> two_hundred_jobs() {
  std::uint64_t state = 42;
  const auto draw = [&state] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::int64_t>(state >> 33);
  };
  std::vector<CaseJob> jobs;
  std::int64_t time_s = 0;
  for (int i = 0; i < 200; ++i) {
    time_s += draw() % 120;
    auto nodes = std::int64_t{1} << (draw() % 6);
    if (draw() % 10 == 0) nodes = 1 + draw() % 64;
    const std::int64_t run_s = 30 + draw() % 3570;
    const std::int64_t limit_s = run_s + draw() % 4 * run_s / 2;
    jobs.push_back({time_s, static_cast<std::uint32_t>(nodes), limit_s, run_s});
  }
  return jobs;
}

}  // namespace gigawatt::jobs::test
