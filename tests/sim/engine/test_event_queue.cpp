// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "sim/engine/event_queue.h"

using namespace gigawatt;

TEST_CASE("event queue: a cancelled event never comes up") {
  EventQueue queue;
  const EventHandle first = queue.schedule({10, 0, 0, 100});
  const EventHandle second = queue.schedule({20, 0, 0, 200});
  queue.schedule({30, 0, 0, 300});

  CHECK(queue.cancel(second));
  CHECK(queue.size() == 2);
  CHECK(queue.top().payload == 100);
  CHECK(queue.cancel(first));
  CHECK(queue.top().payload == 300);
  CHECK(queue.top().time_ns == 30);
  queue.pop();
  CHECK(queue.empty());
}

TEST_CASE("event queue: a handle names one event only, even after its slot is reused") {
  EventQueue queue;
  const EventHandle fired = queue.schedule({1, 0, 0, 1});
  queue.pop();
  const EventHandle next = queue.schedule({2, 0, 0, 2});

  CHECK_FALSE(queue.is_pending(fired));
  CHECK_FALSE(queue.cancel(fired));
  CHECK_FALSE(queue.cancel(EventHandle{}));
  CHECK(queue.is_pending(next));
  CHECK(queue.cancel(next));
  CHECK_FALSE(queue.cancel(next));
  CHECK(queue.empty());
}

TEST_CASE("event queue: memory stays bounded while events are scheduled and cancelled") {
  EventQueue queue;
  std::vector<EventHandle> timers;
  for (std::uint64_t i = 0; i < 100; ++i)
    timers.push_back(queue.schedule({kNsPerDay, i, 0, 0}));

  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    EventHandle& timer = timers[i % timers.size()];
    REQUIRE(queue.cancel(timer));
    timer = queue.schedule({kNsPerDay + static_cast<TimeNs>(i), 1000 + i, 0, 0});
    REQUIRE(queue.held() <= 2 * queue.size() + 64);
  }

  CHECK(queue.size() == 100);
  // 100 live and at most 164 dead slots: handles are given out again.
  for (const EventHandle& timer : timers)
    CHECK(timer.slot < 300);
}

TEST_CASE("event queue: random schedules, cancellations and copies match an ordered map") {
  using Key = std::tuple<TimeNs, std::uint32_t, std::uint64_t>;
  std::mt19937_64 random(17);
  EventQueue queue;
  std::map<Key, std::pair<std::uint32_t, EventHandle>> oracle;
  std::vector<std::pair<Key, EventHandle>> given;
  TimeNs now_ns = 0;

  for (std::uint64_t step = 0; step < 300'000; ++step) {
    const std::uint64_t what = random() % 100;
    if (what < 45) {
      const Event event{
          now_ns + static_cast<TimeNs>(random() % 50) * (step % 3 == 0 ? kNsPerDay : 1), step,
          static_cast<std::uint32_t>(random() % 2), static_cast<std::uint32_t>(random())};
      const EventHandle handle = queue.schedule(event);
      const Key key{event.time_ns, event.priority, event.tie};
      oracle[key] = {event.payload, handle};
      given.emplace_back(key, handle);
    } else if (what < 70 && !given.empty()) {
      const auto [key, handle] = given[random() % given.size()];
      REQUIRE(queue.cancel(handle) == (oracle.erase(key) == 1));
    } else if (what < 99 && !oracle.empty()) {
      const Event top = queue.top();
      const auto& [key, expected] = *oracle.begin();
      REQUIRE(Key{top.time_ns, top.priority, top.tie} == key);
      REQUIRE(top.payload == expected.first);
      now_ns = top.time_ns;
      queue.pop();
      oracle.erase(oracle.begin());
    } else if (random() % 100 == 0) {
      const EventQueue copy = queue;
      queue = copy;
    }
    REQUIRE(queue.size() == oracle.size());
    REQUIRE(queue.empty() == oracle.empty());
  }

  const EventHandle some = queue.schedule({now_ns, 0, 0, 0});
  queue.clear();
  CHECK(queue.empty());
  CHECK_FALSE(queue.is_pending(some));
}
