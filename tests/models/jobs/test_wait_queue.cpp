// SPDX-License-Identifier: Apache-2.0

// The index over a long queue against a look at every job.

#include <algorithm>
#include <map>
#include <random>

#include <doctest/doctest.h>

#include "models/jobs/wait_queue.h"

namespace gigawatt::jobs {
namespace {

/// A queue and the same jobs in a map by order.
class Both {
 public:
  explicit Both(std::uint64_t seed) : random_(seed) {}

  void add(std::uint64_t order) {
    QueuedJob job{};
    job.order = order;
    job.nodes = static_cast<std::uint32_t>(1 + random_() % 64);
    job.limit_ns = static_cast<std::int64_t>(1 + random_() % 1000);
    queue.insert(job);
    jobs_[order] = job;
  }

  void remove_random() {
    auto job = jobs_.begin();
    std::advance(job, static_cast<std::ptrdiff_t>(random_() % jobs_.size()));
    queue.remove(queue.place_of(job->first));
    jobs_.erase(job);
  }

  /// Every job that fits is found, in order, and none besides.
  bool agree() {
    const WaitQueue::Room room{static_cast<std::uint32_t>(random_() % 8),
                               static_cast<std::int64_t>(random_() % 40),
                               static_cast<std::uint32_t>(random_() % 4)};
    std::vector<std::uint64_t> found;
    for (std::size_t place = queue.find(0, room); place != WaitQueue::kEnd;
         place = queue.find(place + 1, room))
      found.push_back(queue[place].order);
    std::vector<std::uint64_t> expected;
    for (const auto& [order, job] : jobs_) {
      if (job.nodes <= room.free && (job.limit_ns <= room.longest_ns || job.nodes <= room.spare))
        expected.push_back(order);
    }
    return found == expected && queue.size() == jobs_.size();
  }

  std::size_t size() const { return jobs_.size(); }
  bool holds(std::uint64_t order) const { return jobs_.contains(order); }

  WaitQueue queue;

 private:
  std::mt19937_64 random_;
  std::map<std::uint64_t, QueuedJob> jobs_;
};

}  // namespace

TEST_CASE("wait queue: a job that returns to its place makes the queue just long enough to index") {
  // 96 places are scanned. The 97th comes third from the end, behind two whole chunks of 32.
  Both both(1);
  for (std::uint64_t order = 0; order < 97; ++order)
    if (order != 94) both.add(order);
  both.add(94);
  for (int i = 0; i < 200; ++i)
    CHECK(both.agree());
}

TEST_CASE("wait queue: jobs that return to a long queue hide none of the others") {
  Both both(2);
  for (std::uint64_t order = 0; order < 4000; order += 2)
    both.add(order);
  for (const std::uint64_t order : {401ull, 1901ull, 2101ull, 3999ull, 1ull}) {
    both.add(order);
    for (int i = 0; i < 200; ++i)
      CHECK(both.agree());
  }
}

TEST_CASE("wait queue: index and scan agree through random arrivals, starts and returns") {
  for (std::uint64_t seed = 3; seed < 13; ++seed) {
    Both both(seed);
    std::mt19937_64 random(seed);
    std::uint64_t newest = 0;
    for (int step = 0; step < 4000; ++step) {
      const std::uint64_t what = random() % 8;
      if (what < 4) {
        both.add(newest += 2);
      } else if (what == 4 && newest > 2) {
        const std::uint64_t old = random() % newest;
        if (!both.holds(old)) both.add(old);
      } else if (both.size() > 0) {
        both.remove_random();
      }
      if (step % 16 == 0) both.queue.compact();
      if (step % 4 == 0) REQUIRE(both.agree());
    }
  }
}

}  // namespace gigawatt::jobs
