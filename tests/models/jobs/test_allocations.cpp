// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <functional>
#include <new>
#include <queue>
#include <random>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"

namespace {

std::size_t allocations = 0;

}  // namespace

// Counts what this test program allocates; the memory comes from malloc as ever.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
// The library's temporary buffers ask this way; they must come from where delete gives them back.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace gigawatt::jobs {
namespace {

TEST_CASE("schedulers: a second round of the same jobs allocates nothing") {
  SchedulerSetup racks;
  racks.domain_nodes = {100, 100, 100, 100, 100};
  racks.classes = {JobClass{}, JobClass{0, 1, false, {.within_domain = true}},
                   JobClass{0, 0, false, {.segment_nodes = 7}},
                   JobClass{0, 0, false, {.within_domain = true, .exclusive = true}}};
  racks.weights.fair_share = 0.0;  // Usage would make the second round another one.
  racks.reservations = 20;
  std::vector<SchedulerSetup> setups;
  for (const std::string_view policy : policy_names()) {
    setups.push_back(racks);
    setups.back().policy = policy;
  }
  SchedulerSetup alike;
  for (const char* policy : {"fcfs", "first-fit", "easy-backfill", "conservative-backfill"}) {
    alike.policy = policy;
    setups.push_back(alike);
  }

  for (const SchedulerSetup& setup : setups) {
    CAPTURE(setup.policy);
    const bool alone = setup.domain_nodes.empty();
    const auto scheduler = make_scheduler(setup, alone ? std::vector{500u} : setup.domain_nodes);
    const auto classes = static_cast<std::uint16_t>(setup.classes.size());
    using End = std::pair<TimeNs, std::uint32_t>;
    constexpr std::uint32_t kJobs = 4000;
    std::vector<End> heap;
    heap.reserve(kJobs);
    std::priority_queue<End, std::vector<End>, std::greater<>> ends(std::greater<>{},
                                                                    std::move(heap));
    std::vector<QueuedJob> jobs(kJobs);
    std::vector<TimeNs> limit_ends(kJobs);
    std::vector<QueuedJob> starts;
    std::uint64_t order = 0;
    TimeNs now_ns = 0;

    // Both rounds begin and end with an empty machine.
    const auto run_round = [&] {
      std::mt19937 random(5);
      std::uint32_t arrived = 0;
      while (arrived < kJobs || !ends.empty()) {
        ++now_ns;
        for (; !ends.empty() && ends.top().first <= now_ns; ends.pop()) {
          const std::uint32_t slot = ends.top().second;
          scheduler->release(slot, limit_ends[slot], jobs[slot].nodes);
        }
        for (int i = 0; i < 3 && arrived < kJobs; ++i, ++arrived) {
          const auto limit_ns = static_cast<std::int64_t>(1 + random() % 40);
          const auto nodes = static_cast<std::uint32_t>(1 + random() % (i == 0 ? 100 : 10));
          jobs[arrived] = {order++, limit_ns, nodes, arrived,
                           static_cast<std::uint16_t>(arrived % classes)};
          scheduler->submit(jobs[arrived]);
        }
        starts.clear();
        scheduler->pass(now_ns, nullptr, starts);
        for (const QueuedJob& job : starts) {
          limit_ends[job.slot] = now_ns + job.limit_ns;
          ends.emplace(now_ns + 1 + job.limit_ns / 2, job.slot);
        }
      }
    };
    run_round();
    REQUIRE(scheduler->queued() == 0);
    const std::size_t before = allocations;

    run_round();

    CHECK(allocations == before);
  }
}

}  // namespace
}  // namespace gigawatt::jobs
