// SPDX-License-Identifier: Apache-2.0

// Nodes that come and go, several types of node, several sites.

#include <doctest/doctest.h>

#include "sim/scenario/problem.h"
#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

constexpr const char* kColumns =
    "columns: {job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: "
    "utilisation}";

/// Two sites of one type each and one of two types; `workloads` are lines under `workloads:`.
Scenario three_sites(const std::string& workloads) {
  return scenario_from(R"(
name: several
start: 2025-01-01
duration: 1 hour
sites:
  - {name: north, fleet: [{node: host-100-200, nodes: 1}], power: {grid: {limit: 1 MW}}}
  - {name: south, fleet: [{node: host-100-200, nodes: 2}], power: {grid: {limit: 1 MW}}}
  - {name: mixed, fleet: [{node: host-100-200, nodes: 1}, {node: host-50-300, nodes: 1}], power: {grid: {limit: 1 MW}}}
workloads:
)" + workloads,
                       {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n0,0,600,1,3600,1\n"},
                        {"catalog/nodes.yaml", std::string(kReferenceHostCatalogue) + R"(
  - name: host-50-300
    doc: Four accelerators, linear from 50 W to 300 W.
    gpus: 4
    powers_at: wall
    idle: {value: 50 W, source: made up, date: 2026-01-01}
    rated: {value: 300 W, source: made up, date: 2026-01-01}
    measured_max: {value: 300 W, source: made up, date: 2026-01-01}
)"}});
}

std::string workload(const std::string& more, const std::string& name = "tasks") {
  return "  - {name: " + name + ", kind: replay, file: trace.csv, " + more + kColumns + "}\n";
}

std::vector<SiteSummary> run_all(const Scenario& scenario) {
  Simulation simulation(scenario);
  simulation.run_until(simulation.end_ns());
  std::vector<SiteSummary> summaries;
  for (const Site& site : simulation.sites())
    summaries.push_back(summarise(site));
  CHECK(broken_laws_of(summaries).empty());
  return summaries;
}

}  // namespace

TEST_CASE(
    "fleet: nodes energised later take jobs from then on; retired ones give theirs back to the "
    "queue") {
  Lab lab;
  lab.span = "2 hours";
  lab.fleet =
      "[{node: host-100-200, nodes: 1, retired: '2025-01-01T00:30:00Z'}, "
      "{node: host-100-200, nodes: 1, energised: '2025-01-01T00:10:00Z'}]";
  lab.trace = "a,0,3600,1,7200,1\nb,0,2400,1,7200,1\nc,10,60,1,7200,1\n";
  const Finished run(lab.scenario());

  REQUIRE(run.out.jobs.size() == 4);
  CHECK(run.out.jobs[0].id == 0);  // a stood on the first node
  CHECK(run.out.jobs[0].end == JobEnd::failed);
  CHECK(lab_seconds(run.out.jobs[0].end_ns) == 1800.0);
  CHECK(lab_seconds(run.out.job(1).start_ns) == 600.0);
  CHECK(lab_seconds(run.out.job(1).end_ns) == 3000.0);
  CHECK(lab_seconds(run.out.job(0).start_ns) == 3000.0);  // before c, which was submitted later
  CHECK(lab_seconds(run.out.job(0).end_ns) == 6600.0);
  CHECK(run.summary.gpu_hours.installed == Approx(0.5 + 110.0 / 60.0).epsilon(1e-12));
  CHECK(run.summary.gpu_hours.discarded == Approx(0.5).epsilon(1e-12));
  // 200 W from 0 to 30 min; the second node 100 W to 10 min later and 200 W while it works, by
  // hand.
  CHECK(run.summary.totals.it_energy_j ==
        Approx(1800 * 200.0 + 6600 * 200.0 - 600 * 200.0 + 60 * 200.0 + 540 * 100.0));
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("fleet: a job wider than what is left waits for ever and is counted as queued") {
  Lab lab;
  lab.fleet =
      "[{node: host-100-200, nodes: 1}, {node: host-100-200, nodes: 1, retired: "
      "'2025-01-01T00:05:00Z'}]";
  lab.scheduler = "policy: easy-backfill";
  lab.trace = "wide,600,60,2,600,1\nnarrow,601,60,1,600,1\n";
  const Finished run(lab.scenario());

  CHECK(run.out.job(0).end == JobEnd::queued);
  CHECK(lab_seconds(run.out.job(1).start_ns) == 601.0);
  CHECK(run.summary.jobs.counts.queued == 1);
}

TEST_CASE("fleet: a workload names its type of node where a site has two") {
  const auto sites = run_all(three_sites(workload("site: mixed, node: host-50-300, ")));

  CHECK(sites[2].gpu_hours.productive == Approx(4 * 600.0 / 3600.0).epsilon(1e-12));
  // 100 W and 50 W idle for an hour, and 250 W more for 600 s.
  CHECK(sites[2].totals.it_energy_j == Approx(150.0 * 3600 + 250.0 * 600).epsilon(1e-12));
  CHECK(sites[0].jobs.counts.submitted == 0);
}

TEST_CASE("fleet: each workload runs at its own site, and sites do not touch each other") {
  const auto sites = run_all(three_sites(workload("site: south, ")));
  const auto both =
      run_all(three_sites(workload("site: south, ") + workload("site: north, ", "more-tasks")));

  CHECK(sites[1].jobs.counts.completed == 1);
  CHECK(both[1].totals.it_energy_j == sites[1].totals.it_energy_j);
  CHECK(both[0].jobs.counts.completed == 1);
  CHECK(combine(both).jobs.counts.completed == 2);
  CHECK(
      combine(both).totals.it_energy_j ==
      Approx(both[0].totals.it_energy_j + both[1].totals.it_energy_j + both[2].totals.it_energy_j));
}

TEST_CASE("fleet: a workload without a needed site or node, or with an unknown one, is refused") {
  CHECK_THROWS_AS(three_sites(workload("")), ScenarioError);
  CHECK_THROWS_AS(three_sites(workload("site: nort, ")), ScenarioError);
  CHECK_THROWS_AS(Simulation{three_sites(workload("site: mixed, "))}, ScenarioError);
  CHECK_THROWS_AS(Simulation{three_sites(workload("site: north, node: host-50-300, "))},
                  ScenarioError);
}

}  // namespace gigawatt::test
