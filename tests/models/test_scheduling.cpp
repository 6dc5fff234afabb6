// SPDX-License-Identifier: Apache-2.0

// Classes, racks, tenants and preemption, from the scenario to the nodes.

#include <doctest/doctest.h>

#include "tests/models/support/two_queues.h"

namespace gigawatt::test {

namespace {

/// Three racks with 12, 10 and 9 free nodes: 31 in all, and none with 16.
TwoQueues three_racks(const std::string& placement) {
  TwoQueues lab;
  lab.first_keys = "placement: {within: rack, spread: true}";
  lab.first_trace = "0,1000,6,1000\n0,1000,8,1000\n0,1000,9,1000\n";
  lab.second_keys = placement;
  lab.second_trace = "10,100,16,100\n";  // 64 accelerators of an NVL72
  return lab;
}

}  // namespace

TEST_CASE("racks: a gang that must share one waits although enough nodes are free") {
  const Finished run(three_racks("placement: {within: rack}").scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 1) == std::vector<double>{1000.0});
}

TEST_CASE("racks: what no waiting gang can use is recorded as stranded") {
  TwoQueues lab = three_racks("placement: {within: rack}");
  lab.more = "plant: {interval: 100 s}\noutputs: {interval: 100 s}\n";
  const Finished run(lab.scenario());

  REQUIRE(run.out.fragmentation.size() == 72);  // 7,200 s
  const FragmentationRow& first = run.out.fragmentation.front();
  CHECK(first.time_ns - run.simulation.start_ns() == 100 * kNsPerSecond);
  CHECK(first.free.free_nodes == 31);
  CHECK(first.free.largest_in_domain == 12);
  CHECK(first.free.stranded_nodes == 31);
  CHECK(run.out.fragmentation.back().free.free_nodes == 54);
  CHECK(run.out.fragmentation.back().free.stranded_nodes == 0);
}

TEST_CASE("racks: the same gang in segments of eight starts at once, eight in each of two racks") {
  const Finished run(three_racks("placement: {segment: 8}").scenario());

  CHECK(starts(run, 1) == std::vector<double>{10.0});
}

TEST_CASE("racks: without a placement the scheduler counts nodes") {
  const Finished run(three_racks("").scenario());

  CHECK(starts(run, 1) == std::vector<double>{10.0});
}

TEST_CASE("racks: a gang wider than any rack it must share is refused by name") {
  TwoQueues lab = three_racks("placement: {within: rack}");
  lab.second_trace = "10,100,20,100\n";

  const std::string text = refusal_of(lab);
  CHECK(text.find("second asks for 20 nodes in one domain, but the largest has 18") !=
        std::string::npos);
  CHECK(text.find("ask for at most 18 nodes, or for segments of at most 18 nodes") !=
        std::string::npos);
}

TEST_CASE("racks: quota and topology that both forbid a gang are both told, each where it stands") {
  TwoQueues lab = three_racks("tenant: small, placement: {within: rack}");
  lab.scheduler = "policy: easy-backfill, tenants: [{name: all}, {name: small, cap: 16}]";
  lab.second_trace = "10,100,20,100\n";

  const std::string text = refusal_of(lab);
  CAPTURE(text);
  CHECK(text.find("scenario.yaml:11:") != std::string::npos);
  CHECK(text.find("second.tenant: second asks for 20 nodes, but tenant small may hold 16; raise "
                  "the tenant's cap or make the job smaller") != std::string::npos);
  CHECK(text.find("second.placement.within: second asks for 20 nodes in one domain") !=
        std::string::npos);

  lab.second_keys = "placement: {segment: 20}";  // wider than any rack
  CHECK(refusal_of(lab).find("second.placement.segment: second asks for segments of 20 nodes, but "
                             "the largest domain has 18") != std::string::npos);
}

TEST_CASE("preemption: a job of a higher class takes the nodes, the other returns to its place") {
  TwoQueues lab;
  lab.fleet = "[{node: host-100-200, nodes: 4, nodes_per_rack: 18}]";
  lab.scheduler = "policy: preemptive-priority";
  lab.first_keys =
      "priority: low, preemptible: true, checkpoint: {interval: 60 s, stall: 0 s, "
      "write: 0 s, restart: 0 s}";
  lab.first_trace = "0,600,4,600\n";
  lab.second_keys = "priority: high";
  lab.second_trace = "100,300,2,300\n";
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  // Evicted after 100 s, of which 60 s are saved; the rest of 540 s follows the other's end at 400.
  CHECK(starts(run, 0) == std::vector<double>{0.0, 400.0});
  CHECK(starts(run, 1) == std::vector<double>{100.0});
  CHECK(run.out.jobs.front().end == JobEnd::preempted);
  CHECK(run.summary.jobs.counts.preempted == 1);
  CHECK(run.summary.workloads[0].jobs.preempted == 1);
  CHECK(run.summary.workloads[1].jobs.preempted == 0);
  CHECK(run.summary.gpu_hours.discarded == doctest::Approx(4 * 40.0 / 3600.0));
  CHECK(run.summary.jobs.makespan_s == doctest::Approx(940.0));
}

TEST_CASE("tenants: nobody passes its cap") {
  TwoQueues lab;
  lab.fleet = "[{node: host-100-200, nodes: 10, nodes_per_rack: 18}]";
  lab.scheduler = "policy: easy-backfill, tenants: [{name: red, cap: 4}, {name: blue}]";
  lab.first_keys = "tenant: red";
  lab.first_trace = "0,100,4,100\n0,100,4,100\n";
  lab.second_keys = "tenant: blue";
  lab.second_trace = "0,100,6,100\n";
  const Finished run(lab.scenario());

  CHECK(starts(run, 0) == std::vector<double>{0.0, 100.0});
  CHECK(starts(run, 1) == std::vector<double>{0.0});

  lab.first_trace = "0,100,5,100\n";
  CHECK(refusal_of(lab).find("tenant red may hold 4") != std::string::npos);
  lab.first_keys = "tenant: rad";
  CHECK(refusal_of(lab).find("did you mean 'red'?") != std::string::npos);
}

}  // namespace gigawatt::test
