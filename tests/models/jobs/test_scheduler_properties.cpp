// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"
#include "tests/models/jobs/plain_scheduler.h"
#include "tests/support/rounds.h"

namespace gigawatt::jobs::test {
namespace {

/// Refuses by a hash of job and time, so that two schedulers asked the same get the same answer.
class MoodyGate final : public StartGate {
 public:
  std::int64_t now_ns = 0;
  std::uint64_t one_in = 5;
  bool may_start(const QueuedJob& job) override {
    std::uint64_t x = (job.order + 1) * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(now_ns);
    x = (x ^ (x >> 31)) * 0xBF58476D1CE4E5B9u;
    return (x >> 33) % one_in != 0;
  }
};

struct Running {
  QueuedJob job;
  TimeNs start_ns;
  TimeNs end_ns;
};

/// What happens to both schedulers alike.
struct Setup {
  const char* policy;
  std::uint32_t nodes;
  int instants;
  int time_grid;  ///< Times are multiples of 1 below this step: small = many ties.
  int arrivals;   ///< At most so many per instant.
  bool gated;
  bool nodes_change;
  bool requeues;
  bool too_wide;         ///< Some jobs never fit, which blocks FCFS for good.
  bool general = false;  ///< The scheduler for job classes, with nothing for it to decide.
};

std::unique_ptr<Scheduler> make_fast(const Setup& setup) {
  if (!setup.general) return make_scheduler(setup.policy, setup.nodes);
  SchedulerSetup classes;
  classes.policy = setup.policy;
  classes.tenants[0].cap_nodes = 1'000'000;
  return make_scheduler(classes, std::array{setup.nodes});
}

std::vector<std::uint64_t> queue_of(const Scheduler& scheduler) {
  std::vector<std::uint64_t> orders;
  scheduler.for_each_queued(
      [](void* context, const QueuedJob& job) {
        static_cast<std::vector<std::uint64_t>*>(context)->push_back(job.order);
      },
      &orders);
  return orders;
}

/// Runs both over the same luck; the number of jobs started, or -1 at the first difference.
int run_both(const Setup& setup, unsigned seed) {
  std::mt19937 random(seed);
  const auto draw = [&random](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  std::unique_ptr<Scheduler> fast = make_fast(setup);
  PlainScheduler plain(setup.policy, setup.nodes);
  MoodyGate gate;
  std::vector<Running> running;
  std::vector<QueuedJob> fast_starts;
  std::vector<QueuedJob> plain_starts;
  std::uint64_t order = 0;
  std::uint32_t slot = 0;
  TimeNs now_ns = 0;
  int started = 0;
  for (int instant = 0; instant < setup.instants; ++instant) {
    now_ns += 1 + draw(setup.time_grid);

    // Ends due by now, and a few jobs that a fault ends and that rejoin at their old place.
    for (std::size_t i = 0; i < running.size();) {
      Running& job = running[i];
      const bool aborted = setup.requeues && draw(40) == 0;
      if (job.end_ns > now_ns && !aborted) {
        ++i;
        continue;
      }
      fast->release(job.job.slot, saturating_add(job.start_ns, job.job.limit_ns), job.job.nodes);
      plain.release(job.job.slot, saturating_add(job.start_ns, job.job.limit_ns), job.job.nodes);
      if (aborted) {
        QueuedJob again = job.job;
        again.limit_ns = 1 + draw(30);
        fast->submit(again);
        plain.submit(again);
      }
      job = running.back();
      running.pop_back();
    }
    if (setup.nodes_change && draw(4) == 0) {
      const auto taken = std::min<std::int64_t>(draw(5), plain.free_nodes());
      const std::int64_t delta = draw(2) == 0 ? -taken : draw(4);
      fast->change_free_nodes(delta);
      plain.change_free_nodes(delta);
    }
    for (int i = draw(setup.arrivals + 1); i > 0; --i) {
      const bool wide = draw(10) == 0;
      const int widest = static_cast<int>(setup.nodes) + (setup.too_wide ? 2 : 0);
      const QueuedJob job{order++, draw(50) == 0 ? kNever : 1 + draw(40),
                          static_cast<std::uint32_t>(1 + draw(wide ? widest : (widest + 3) / 4)),
                          slot++};
      fast->submit(job);
      plain.submit(job);
    }

    gate.now_ns = now_ns;
    fast_starts.clear();
    plain_starts.clear();
    fast->pass(now_ns, setup.gated ? &gate : nullptr, fast_starts);
    plain.pass(now_ns, setup.gated ? &gate : nullptr, plain_starts);
    if (instant % 97 == 0) fast = fast->clone();

    const bool same = std::equal(fast_starts.begin(), fast_starts.end(), plain_starts.begin(),
                                 plain_starts.end(), [](const QueuedJob& a, const QueuedJob& b) {
                                   return a.order == b.order && a.slot == b.slot;
                                 });
    if (!same || fast->free_nodes() != plain.free_nodes() || fast->queued() != plain.queued() ||
        fast->queued_nodes() != plain.queued_nodes() || fast->head_nodes() != plain.head_nodes() ||
        fast->earliest_limit_end_ns() != plain.earliest_limit_end_ns() ||
        queue_of(*fast) != queue_of(plain))
      return -1;
    if (fast->earliest_limit_end_ns() != kNever &&
        fast->earliest_limit_slot() != plain.earliest_limit_slot())
      return -1;

    for (const QueuedJob& job : fast_starts) {
      const std::int64_t longest = std::min<std::int64_t>(job.limit_ns, 60);
      running.push_back({job, now_ns, now_ns + 1 + draw(static_cast<int>(longest))});
      ++started;
    }
  }
  return started;
}

TEST_CASE("schedulers: the indexed queue gives the schedule of a plain full rescan") {
  for (const char* policy : {"fcfs", "first-fit", "easy-backfill"}) {
    for (unsigned seed = 0; seed < gigawatt::test::rounds(40); ++seed) {
      CAPTURE(policy);
      CAPTURE(seed);
      const bool odd = seed % 2 == 1;
      // FCFS can get stuck for good behind a job wider than the nodes that are left.
      const bool too_wide = std::string_view(policy) != "fcfs";
      const int least = too_wide ? 100 : 1;
      CHECK(run_both({policy, 16, 400, 4, 2, false, false, false, too_wide}, seed) >= least);
      const int grid = 1 + static_cast<int>(seed % 5);
      CHECK(run_both({policy, 16, 400, grid, 3, odd, false, false, too_wide}, seed) >= least);
      CHECK(run_both({policy, 64, 400, 3, 4, odd, true, false, too_wide}, seed) >= least);
      CHECK(run_both({policy, 64, 400, 3, 6, odd, true, true, too_wide}, seed) >= least);
      CHECK(run_both({policy, 200, 300, 2, 12, false, odd, true, too_wide}, seed) >= least);
    }
  }
}

TEST_CASE("schedulers: job classes and domains change nothing where there is one of each") {
  for (const char* policy : {"fcfs", "first-fit", "easy-backfill"}) {
    for (unsigned seed = 0; seed < gigawatt::test::rounds(40); ++seed) {
      CAPTURE(policy);
      CAPTURE(seed);
      const bool odd = seed % 2 == 1;
      const bool too_wide = std::string_view(policy) != "fcfs";
      const int least = too_wide ? 100 : 1;
      const int grid = 1 + static_cast<int>(seed % 5);
      CHECK(run_both({policy, 16, 400, grid, 3, odd, false, false, too_wide, true}, seed) >= least);
      CHECK(run_both({policy, 64, 400, 3, 6, odd, true, true, too_wide, true}, seed) >= least);
      CHECK(run_both({policy, 200, 300, 2, 12, false, odd, true, too_wide, true}, seed) >= least);
    }
    if (std::string_view(policy) == "fcfs") continue;
    CHECK(run_both({policy, 100, 700, 2, 16, true, true, true, true, true}, 1) > 300);
  }
}

TEST_CASE("schedulers: a queue of thousands gives the schedule of a plain full rescan") {
  // Long enough for several groups of chunks, compactions and stale bounds.
  for (const char* policy : {"first-fit", "easy-backfill"}) {
    CAPTURE(policy);
    CHECK(run_both({policy, 100, 700, 2, 16, false, false, false, true}, 1) > 500);
    CHECK(run_both({policy, 100, 500, 2, 16, true, true, true, true}, 2) > 300);
  }
}

TEST_CASE("fcfs: a refused head stops the queue; easy passes it over") {
  struct RefuseFirst final : StartGate {
    bool may_start(const QueuedJob& job) override { return job.order != 0; }
  } gate;
  std::vector<QueuedJob> starts;
  for (const char* policy : {"fcfs", "easy-backfill", "first-fit"}) {
    CAPTURE(policy);
    const auto scheduler = make_scheduler(policy, 4);
    scheduler->submit({0, 10, 2, 0});
    scheduler->submit({1, 10, 2, 1});

    starts.clear();
    scheduler->pass(0, &gate, starts);
    CHECK(starts.size() == (std::string_view(policy) == "fcfs" ? 0 : 1));

    // Nothing changed but the gate: the refused job starts at the next pass.
    starts.clear();
    scheduler->pass(1, nullptr, starts);
    REQUIRE(!starts.empty());
    CHECK(starts[0].order == 0);
  }
}

}  // namespace
}  // namespace gigawatt::jobs::test
