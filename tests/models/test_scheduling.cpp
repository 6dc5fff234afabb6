// SPDX-License-Identifier: Apache-2.0

// Classes, racks, tenants and preemption, from the scenario to the nodes.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

namespace {

constexpr const char* kHeader = "submit,run,nodes,limit\n";

/// Two replayed workloads on hosts in racks of 18; the keys of each are given.
struct TwoQueues {
  std::string scheduler = "policy: easy-backfill";
  int nodes = 54;
  std::string first_keys, first_trace;
  std::string second_keys, second_trace;

  Scenario scenario() const {
    const auto entry = [](const char* name, const std::string& keys) {
      return fmt::format(
          "  - {{name: {0}, kind: replay, file: {0}.csv, columns: {{submit: submit, run: run, "
          "nodes: nodes, limit: limit}}{1}{2}}}\n",
          name, keys.empty() ? "" : ", ", keys);
    };
    return scenario_from(
        fmt::format("name: lab\nstart: 2025-01-01\nduration: 2 hours\nsites:\n"
                    "  - name: lab\n"
                    "    fleet: [{{node: host-100-200, nodes: {}, nodes_per_rack: 18}}]\n"
                    "    power: {{grid: {{limit: 1 MW}}}}\n"
                    "    scheduler: {{{}}}\nworkloads:\n{}{}",
                    nodes, scheduler, entry("first", first_keys), entry("second", second_keys)),
        {{"first.csv", kHeader + first_trace},
         {"second.csv", kHeader + second_trace},
         {"catalog/nodes.yaml", kReferenceHostCatalogue}});
  }
};

/// Seconds from the start of the run to the starts of a workload's attempts, in order of their
/// rows.
std::vector<double> starts(const Finished& run, std::uint16_t workload) {
  std::vector<double> all;
  for (const JobRow& row : run.out.jobs) {
    if (row.workload == workload && row.start_ns >= 0)
      all.push_back(static_cast<double>(row.start_ns - run.simulation.start_ns()) / 1e9);
  }
  return all;
}

/// Three racks with 12, 10 and 9 free nodes: 31 in all, and none with 16.
TwoQueues three_racks(const std::string& placement) {
  TwoQueues lab;
  lab.first_keys = "placement: {within: rack, spread: true}";
  lab.first_trace = "0,1000,6,1000\n0,1000,8,1000\n0,1000,9,1000\n";
  lab.second_keys = placement;
  lab.second_trace = "10,100,16,100\n";  // 64 accelerators of an NVL72
  return lab;
}

std::string refusal(const TwoQueues& lab) {
  try {
    const Finished run(lab.scenario());
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("racks: a gang that must share one waits although enough nodes are free") {
  const Finished run(three_racks("placement: {within: rack}").scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 1) == std::vector<double>{1000.0});
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

  const std::string text = refusal(lab);
  CHECK(text.find("second asks for 20 nodes in one domain, but the largest has 18") !=
        std::string::npos);
}

TEST_CASE("preemption: a job of a higher class takes the nodes, the other returns to its place") {
  TwoQueues lab;
  lab.nodes = 4;
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
  CHECK(run.summary.gpu_hours.discarded == doctest::Approx(4 * 40.0 / 3600.0));
  CHECK(run.summary.jobs.makespan_s == doctest::Approx(940.0));
}

TEST_CASE("tenants: nobody passes its cap") {
  TwoQueues lab;
  lab.nodes = 10;
  lab.scheduler = "policy: easy-backfill, tenants: [{name: red, cap: 4}, {name: blue}]";
  lab.first_keys = "tenant: red";
  lab.first_trace = "0,100,4,100\n0,100,4,100\n";
  lab.second_keys = "tenant: blue";
  lab.second_trace = "0,100,6,100\n";
  const Finished run(lab.scenario());

  CHECK(starts(run, 0) == std::vector<double>{0.0, 100.0});
  CHECK(starts(run, 1) == std::vector<double>{0.0});

  lab.first_trace = "0,100,5,100\n";
  CHECK(refusal(lab).find("tenant red may hold 4") != std::string::npos);
  lab.first_keys = "tenant: rad";
  CHECK(refusal(lab).find("did you mean 'red'?") != std::string::npos);
}

}  // namespace gigawatt::test
