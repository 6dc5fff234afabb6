// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "sim/scenario/problem.h"
#include "tests/models/jobs/drive.h"

namespace gigawatt::jobs::test {
namespace {

using doctest::Approx;
using Starts = std::vector<std::int64_t>;

// Ten nodes, five jobs; starts worked out by hand.
std::vector<CaseJob> five_jobs() {
  return {{0, 6, 10, 10}, {1, 8, 10, 10}, {2, 4, 20, 20}, {3, 2, 30, 30}, {4, 2, 6, 6}};
}

TEST_CASE("fcfs: nobody overtakes the wide second job") {
  const Outcome outcome = drive("fcfs", 10, five_jobs());

  CHECK(outcome.start_s == Starts{0, 10, 20, 20, 20});
  CHECK(outcome.makespan_s == 50);
  CHECK(outcome.mean_wait_s == Approx(12.0));
}

TEST_CASE("first fit: small jobs run past the wide one, which waits for all of them") {
  const Outcome outcome = drive("first-fit", 10, five_jobs());

  CHECK(outcome.start_s == Starts{0, 22, 2, 10, 10});
  CHECK(outcome.makespan_s == 40);
  CHECK(outcome.mean_wait_s == Approx(6.8));
}

TEST_CASE("easy: a job on spare nodes and a job ending at the shadow instant both backfill") {
  const Outcome outcome = drive("easy-backfill", 10, five_jobs());

  CHECK(outcome.start_s == Starts{0, 10, 20, 3, 4});
  CHECK(outcome.makespan_s == 40);
  CHECK(outcome.mean_wait_s == Approx(5.4));
}

TEST_CASE("schedulers: a job that ends before its limit frees its nodes at once") {
  auto jobs = five_jobs();
  jobs[0].run_s = 4;

  const Outcome fcfs = drive("fcfs", 10, jobs);
  const Outcome first_fit = drive("first-fit", 10, jobs);
  const Outcome easy = drive("easy-backfill", 10, jobs);

  CHECK(fcfs.start_s == Starts{0, 4, 14, 14, 14});
  CHECK(first_fit.start_s == Starts{0, 22, 2, 4, 4});
  CHECK(easy.start_s == Starts{0, 4, 14, 3, 14});
  CHECK(fcfs.mean_wait_s == Approx(7.2));
  CHECK(first_fit.mean_wait_s == Approx(4.4));
  CHECK(easy.mean_wait_s == Approx(5.0));
}

TEST_CASE("easy: textbook case with one job ending inside the shadow and one beyond it") {
  // By hand: at t = 1 the head of 8 nodes has shadow 10 and 2 spare nodes.
  const std::vector<CaseJob> jobs{
      {0, 6, 10, 10}, {1, 8, 10, 10}, {2, 4, 5, 5}, {3, 4, 12, 12}, {4, 2, 20, 20}};

  const Outcome fcfs = drive("fcfs", 10, jobs);
  const Outcome easy = drive("easy-backfill", 10, jobs);

  CHECK(fcfs.start_s == Starts{0, 10, 20, 20, 20});
  CHECK(fcfs.mean_wait_s == Approx(12.0));
  CHECK(fcfs.makespan_s == 40);
  CHECK(easy.start_s == Starts{0, 10, 2, 20, 7});
  CHECK(easy.mean_wait_s == Approx(5.8));
  CHECK(easy.makespan_s == 32);
}

TEST_CASE("easy: an early end starts the head and the job behind it") {
  const std::vector<CaseJob> jobs{{0, 6, 20, 8}, {1, 8, 10, 10}, {2, 4, 6, 6}, {3, 2, 30, 30}};

  const Outcome fcfs = drive("fcfs", 10, jobs);
  const Outcome easy = drive("easy-backfill", 10, jobs);

  CHECK(fcfs.start_s == Starts{0, 8, 18, 18});
  CHECK(fcfs.mean_wait_s == Approx(9.5));
  CHECK(fcfs.makespan_s == 48);
  CHECK(easy.start_s == Starts{0, 8, 2, 8});
  CHECK(easy.mean_wait_s == Approx(3.0));
  CHECK(easy.makespan_s == 38);
}

TEST_CASE("easy: every release at the shadow instant counts as spare") {
  // 10 nodes; two jobs of 4 end at 10. The head wants 5: free 2, first release 6 ≥ 5, and the
  // second at the same instant makes 10, so 5 are spare. Counting only up to the first would leave
  // 1 spare and keep the 2-node job of 100 s waiting until 10.
  const std::vector<CaseJob> jobs{{0, 4, 10, 10}, {0, 4, 10, 10}, {1, 5, 10, 10}, {2, 2, 100, 100}};

  CHECK(drive("easy-backfill", 10, jobs).start_s == Starts{0, 0, 10, 2});
}

TEST_CASE("easy: spare nodes are used once") {
  // Head of 8 has shadow 10 with 2 spare; two long 2-node jobs want them, the first gets them.
  const std::vector<CaseJob> jobs{{0, 6, 10, 10}, {1, 8, 10, 10}, {2, 2, 50, 50}, {3, 2, 50, 50}};

  CHECK(drive("easy-backfill", 10, jobs).start_s == Starts{0, 10, 2, 20});
}

TEST_CASE("easy: jobs that arrive as others end see the freed nodes, in queue order") {
  // At t = 10 the first job ends and two of 6 arrive: one starts, the second (not a 3-node third)
  // waits with shadow 15, and the third, ending at 15, backfills.
  const std::vector<CaseJob> jobs{{0, 9, 10, 10}, {10, 6, 5, 5}, {10, 6, 5, 5}, {10, 3, 5, 5}};

  CHECK(drive("easy-backfill", 9, jobs).start_s == Starts{0, 10, 15, 10});
}

TEST_CASE("easy: a job wider than the machine holds back nobody") {
  const auto scheduler = make_scheduler("easy-backfill", 10);
  std::vector<QueuedJob> starts;
  scheduler->submit({0, 100, 11, 0});
  CHECK(scheduler->head_nodes() == 11);
  scheduler->submit({1, kNever, 10, 1});

  scheduler->pass(0, nullptr, starts);

  REQUIRE(starts.size() == 1);
  CHECK(starts[0].slot == 1);
  CHECK(scheduler->queued() == 1);
  CHECK(scheduler->queued_nodes() == 11);
  CHECK(scheduler->head_nodes() == 11);
  CHECK(make_scheduler("fcfs", 10)->head_nodes() == 0);
}

TEST_CASE("schedulers: two hundred generated jobs give the published sums under each policy") {
  struct Row {
    const char* policy;
    std::int64_t makespan_s, sum_wait_s;
    double mean_wait_s;
    std::int64_t max_wait_s;
    double slowdown, utilisation;
    int overtakes;
  };
  // Agreed by two independently written programs.
  const std::array rows{
      Row{"fcfs", 97'933, 8'168'633, 40'843.165, 83'801, 50.884138, 0.774878, 0},
      Row{"first-fit", 81'547, 2'692'599, 13'462.995, 67'415, 19.651411, 0.930582, 189},
      Row{"easy-backfill", 84'618, 3'701'363, 18'506.815, 70'486, 17.286881, 0.896809, 135}};
  const auto jobs = two_hundred_jobs();
  REQUIRE(jobs.front().submit_s == 94);
  REQUIRE(jobs.front().limit_s == 1086);
  REQUIRE(jobs.back().submit_s == 11'804);
  REQUIRE(jobs.back().run_s == 868);

  for (const Row& row : rows) {
    CAPTURE(row.policy);
    const Outcome outcome = drive(row.policy, 64, jobs);
    CHECK(outcome.makespan_s == row.makespan_s);
    CHECK(outcome.sum_wait_s == row.sum_wait_s);
    CHECK(outcome.mean_wait_s == Approx(row.mean_wait_s).epsilon(1e-12));
    CHECK(outcome.max_wait_s == row.max_wait_s);
    CHECK(outcome.mean_bounded_slowdown == Approx(row.slowdown).epsilon(1e-7));
    CHECK(outcome.utilisation == Approx(row.utilisation).epsilon(1e-6));
    CHECK(outcome.overtakes == row.overtakes);
  }
}

TEST_CASE("schedulers: an unknown policy is refused with the nearest name") {
  try {
    make_scheduler("easy-backfil", 4);
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    REQUIRE(error.problems().size() == 1);
    CHECK(error.problems()[0].suggestion == "easy-backfill");
  }
}

}  // namespace
}  // namespace gigawatt::jobs::test
