// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"
#include "models/jobs/tenant_book.h"
#include "tests/models/jobs/drive.h"

namespace gigawatt::jobs::test {
namespace {

using doctest::Approx;
using Starts = std::vector<std::int64_t>;
using Slots = std::vector<std::uint32_t>;

TEST_CASE("tenants: usage halves with each half-life and saturates at what is held") {
  const std::array tenants{Tenant{.name = "a"}, Tenant{.name = "b", .share = 3.0}};
  TenantBook book(tenants, 3600.0);
  book.start(0, 10);
  book.book_usage(0);

  // Held for one half-life T: 10 T (1 - 1/2) / ln 2, analytic.
  book.settle_usage(kNsPerHour);
  const double used = 10 * 3600.0 * 0.5 / std::log(2.0);
  CHECK(book.usage_node_s(0) == Approx(used).epsilon(1e-12));
  book.stop(0, 10);
  book.book_usage(kNsPerHour);
  book.settle_usage(3 * kNsPerHour);
  CHECK(book.usage_node_s(0) == Approx(used / 4).epsilon(1e-12));
  // All usage on a quarter of the shares: 2^(-1 / 0.25).
  CHECK(book.fair_share_factor(0) == Approx(1.0 / 16).epsilon(1e-12));
  CHECK(book.fair_share_factor(1) == 1.0);
}

/// Class 0 belongs to a, class 1 to b, class 2 to b and cannot be evicted.
SchedulerSetup two_tenants(const char* policy) {
  SchedulerSetup setup;
  setup.policy = policy;
  setup.tenants = {Tenant{.name = "a"}, Tenant{.name = "b"}};
  setup.classes = {JobClass{.tenant = 0}, JobClass{.tenant = 1, .preemptible = true},
                   JobClass{.tenant = 1}};
  return setup;
}

TEST_CASE("tenants: nobody passes a cap, and others pass who waits at it") {
  // 10 nodes, b capped at 4. By hand: b's second job waits for its first; a's starts at once.
  SchedulerSetup setup = two_tenants("easy-backfill");
  setup.tenants[1].cap_nodes = 4;
  const std::vector<CaseJob> jobs{{0, 4, 10, 10, 1}, {1, 4, 10, 10, 1}, {2, 6, 10, 10, 0}};

  for (const char* policy : {"fcfs", "first-fit", "easy-backfill", "conservative-backfill"}) {
    setup.policy = policy;
    CHECK(drive(*make_scheduler(setup, std::array{10u}), 10, jobs).start_s == Starts{0, 10, 2});
  }
}

TEST_CASE("tenants: an idle guarantee is lent, but not once its owner waits") {
  // 10 nodes, 6 guaranteed to a. b borrows 8 of them; a's 6 wait from 1 on; b's next 2 would fit
  // but wait behind the lender. By hand; without the guarantee they start at 2.
  SchedulerSetup setup = two_tenants("first-fit");
  const std::vector<CaseJob> jobs{{0, 8, 10, 10, 1}, {1, 6, 10, 10, 0}, {2, 2, 5, 5, 1}};
  CHECK(drive(*make_scheduler(setup, std::array{10u}), 10, jobs).start_s == Starts{0, 10, 2});
  setup.tenants[0].guaranteed_nodes = 6;
  CHECK(drive(*make_scheduler(setup, std::array{10u}), 10, jobs).start_s == Starts{0, 10, 10});
}

Slots evictions(const Scheduler& scheduler) {
  return {scheduler.evictions().begin(), scheduler.evictions().end()};
}

constexpr std::int64_t kLimitNs = 100 * kNsPerSecond;

TEST_CASE("preemption: a lender takes its nodes back from a borrower of the same class") {
  for (const std::uint16_t job_class : {std::uint16_t{1}, std::uint16_t{2}}) {
    SchedulerSetup setup = two_tenants("preemptive-priority");
    setup.tenants[0].guaranteed_nodes = 6;
    const auto scheduler = make_scheduler(setup, std::array{10u});
    scheduler->submit({0, kLimitNs, 4, 0, job_class});
    scheduler->submit({1, kLimitNs, 6, 1, job_class});
    CHECK(pass(*scheduler, 0) == Slots{0, 1});
    scheduler->submit({2, kLimitNs, 4, 2, 0});

    CHECK(pass(*scheduler, 1 * kNsPerSecond) == Slots{});

    // The latest submission first: 6 nodes suffice. Not if b's class cannot be evicted.
    CHECK(evictions(*scheduler) == (job_class == 1 ? Slots{1} : Slots{}));
  }
}

/// Two racks of 18; class 0 low, 1 high, 2 highest, all within one rack.
SchedulerSetup two_racks() {
  SchedulerSetup setup;
  setup.policy = "preemptive-priority";
  setup.domain_nodes = {18, 18};
  const Placement rack{.within_domain = true};
  setup.classes = {JobClass{0, 0, true, rack}, JobClass{0, 1, true, rack},
                   JobClass{0, 2, true, rack}};
  return setup;
}

TEST_CASE("preemption: the cheapest jobs of one rack make way, those elsewhere are spared") {
  // By hand: 6 nodes in the first rack, 13 in the second, 6 more in the first. A gang of 18 could
  // have the first rack for two jobs or the second for one. The latest start is cheapest, but its
  // rack is not enough without the dearest; with the second cheapest the other rack is free.
  const auto scheduler = make_scheduler(two_racks(), std::array{18u, 18u});
  const std::array<std::uint32_t, 3> nodes{6, 13, 6};
  for (std::uint32_t slot = 0; slot < 3; ++slot) {
    scheduler->submit({slot, kLimitNs, nodes[slot], slot, 0});
    CHECK(pass(*scheduler, slot * kNsPerSecond) == Slots{slot});
  }
  scheduler->submit({3, kLimitNs, 18, 3, 2});

  CHECK(pass(*scheduler, 5 * kNsPerSecond) == Slots{});
  REQUIRE(evictions(*scheduler) == Slots{1});

  // The caller ends the attempt and the job returns to its place: it waits, the gang runs.
  scheduler->release(1, 1 * kNsPerSecond + kLimitNs, 13);
  scheduler->submit({1, kLimitNs, 13, 1, 0});
  CHECK(pass(*scheduler, 5 * kNsPerSecond) == Slots{3});
  CHECK(evictions(*scheduler).empty());
  CHECK(scheduler->placement(3)[0] == DomainShare{1, 18});
  CHECK(scheduler->queued() == 1);
}

TEST_CASE("preemption: the lowest class goes first, and no equal or higher one ever") {
  const auto scheduler = make_scheduler(two_racks(), std::array{18u, 18u});
  scheduler->submit({0, kLimitNs, 16, 0, 0});
  CHECK(pass(*scheduler, 0) == Slots{0});
  scheduler->submit({1, kLimitNs, 16, 1, 1});
  CHECK(pass(*scheduler, 1 * kNsPerSecond) == Slots{1});

  // The older job is of the lower class: it goes although the other started later.
  scheduler->submit({2, kLimitNs, 10, 2, 2});
  CHECK(pass(*scheduler, 2 * kNsPerSecond) == Slots{});
  REQUIRE(evictions(*scheduler) == Slots{0});
  scheduler->release(0, kLimitNs, 16);
  CHECK(pass(*scheduler, 2 * kNsPerSecond) == Slots{2});
  // Of the highest class and of the same one no job is evicted for another of class 1.
  scheduler->submit({3, kLimitNs, 16, 3, 1});
  CHECK(pass(*scheduler, 3 * kNsPerSecond) == Slots{});
  CHECK(evictions(*scheduler).empty());
}

}  // namespace
}  // namespace gigawatt::jobs::test
