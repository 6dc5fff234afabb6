// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cmath>
#include <cstdint>
#include <queue>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "sim/engine/ladder_queue.h"

using namespace gigawatt;

namespace {

struct Later {
  bool operator()(const Event& a, const Event& b) const { return earlier(b, a); }
};

/// The oracle: a binary heap under the same order.
using Heap = std::priority_queue<Event, std::vector<Event>, Later>;

bool same(const Event& a, const Event& b) {
  return a.time_ns == b.time_ns && a.priority == b.priority && a.tie == b.tie &&
         a.payload == b.payload;
}

/// Both queues side by side; every pop compares them.
struct Pair {
  LadderQueue ladder;
  Heap heap;
  std::uint64_t sequence = 0;
  TimeNs now_ns = 0;

  void push(TimeNs time_ns, std::uint32_t priority, std::uint64_t tie) {
    const Event event{time_ns, tie, priority, static_cast<std::uint32_t>(sequence++)};
    ladder.push(event);
    heap.push(event);
  }

  void pop() {
    REQUIRE(ladder.size() == heap.size());
    REQUIRE(same(ladder.top(), heap.top()));
    now_ns = ladder.top().time_ns;
    ladder.pop();
    heap.pop();
  }

  void drain() {
    while (!heap.empty())
      pop();
    REQUIRE(ladder.empty());
  }
};

/// Increments of one kind [ns]; each kind stresses another part of the structure.
std::int64_t increment_ns(int kind, std::mt19937_64& random) {
  const double u = (static_cast<double>(random() >> 12) + 0.5) * 0x1p-52;
  switch (kind) {
    case 0:
      return static_cast<std::int64_t>(-1e9 * std::log(u));
    case 1:
      return u < 0.9 ? 1'000 + static_cast<std::int64_t>(random() % 100) : kNsPerDay;
    case 2:
      return static_cast<std::int64_t>(std::fmin(1e3 * std::pow(u, -1.5), 4e18));
    case 3:
      return static_cast<std::int64_t>(random() % 20) * kNsPerSecond;
    case 4:
      return 0;
    case 5:
      return u < 0.5 ? static_cast<std::int64_t>(random() % 1000) : 5 * 365 * kNsPerDay;
    case 6:
      return static_cast<std::int64_t>(std::exp2(62.0 * u));
    case 7:
      return u < 0.01 ? kNever : static_cast<std::int64_t>(random() % 3);
    default:
      return static_cast<std::int64_t>(random() % (std::uint64_t{1} << (random() % 60)));
  }
}

constexpr int kKinds = 9;

double seconds_of(auto&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("ladder queue: order is time, then priority, then tie, never insertion") {
  LadderQueue queue;
  queue.push({5, 1, 2, 30});
  queue.push({5, 9, 1, 20});
  queue.push({5, 0, 2, 25});
  queue.push({3, 7, 9, 10});
  queue.push({kNever, 0, 0, 40});

  for (const std::uint32_t payload : {10u, 20u, 25u, 30u, 40u}) {
    REQUIRE_FALSE(queue.empty());
    CHECK(queue.top().payload == payload);
    queue.pop();
  }
  CHECK(queue.empty());
}

TEST_CASE("ladder queue: random mixes pop in the order of a heap") {
  std::mt19937_64 random(2026);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    Pair queues;
    queues.now_ns = round % 5 == 0 ? -kNever / 2 : static_cast<TimeNs>(random() % 1'000'000);
    const std::size_t level = std::size_t{1} << (random() % 13);
    int kind = static_cast<int>(random() % kKinds);
    for (int step = 0; step < 4000; ++step) {
      if (random() % 256 == 0) kind = static_cast<int>(random() % kKinds);
      const bool grow =
          queues.heap.size() < level / 2 || (queues.heap.size() < 2 * level && random() % 2 == 0);
      if (grow || queues.heap.empty()) {
        // Any time from the last one popped on, so also before the present top.
        const TimeNs time_ns = saturating_add(queues.now_ns, increment_ns(kind, random));
        const std::uint64_t tie = round % 2 == 0 ? queues.sequence : random();
        queues.push(time_ns, static_cast<std::uint32_t>(random() % 3), tie);
      } else {
        queues.pop();
        if (queues.now_ns > kNever / 2) queues.now_ns = 0;  // Times may go back as well.
      }
    }
    queues.drain();
  }
}

TEST_CASE("ladder queue: bursts that fill and empty it pop in the order of a heap") {
  std::mt19937_64 random(7);
  Pair queues;
  for (int burst = 0; burst < 60; ++burst) {
    const int kind = burst % kKinds;
    const int count = 1 << (random() % 15);
    for (int i = 0; i < count; ++i) {
      queues.push(saturating_add(queues.now_ns, increment_ns(kind, random)), 0, random());
    }
    for (int i = 0; i < count / 2; ++i)
      queues.pop();
    if (queues.now_ns > kNever / 2 || burst % 7 == 0) {
      queues.drain();
      queues.now_ns = 0;
    }
  }
  queues.drain();
}

TEST_CASE("ladder queue: hold model over a year of ties, failures ahead and seconds") {
  std::mt19937_64 random(99);
  Pair queues;
  for (int i = 0; i < 50'000; ++i)
    queues.push(increment_ns(i % 6, random), 0, queues.sequence);

  for (int i = 0; i < 400'000; ++i) {
    queues.pop();
    queues.push(saturating_add(queues.now_ns, increment_ns(i % 6, random)), 0, random());
  }

  queues.drain();
}

TEST_CASE("ladder queue: a copy is a snapshot") {
  std::mt19937_64 random(5);
  LadderQueue queue;
  for (std::uint64_t i = 0; i < 10'000; ++i)
    queue.push({increment_ns(0, random), i, 0, 0});
  for (int i = 0; i < 3'000; ++i)
    queue.pop();

  LadderQueue copy = queue;
  std::vector<std::uint64_t> straight;
  for (; !queue.empty(); queue.pop())
    straight.push_back(queue.top().tie);

  std::vector<std::uint64_t> restored;
  for (; !copy.empty(); copy.pop())
    restored.push_back(copy.top().tie);
  CHECK(straight.size() == 7'000);
  CHECK(restored == straight);
}

TEST_CASE("ladder queue: clear and drain leave a queue that works") {
  std::mt19937_64 random(6);
  Pair queues;
  for (int i = 0; i < 20'000; ++i)
    queues.push(increment_ns(i % kKinds, random), 0, random());
  for (int i = 0; i < 500; ++i)
    queues.pop();

  std::vector<Event> drained;
  queues.ladder.drain(drained);
  CHECK(queues.ladder.empty());
  CHECK(drained.size() == 19'500);
  for (const Event& event : drained)
    queues.ladder.push(event);
  queues.drain();

  for (int i = 0; i < 5'000; ++i)
    queues.ladder.push({increment_ns(0, random), 0, 0, 0});
  queues.ladder.pop();
  queues.ladder.clear();
  CHECK(queues.ladder.size() == 0);
  queues.push(3, 0, 0);
  queues.push(1, 0, 0);
  queues.drain();
}

TEST_CASE("ladder queue: no schedule makes it quadratic") {
  // A million operations take about 0.1 s; quadratic work would take hours. The bound leaves room
  // for slow machines and sanitizers.
  constexpr std::uint64_t kMany = 1'000'000;
  constexpr double kBoundS = 20.0;
  std::mt19937_64 random(8);
  const auto empty_it = [](LadderQueue& queue) {
    for (Event last = queue.top(); !queue.empty(); queue.pop()) {
      REQUIRE_FALSE(earlier(queue.top(), last));
      last = queue.top();
    }
  };

  SUBCASE("a million events of one instant, ties in no order, and pushes while they pop") {
    CHECK(seconds_of([&] {
            LadderQueue queue;
            queue.push({0, 0, 0, 0});
            for (std::uint64_t i = 0; i < kMany; ++i)
              queue.push({kNsPerSecond, random(), 0, 0});
            queue.pop();
            for (std::uint64_t i = 0; i < kMany / 2; ++i) {
              const std::uint64_t tie = queue.top().tie;
              queue.pop();
              queue.push({kNsPerSecond, tie + random() % (~std::uint64_t{0} - tie), 0, 0});
            }
            empty_it(queue);
          }) < kBoundS);
  }
  SUBCASE("ever earlier events") {
    CHECK(seconds_of([&] {
            LadderQueue queue;
            for (std::uint64_t i = 0; i < kMany; ++i) {
              queue.push({static_cast<TimeNs>((kMany - i) * 1000), 0, 0, 0});
              if (i == 100) queue.pop();
            }
            empty_it(queue);
          }) < kBoundS);
  }
  SUBCASE("all work between the top and a far event") {
    CHECK(seconds_of([&] {
            LadderQueue queue;
            for (std::uint64_t i = 0; i < 40; ++i)
              queue.push({kNever, i, 0, 0});
            for (std::uint64_t i = 0; i < kMany; ++i) {
              queue.push({static_cast<TimeNs>(random() % (kNsPerDay * 365)), i, 0, 0});
            }
            empty_it(queue);
          }) < kBoundS);
  }
  SUBCASE("earlier events before a million ties") {
    CHECK(seconds_of([&] {
            LadderQueue queue;
            for (std::uint64_t i = 0; i < kMany; ++i)
              queue.push({kNsPerDay, random(), 0, 0});
            for (std::uint64_t i = 0; i < kMany; ++i) {
              queue.push({static_cast<TimeNs>(random() % kNsPerDay), i, 0, 0});
            }
            empty_it(queue);
          }) < kBoundS);
  }
}
