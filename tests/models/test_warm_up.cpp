// SPDX-License-Identifier: Apache-2.0

// `outputs.warm_up: auto` in whole runs. MSER-5 itself: tests/sim/engine/test_replication.cpp.

#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/replications.h"
#include "models/warm_up.h"
#include "sim/engine/replication.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

namespace {

/// One host, a backlog of 20 jobs of an hour, then jobs of an hour `every` so many hours, for 200.
Scenario backlog_scenario(const std::string& warm_up, double every_h = 2.0) {
  std::string trace = "job,submit,run,nodes,limit\n";
  int id = 0;
  for (; id < 20; ++id)
    trace += fmt::format("{},0,3600,1,7200\n", id);
  for (double hour = every_h; hour < 200.0; hour += every_h)
    trace += fmt::format("{},{:.0f},3600,1,7200\n", id++, hour * 3600.0);
  return scenario_from(fmt::format(R"(
name: backlog
start: 2025-01-01
duration: 200 h
sites:
  - name: lab
    fleet: [{{node: host-100-200, nodes: 1}}]
    power: {{grid: {{limit: 1 MW}}}}
    scheduler: {{policy: fcfs}}
workloads:
  - {{name: tasks, kind: replay, file: trace.csv,
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit}}}}
outputs: {{interval: 1 h, warm_up: {}}}
)",
                                   warm_up),
                       {{"trace.csv", trace}, {"catalog/nodes.yaml", kReferenceHostCatalogue}});
}

std::string refusal(const Scenario& scenario) {
  try {
    run(scenario);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("warm-up: the series counts the jobs that wait and run before each hour ends") {
  const std::vector<double> jobs = jobs_in_system(backlog_scenario("auto"));

  REQUIRE(jobs.size() == 199);
  // By hand: 20 until the first ends at 1 h; 19 and, with it, the arrival at 2 h not yet.
  CHECK(jobs[0] == 20);
  CHECK(jobs[1] == 19);
  CHECK(jobs[2] == 19);  // one ended at 2 h, one came
  CHECK(jobs[3] == 18);
  CHECK(jobs[198] == 1);
}

TEST_CASE("warm-up: auto leaves out the backlog, as its length written out would") {
  const Scenario scenario = backlog_scenario("auto");
  const Summary found = run(scenario);
  const SiteSummary& site = found.sites.front();

  // 20 jobs, one more every two hours and one less every hour: none is left after 40 h.
  CHECK(site.warm_up_s >= 35 * 3600.0);
  CHECK(site.warm_up_s <= 45 * 3600.0);
  CHECK(site.warm_up_s == 3600.0 * static_cast<double>(*warm_up_length(jobs_in_system(scenario))));
  CHECK(site.workloads.front().jobs.wait_mean_s() == 0.0);  // nobody waits in the steady state

  const Summary written = run(backlog_scenario(fmt::format("{} s", site.warm_up_s)));
  CHECK(written.sites.front().warm_up.submitted == site.warm_up.submitted);
  CHECK(written.sites.front().totals.it_energy_j == site.totals.it_energy_j);
  const auto json = nlohmann::json::parse(to_json(found));
  CHECK(json["warm_up"]["rule"] == "MSER-5");
  CHECK(json["warm_up"]["series"] == "jobs in the system");
  CHECK_FALSE(nlohmann::json::parse(to_json(written))["warm_up"].contains("rule"));
}

TEST_CASE("warm-up: replicates share the one of their average") {
  const Replications made = run_replications(backlog_scenario("auto"), {}, 3);

  // The trace is the same under every seed, and so is its warm-up.
  CHECK(made.first.sites.front().warm_up_s ==
        run(backlog_scenario("auto")).sites.front().warm_up_s);
}

TEST_CASE("warm-up: a queue that only grows has none, and the run says so in one line") {
  const std::string error = refusal(backlog_scenario("auto", 0.5));

  CHECK(error.find("outputs.warm_up: jobs in the system do not settle") != std::string::npos);
  CHECK(error.find("longer `duration`") != std::string::npos);
  CHECK(error.find('\n') == std::string::npos);
}

TEST_CASE("warm-up: a run too short to tell is refused before it begins") {
  CHECK_THROWS_AS(scenario_from("name: short\nstart: 2025-01-01\nduration: 2 days\nsites:\n"
                                "  - {name: lab, fleet: [{node: hgx-h100-8, nodes: 1}], power: "
                                "{grid: {limit: 1 MW}}}\noutputs: {warm_up: auto}\n"),
                  ScenarioError);
}

}  // namespace gigawatt::test
