// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"
#include "tests/models/jobs/drive.h"
#include "tests/models/jobs/plain_class_scheduler.h"

namespace gigawatt::jobs::test {
namespace {

using Starts = std::vector<std::int64_t>;

TEST_CASE("policies: the small published cases start as worked out by hand") {
  // 10 nodes; (submit, nodes, limit, run). FCFS and EASY as published, the others by hand. With
  // one class `preemptive-priority` is EASY; `priority` is too where everybody waits alike.
  const std::vector<CaseJob> a{
      {0, 6, 10, 10}, {1, 8, 10, 10}, {2, 4, 5, 5}, {3, 4, 12, 12}, {4, 2, 20, 20}};
  const std::vector<CaseJob> b{{0, 6, 20, 8}, {1, 8, 10, 10}, {2, 4, 6, 6}, {3, 2, 30, 30}};
  const std::vector<CaseJob> a11{
      {0, 6, 10, 10}, {1, 8, 10, 10}, {2, 4, 20, 20}, {3, 2, 30, 30}, {4, 2, 6, 6}};
  std::vector<CaseJob> early = a11;
  early[0].run_s = 4;
  struct Row {
    const char* policy;
    Starts a, b, a11, early;
  };
  const std::array rows{
      Row{"fcfs", {0, 10, 20, 20, 20}, {0, 8, 18, 18}, {0, 10, 20, 20, 20}, {0, 4, 14, 14, 14}},
      Row{"first-fit", {0, 19, 2, 7, 10}, {0, 8, 2, 8}, {0, 22, 2, 10, 10}, {0, 22, 2, 4, 4}},
      Row{"easy-backfill", {0, 10, 2, 20, 7}, {0, 8, 2, 8}, {0, 10, 20, 3, 4}, {0, 4, 14, 3, 14}},
      Row{"preemptive-priority",
          {0, 10, 2, 20, 7},
          {0, 8, 2, 8},
          {0, 10, 20, 3, 4},
          {0, 4, 14, 3, 14}},
      // Nobody's reservation is moved by the jobs that EASY lets past.
      Row{"conservative-backfill",
          {0, 10, 2, 20, 7},
          {0, 8, 2, 8},
          {0, 10, 20, 3, 4},
          {0, 4, 14, 3, 14}}};

  for (const Row& row : rows) {
    CAPTURE(row.policy);
    CHECK(drive(row.policy, 10, a).start_s == row.a);
    CHECK(drive(row.policy, 10, b).start_s == row.b);
    CHECK(drive(row.policy, 10, a11).start_s == row.a11);
    CHECK(drive(row.policy, 10, early).start_s == row.early);
  }
}

TEST_CASE("conservative: a job that EASY lets past the head waits for the second reservation") {
  // The head of 8 is due at 10 and leaves 2 spare. The third wants all 10 nodes: reserved at 20.
  // Two nodes for 100 s do not delay the head, so EASY starts them at 3 and the third at 103;
  // conservative lets them wait for it to end, at 30. By hand.
  const std::vector<CaseJob> jobs{
      {0, 6, 10, 10}, {1, 8, 10, 10}, {2, 10, 10, 10}, {3, 2, 100, 100}};

  CHECK(drive("easy-backfill", 10, jobs).start_s == Starts{0, 10, 103, 3});
  CHECK(drive("conservative-backfill", 10, jobs).start_s == Starts{0, 10, 20, 30});
}

TEST_CASE("conservative: without reservations of their own, later jobs still backfill") {
  // As above with one reservation: the third has none and cannot be moved; two nodes are never
  // needed by the head's reservation, so the last starts at 3 as under EASY.
  const std::vector<CaseJob> jobs{
      {0, 6, 10, 10}, {1, 8, 10, 10}, {2, 10, 10, 10}, {3, 2, 100, 100}};
  SchedulerSetup setup;
  setup.policy = "conservative-backfill";
  setup.reservations = 1;

  const auto scheduler = make_scheduler(setup, std::array{10u});

  CHECK(drive(*scheduler, 10, jobs).start_s == Starts{0, 10, 103, 3});
}

TEST_CASE("shortest first: requested time decides, and waiting forgives some of it") {
  // 4 nodes, all jobs take all. By hand: at 20 the jobs of 20 s and 5 s wait; with one second
  // forgiven per second of waiting the first counts 20 + 1, the second 5 + 18.
  const std::vector<CaseJob> jobs{{0, 4, 20, 20}, {1, 4, 20, 20}, {18, 4, 5, 5}};
  SchedulerSetup setup;
  setup.policy = "shortest-first";
  CHECK(drive(*make_scheduler(setup, std::array{4u}), 4, jobs).start_s == Starts{0, 25, 20});
  setup.aging = 1.0;
  CHECK(drive(*make_scheduler(setup, std::array{4u}), 4, jobs).start_s == Starts{0, 20, 40});
}

TEST_CASE("priority: class, waiting, size and fair share each decide where the others are equal") {
  // 4 nodes; all jobs but one take all. By hand.
  SchedulerSetup setup;
  setup.policy = "priority";
  setup.installed_nodes = 4;
  setup.weights.period_s = 1.0;
  setup.tenants = {Tenant{.name = "a"}, Tenant{.name = "b"}};
  setup.classes = {JobClass{.tenant = 0}, JobClass{.tenant = 1},
                   JobClass{.tenant = 0, .priority = 1}};
  const auto starts = [&](const std::vector<CaseJob>& jobs) {
    return drive(*make_scheduler(setup, std::array{4u}), 4, jobs).start_s;
  };

  setup.weights.fair_share = 0.0;
  CHECK(starts({{0, 4, 10, 10}, {1, 4, 10, 10}, {2, 4, 10, 10, 2}}) == Starts{0, 20, 10});
  CHECK(starts({{0, 4, 10, 10}, {1, 4, 10, 10}, {2, 4, 10, 10}}) == Starts{0, 10, 20});
  // a used everything so far: its factor is 2^(-1/0.5) = 1/4, that of b is 1.
  setup.weights.fair_share = 1000.0;
  CHECK(starts({{0, 4, 10, 10}, {1, 4, 10, 10}, {2, 4, 10, 10, 1}}) == Starts{0, 20, 10});
  setup.weights.fair_share = 0.0;
  setup.weights.size = 10.0;
  CHECK(starts({{0, 4, 10, 10}, {1, 1, 10, 10}, {2, 4, 10, 10}}) == Starts{0, 20, 10});
}

TEST_CASE("policies: two hundred generated jobs start as by the plain definition of each policy") {
  const auto jobs = two_hundred_jobs();
  SchedulerSetup setup;
  setup.domain_nodes = {64};
  setup.weights.period_s = 300.0;
  const Outcome fcfs = drive("fcfs", 64, jobs);
  for (const std::string_view policy : policy_names()) {
    CAPTURE(std::string(policy));
    setup.policy = policy;
    PlainClassScheduler plain(setup, {64});

    const Outcome fast = drive(*make_scheduler(setup, setup.domain_nodes), 64, jobs);

    CHECK(fast.start_s == drive(plain, 64, jobs).start_s);
    if (policy != "fcfs") CHECK(fast.makespan_s < fcfs.makespan_s);
  }
}

}  // namespace
}  // namespace gigawatt::jobs::test
