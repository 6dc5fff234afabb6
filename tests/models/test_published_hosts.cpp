// SPDX-License-Identifier: Apache-2.0

// Published single-host cases: OpenDC ScenarioRunnerTest (A host of one core, 100 W idle and 200 W
// at full speed, linear), and the step trace of its carbon test.

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// One host and a replayed CSV trace; `span` is what is simulated.
Scenario host_scenario(const std::string& span, const std::string& trace, int nodes = 1,
                       const std::string& grid = "limit: 1 MW", const std::string& more = "") {
  return scenario_from(fmt::format(R"(
name: one host
start: 2025-01-01
duration: {}
sites:
  - name: lab
    fleet: [{{node: host-100-200, nodes: {}}}]
    power: {{grid: {{{}}}}}
    scheduler: {{policy: fcfs}}
workloads:
  - {{name: tasks, kind: replay, file: trace.csv,
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}}}
plant: {{interval: 1 min}}
outputs: {{interval: 1 min}}
{}
)",
                                   span, nodes, grid, more),
                       {{"trace.csv", trace}, {"catalog/nodes.yaml", kReferenceHostCatalogue}});
}

double it_energy_j(const Finished& run) {
  return run.summary.totals.it_energy_j;
}

}  // namespace

TEST_CASE("host: ten minutes at half speed draw 150 W, 90 kJ") {
  const Finished run(
      host_scenario("10 min", "job,submit,run,nodes,limit,utilisation\n0,0,600,1,3600,0.5\n"));

  CHECK(run.out.job(0).end_ns - run.out.job(0).start_ns ==
        600 * kNsPerSecond);                                   // published 600,000 ms
  CHECK(it_energy_j(run) == Approx(90'000.0).epsilon(1e-12));  // published
  CHECK(run.out.rows.front().integral[channel("it_power_w")] ==
        Approx(9'000.0).epsilon(1e-12));  // first minute
  // Published: idle and active halves of 300,000 ms each, that is, utilisation weighs 300 s of 600.
  CHECK(run.summary.gpu_hours.utilised * 3600.0 == Approx(300.0).epsilon(1e-12));
  CHECK(run.summary.jobs.counts.completed == 1);
}

TEST_CASE("host: a second stretch at full speed adds 60 kJ") {
  const Finished run(host_scenario(
      "15 min",
      "job,submit,run,nodes,limit,utilisation\n0,0,600,1,3600,0.5\n0,0,300,1,3600,1.0\n"));

  CHECK(run.out.job(0).end_ns - run.out.job(0).start_ns ==
        900 * kNsPerSecond);                                    // published 900,000 ms
  CHECK(it_energy_j(run) == Approx(150'000.0).epsilon(1e-12));  // published
}

TEST_CASE("host: a gap between two stretches costs idle power") {
  const Finished run(host_scenario("25 min",
                                   "job,submit,run,nodes,limit,utilisation\n"
                                   "0,0,600,1,3600,0.5\n0,0,600,1,3600,0\n0,0,300,1,3600,1.0\n"));

  CHECK(run.out.job(0).end_ns - run.out.job(0).start_ns ==
        1500 * kNsPerSecond);  // published 1,500,000 ms
  // 600 s x 150 W + 600 s x 100 W + 300 s x 200 W, by hand.
  CHECK(it_energy_j(run) == Approx(210'000.0).epsilon(1e-12));
  // Published active time 600 s: half of 600 s and all of 300 s.
  CHECK(run.summary.gpu_hours.utilised * 3600.0 == Approx(600.0).epsilon(1e-12));
}

TEST_CASE("host: a job killed at its limit on two nodes charges both") {
  // The Batsim case: 203 W for 3 s on each of two hosts is 1,218 J, not 1,015 + idle of one.
  const char* catalogue = R"(
nodes:
  - name: host-100-200
    doc: A host that draws 203 W under load.
    gpus: 1
    powers_at: wall
    idle: {value: 95 W, source: Batsim issue 51, date: 2018-01-01}
    rated: {value: 203 W, source: Batsim issue 51, date: 2018-01-01}
    measured_max: {value: 203 W, source: Batsim issue 51, date: 2018-01-01}
)";
  const Finished run(
      scenario_from(R"(
name: kill
start: 2025-01-01
duration: 1 min
sites:
  - name: lab
    fleet: [{node: host-100-200, nodes: 2}]
    power: {grid: {limit: 1 MW}}
workloads:
  - {name: tasks, kind: replay, file: trace.csv,
     columns: {job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}
plant: {interval: 1 min}
outputs: {interval: 1 min}
)",
                    {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n0,0,10,2,3,1.0\n"},
                     {"catalog/nodes.yaml", catalogue}}));

  CHECK(run.out.job(0).end == JobEnd::killed_at_limit);
  CHECK(run.out.job(0).end_ns - run.out.job(0).start_ns == 3 * kNsPerSecond);
  CHECK(run.out.job(0).energy_j == Approx(1218.0).epsilon(1e-12));  // published: 3 s x 203 W x 2
  CHECK(run.summary.gpu_hours.discarded * 3600.0 ==
        Approx(6.0).epsilon(1e-12));  // 3 s x 2, by hand
  CHECK(run.summary.jobs.counts.killed == 1);
}

TEST_CASE("host: carbon follows a 15-minute step trace exactly") {
  // 150 W for an hour against the published steps; expected = W s / 3.6e6 x g/kWh, by hand.
  const std::string steps =
      "time,g\n2025-01-01 00:00:00+00:00,164.5177\n2025-01-01 00:15:00+00:00,162.9489\n"
      "2025-01-01 00:30:00+00:00,164.3010\n2025-01-01 00:45:00+00:00,167.5809\n";
  const Scenario scenario =
      scenario_from(R"(
name: carbon
start: 2025-01-01
duration: 1 hour
sites:
  - name: lab
    fleet: [{node: host-100-200, nodes: 1}]
    power: {grid: {limit: 1 MW, carbon_series: {file: carbon.csv, time_column: time, column: g, unit: g/kWh}}}
workloads:
  - {name: tasks, kind: replay, file: trace.csv,
     columns: {job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}
plant: {interval: 1 min}
outputs: {interval: 1 min}
)",
                    {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n0,0,3600,1,7200,0.5\n"},
                     {"carbon.csv", steps},
                     {"catalog/nodes.yaml", kReferenceHostCatalogue}});
  const Finished run(scenario);

  const auto grams = [&](std::size_t minute) {
    return 1e3 * run.out.rows[minute].integral[channel("co2_kg_per_s")];
  };
  CHECK(grams(0) == Approx(0.41129425).epsilon(1e-9));
  CHECK(grams(15) == Approx(0.40737225).epsilon(1e-9));
  CHECK(grams(30) == Approx(0.4107525).epsilon(1e-9));
  CHECK(grams(45) == Approx(0.41895225).epsilon(1e-9));
  CHECK(run.summary.totals.co2_kg * 1e3 == Approx(24.7256).epsilon(1e-5));  // published total
}

}  // namespace gigawatt::test
