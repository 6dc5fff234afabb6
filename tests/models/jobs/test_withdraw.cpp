// SPDX-License-Identifier: Apache-2.0

// A job that is withdrawn leaves no trace in the queue it waited in.

#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"
#include "sim/engine/random.h"
#include "tests/models/jobs/drive.h"

using namespace gigawatt;
using namespace gigawatt::jobs;

using Slots = std::vector<std::uint32_t>;
using jobs::test::pass;

TEST_CASE("withdraw: what remains starts as if the withdrawn jobs had never been submitted") {
  for (const std::string_view policy : policy_names()) {
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

  CHECK(pass(*scheduler, 1) == Slots{1});
  CHECK_FALSE(scheduler->withdraw(1));  // it runs
}

TEST_CASE("withdraw: a reservation that is given up lets a later job start") {
  SchedulerSetup setup;
  setup.policy = "conservative-backfill";
  setup.domain_nodes = {4};
  const auto scheduler = make_scheduler(setup, setup.domain_nodes);
  scheduler->submit({0, 100, 2, 0});
  scheduler->submit({1, 50, 4, 1});   // reserved from 100 on
  scheduler->submit({2, 200, 2, 2});  // would outlast that
  CHECK(pass(*scheduler, 0) == Slots{0});

  CHECK(scheduler->withdraw(1));
  scheduler->submit({3, 300, 4, 1});  // its slot is another's by then

  CHECK(pass(*scheduler, 10) == Slots{2});
  CHECK(scheduler->queued() == 1);
  CHECK_FALSE(scheduler->withdraw(0));  // it runs
  scheduler->release(0, 100, 2);
  scheduler->release(2, 210, 2);
  CHECK(pass(*scheduler, 20) == Slots{1});
}

TEST_CASE("withdraw: a lender that leaves the queue no longer keeps others from borrowing") {
  SchedulerSetup setup;
  setup.tenants = {{.name = "lender", .guaranteed_nodes = 4}, {.name = "borrower"}};
  setup.classes = {{.tenant = 0}, {.tenant = 1}};
  setup.domain_nodes = {8};
  const auto scheduler = make_scheduler(setup, setup.domain_nodes);
  scheduler->submit({0, 100, 6, 0, 1});
  CHECK(pass(*scheduler, 0) == Slots{0});
  scheduler->submit({1, 100, 4, 1, 0});  // two nodes are free
  scheduler->submit({2, 50, 2, 2, 1});
  CHECK(pass(*scheduler, 1).empty());

  CHECK(scheduler->withdraw(1));

  CHECK(pass(*scheduler, 2) == Slots{2});
}

TEST_CASE("withdraw: a rank that depends on the job finds it too") {
  SchedulerSetup setup;
  setup.policy = "shortest-first";
  setup.classes = {{.tenant = 0}, {.tenant = 0, .priority = 1}};
  setup.domain_nodes = {1};
  const auto scheduler = make_scheduler(setup, setup.domain_nodes);
  for (std::uint32_t i = 0; i < 200; ++i)  // several chunks of 64, longest first
    scheduler->submit({i, (200 - i) * kNsPerSecond, 1, i, static_cast<std::uint16_t>(i % 2)});
  for (std::uint32_t i = 101; i < 200; ++i)
    CHECK(scheduler->withdraw(i));

  CHECK(scheduler->queued() == 101);
  CHECK(pass(*scheduler, 0) == Slots{100});  // the shortest that is left
}
