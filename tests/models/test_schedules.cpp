// SPDX-License-Identifier: Apache-2.0

// Known schedules through a whole site: a hand-checked case of five jobs on ten nodes and a
// generated workload of 200 jobs on 64 nodes, whose figures two programs written apart agreed on.

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

std::vector<double> starts(const std::string& policy, const std::string& trace) {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.scheduler = "policy: " + policy;
  lab.trace = trace;
  const Finished run(lab.scenario());
  std::vector<double> start_s;
  for (std::uint64_t job = 0; job < 5; ++job)
    start_s.push_back(lab_seconds(run.out.job(job).start_ns));
  return start_s;
}

/// The 200 jobs: draws r = x >> 33 of x ← x·6364136223846793005 + 1442695040888963407, from 42.
std::string generated_trace() {
  std::uint64_t x = 42;
  const auto draw = [&x] { return (x = x * 6364136223846793005u + 1442695040888963407u) >> 33; };
  std::string rows;
  std::uint64_t time_s = 0;
  for (int job = 0; job < 200; ++job) {
    time_s += draw() % 120;
    std::uint64_t nodes = std::uint64_t{1} << (draw() % 6);
    if (draw() % 10 == 0) nodes = 1 + draw() % 64;
    const std::uint64_t run_s = 30 + draw() % 3570;
    const std::uint64_t limit_s = run_s + draw() % 4 * run_s / 2;
    rows += fmt::format("{},{},{},{},{},1\n", job, time_s, run_s, nodes, limit_s);
  }
  return rows;
}

struct Published {
  const char* policy;
  double makespan_s, wait_sum_s, wait_max_s, slowdown;
};

}  // namespace

TEST_CASE("schedule: five jobs on ten nodes start when each policy says") {
  const std::string jobs =
      "1,0,10,6,10,1\n2,1,10,8,10,1\n3,2,20,4,20,1\n4,3,30,2,30,1\n5,4,6,2,6,1\n";
  CHECK(starts("fcfs", jobs) == std::vector<double>{0, 10, 20, 20, 20});
  CHECK(starts("first-fit", jobs) == std::vector<double>{0, 22, 2, 10, 10});
  CHECK(starts("easy-backfill", jobs) == std::vector<double>{0, 10, 20, 3, 4});

  // The first ends after 4 s of its 10.
  const std::string early =
      "1,0,4,6,10,1\n2,1,10,8,10,1\n3,2,20,4,20,1\n4,3,30,2,30,1\n5,4,6,2,6,1\n";
  CHECK(starts("fcfs", early) == std::vector<double>{0, 4, 14, 14, 14});
  CHECK(starts("first-fit", early) == std::vector<double>{0, 22, 2, 4, 4});
  CHECK(starts("easy-backfill", early) == std::vector<double>{0, 4, 14, 3, 14});
}

TEST_CASE("schedule: two hundred generated jobs come to the known waits, makespan and slowdown") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 64}]";
  lab.span = "2 days";
  lab.output = "1 hour";
  lab.trace = generated_trace();
  for (const Published& known :
       {Published{"fcfs", 97'933, 8'168'633, 83'801, 50.884138},
        Published{"first-fit", 81'547, 2'692'599, 67'415, 19.651411},
        Published{"easy-backfill", 84'618, 3'701'363, 70'486, 17.286881}}) {
    CAPTURE(known.policy);
    lab.scheduler = std::string("policy: ") + known.policy;
    const Finished run(lab.scenario());

    double wait_sum_s = 0.0, wait_max_s = 0.0, node_s = 0.0;
    for (const JobRow& row : run.out.jobs) {
      const double wait_s = static_cast<double>(row.start_ns - row.submit_ns) / 1e9;
      wait_sum_s += wait_s;
      wait_max_s = std::max(wait_max_s, wait_s);
      node_s += static_cast<double>(row.end_ns - row.start_ns) / 1e9 * row.nodes;
    }
    CHECK(wait_sum_s == known.wait_sum_s);
    CHECK(wait_max_s == known.wait_max_s);
    CHECK(node_s == 4'856'715.0);
    CHECK(run.summary.jobs.makespan_s == Approx(known.makespan_s).epsilon(1e-12));
    CHECK(run.summary.jobs.wait_mean_s == Approx(known.wait_sum_s / 200.0).epsilon(1e-12));
    CHECK(run.summary.jobs.bounded_slowdown_mean == Approx(known.slowdown).epsilon(1e-7));
  }
}

}  // namespace gigawatt::test
