// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/plain_loop.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

namespace gigawatt::bench {
namespace {

struct Completion {
  TimeNs end_ns;
  std::uint64_t job;
  TimeNs limit_end_ns;
  std::uint32_t nodes;
  bool operator>(const Completion& other) const {
    return std::tie(end_ns, job) > std::tie(other.end_ns, other.job);
  }
};

struct Release {
  TimeNs limit_end_ns;
  std::uint64_t job;
  std::uint32_t nodes;
  bool operator<(const Release& other) const {
    return std::tie(limit_end_ns, job) < std::tie(other.limit_end_ns, other.job);
  }
};

class PlainLoop {
 public:
  PlainLoop(jobs::JobSource& source, std::uint32_t nodes) : source_(source), free_(nodes) {}

  ScheduleSummary run(TimeNs end_ns) {
    jobs::Job arrival;
    bool has_arrival = source_.next(arrival);
    while (has_arrival || !completions_.empty()) {
      TimeNs now_ns = has_arrival ? arrival.submit_ns : kNever;
      if (!completions_.empty()) now_ns = std::min(now_ns, completions_.top().end_ns);
      if (now_ns >= end_ns) break;
      while (!completions_.empty() && completions_.top().end_ns == now_ns)
        complete();
      for (; has_arrival && arrival.submit_ns == now_ns; has_arrival = source_.next(arrival))
        queue_.push_back(arrival);
      summary_.most_queued = std::max<std::uint64_t>(summary_.most_queued, queue_.size());
      pass(now_ns);
    }
    summary_.never_started = queue_.size();
    return summary_;
  }

 private:
  void complete() {
    const Completion& done = completions_.top();
    const Release key{done.limit_end_ns, done.job, done.nodes};
    running_.erase(std::lower_bound(running_.begin(), running_.end(), key));
    free_ += done.nodes;
    summary_.last_end_ns = done.end_ns;
    completions_.pop();
  }

  void start(const jobs::Job& job, TimeNs now_ns) {
    free_ -= job.nodes;
    const TimeNs limit_end_ns = saturating_add(now_ns, job.limit_ns);
    const Release release{limit_end_ns, job.id, job.nodes};
    running_.insert(std::lower_bound(running_.begin(), running_.end(), release), release);
    completions_.push(
        {now_ns + std::min(job.work_ns, job.limit_ns), job.id, limit_end_ns, job.nodes});
    summary_.start(job, now_ns);
  }

  void pass(TimeNs now_ns) {
    while (!queue_.empty() && queue_.front().nodes <= free_) {
      start(queue_.front(), now_ns);
      queue_.pop_front();
    }
    if (queue_.empty() || free_ == 0) return;

    // When can the head start at the latest, and what is left over then?
    const std::uint32_t needed = queue_.front().nodes;
    TimeNs shadow_ns = kNever;
    std::uint32_t free_then = free_;
    for (const Release& release : running_) {
      if (free_then >= needed && release.limit_end_ns != shadow_ns) break;
      free_then += release.nodes;
      shadow_ns = release.limit_end_ns;
    }
    std::uint32_t spare = free_then >= needed ? free_then - needed : 0;
    if (free_then < needed) shadow_ns = kNever;

    for (auto job = queue_.begin() + 1; job != queue_.end() && free_ > 0;) {
      const bool in_shadow = saturating_add(now_ns, job->limit_ns) <= shadow_ns;
      if (job->nodes <= free_ && (in_shadow || job->nodes <= spare)) {
        if (!in_shadow) spare -= job->nodes;
        start(*job, now_ns);
        ++summary_.backfilled;
        job = queue_.erase(job);
      } else {
        ++job;
      }
    }
  }

  jobs::JobSource& source_;
  std::uint32_t free_;
  std::priority_queue<Completion, std::vector<Completion>, std::greater<>> completions_;
  std::vector<Release> running_;  // Ascending.
  std::deque<jobs::Job> queue_;   // In order of submission.
  ScheduleSummary summary_;
};

}  // namespace

void ScheduleSummary::start(const jobs::Job& job, TimeNs now_ns) {
  for (const std::uint64_t value : {job.id, static_cast<std::uint64_t>(now_ns)}) {
    starts_hash = (starts_hash ^ value) * 0x9E3779B97F4A7C15u;
    starts_hash ^= starts_hash >> 29;
  }
  ++started;
  wait_sum_s += to_seconds(now_ns - job.submit_ns);
  node_seconds += to_seconds(std::min(job.work_ns, job.limit_ns)) * job.nodes;
}

ScheduleSummary run_plain_loop(jobs::JobSource& source, std::uint32_t nodes, TimeNs end_ns) {
  return PlainLoop(source, nodes).run(end_ns);
}

}  // namespace gigawatt::bench
