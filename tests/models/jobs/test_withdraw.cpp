// SPDX-License-Identifier: Apache-2.0

// A job that is withdrawn leaves no trace in the queue it waited in.

#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler.h"
#include "sim/engine/random.h"

using namespace gigawatt;
using namespace gigawatt::jobs;

namespace {

std::vector<std::uint64_t> pass(Scheduler& scheduler, TimeNs now) {
  std::vector<QueuedJob> starts;
  scheduler.pass(now, nullptr, starts);
  std::vector<std::uint64_t> orders;
  for (const QueuedJob& job : starts)
    orders.push_back(job.order);
  return orders;
}

}  // namespace

TEST_CASE("withdraw: what remains starts as if the withdrawn jobs had never been submitted") {
  for (const char* policy : {"fcfs", "easy-backfill", "first-fit"}) {
    CAPTURE(policy);
    const auto with = make_scheduler(policy, 64);
    const auto without = make_scheduler(policy, 64);
    RandomDraws draw = RandomStream(1, "tests.jobs", "withdraw").at(0);
    std::vector<QueuedJob> all;
    std::vector<bool> stays;
    // Long enough for the index over the queue; one wide job holds the head back for a while.
    for (std::uint32_t i = 0; i < 600; ++i) {
      all.push_back({i, static_cast<std::int64_t>(1 + draw.index(1000)),
                     static_cast<std::uint32_t>(i == 0 ? 64 : 1 + draw.index(40)), i});
      stays.push_back(draw.index(2) == 0);
      with->submit(all.back());
      if (stays.back()) without->submit(all.back());
    }
    std::uint64_t withdrawn = 0;
    for (const QueuedJob& job : all) {
      if (stays[job.slot]) continue;
      REQUIRE(with->withdraw(job.order));
      CHECK_FALSE(with->withdraw(job.order));
      ++withdrawn;
    }
    CHECK(with->queued() == 600 - withdrawn);
    CHECK(with->queued_nodes() == without->queued_nodes());

    std::size_t started = 0;
    for (TimeNs now = 0; with->queued() > 0; ++now) {
      const auto starts = pass(*with, now);
      REQUIRE(starts == pass(*without, now));
      started += starts.size();
      while (with->earliest_limit_end_ns() <= now + 1) {
        const std::uint32_t slot = with->earliest_limit_slot();
        const TimeNs end = with->earliest_limit_end_ns();
        with->release(slot, end, all[slot].nodes);
        without->release(slot, end, all[slot].nodes);
      }
    }
    CHECK(started == 600 - withdrawn);
  }
}

TEST_CASE("withdraw: a head that leaves lets those behind it start at the next pass") {
  const auto scheduler = make_scheduler("fcfs", 4);
  scheduler->submit({0, 10, 8, 0});  // wider than all nodes: nothing starts
  scheduler->submit({1, 10, 2, 1});
  CHECK(pass(*scheduler, 0).empty());

  CHECK(scheduler->withdraw(0));

  CHECK(pass(*scheduler, 1) == std::vector<std::uint64_t>{1});
  CHECK_FALSE(scheduler->withdraw(1));  // it runs
}
