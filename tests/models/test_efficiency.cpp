// SPDX-License-Identifier: Apache-2.0

// A job that saves its work and fails, in whole runs of a site, against the exact efficiency of
// Aupy et al. (2013), and what the summary says of where the time went.

#include <array>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/faults/checkpoint_optimum.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

constexpr double kMtbfS = 11'136.0;  // The gang of Llama 3: 54 days, 419 failures.
constexpr double kDetectionS = 600.0;
constexpr double kRestartS = 300.0;

/// A job that never ends, on a host that does not fail, struck every `kMtbfS` in the mean.
Scenario gang_scenario(double checkpoint_s, double period_s, double failures) {
  const double span_s = failures * (kMtbfS + kDetectionS);
  return scenario_from(fmt::format(R"(
name: one gang
start: 2025-01-01
duration: {:.0f} s
sites:
  - name: lab
    fleet: [{{node: host-100-200, nodes: 1}}]
    power: {{grid: {{limit: 1 MW}}}}
    scheduler: {{policy: fcfs}}
    faults: {{rate: 1e-12 per node-day, job_rate: {:.15g} per job-day, detection: {} s}}
workloads:
  - {{name: gang, kind: replay, file: trace.csv,
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit}},
     checkpoint: {{mode: sync, write: {} s, interval: {} s, restart: {} s}}}}
plant: {{interval: 30 days}}
outputs: {{interval: 30 days}}
)",
                                   span_s, 86'400.0 / kMtbfS, kDetectionS, checkpoint_s,
                                   period_s - checkpoint_s, kRestartS),
                       {{"trace.csv", "job,submit,run,nodes,limit\n1,0,500000000,1,1000000000\n"},
                        {"catalog/nodes.yaml", kReferenceHostCatalogue}});
}

}  // namespace

TEST_CASE("efficiency: a simulated gang keeps what the exact formula says, within half a percent") {
  struct Row {
    double checkpoint_s, period_s, formula;
  };
  // Optimal periods and their efficiencies at the Llama-3 rate, evaluated apart.
  constexpr std::array rows{Row{300, 2688.9, 0.72551}, Row{60, 1176.3, 0.83106},
                            Row{10, 475.3, 0.88506}};
  for (const Row& row : rows) {
    CAPTURE(row.checkpoint_s);
    const Finished run(gang_scenario(row.checkpoint_s, row.period_s, 40'000.0));
    const GpuHours& gpu = run.summary.gpu_hours;

    CHECK(gpu.productive / gpu.allocated == Approx(row.formula).epsilon(0.005));
    CHECK(broken_laws_of({run.summary}).empty());
  }
}

TEST_CASE("efficiency: with saves of 300 s the summary names lost work and checkpoints") {
  const Finished run(gang_scenario(300.0, 2688.9, 2'000.0));
  Summary summary;
  summary.name = "one gang";
  summary.sites.push_back(run.summary);
  const std::string table = to_table(summary);
  const GpuHours& gpu = run.summary.gpu_hours;
  const auto share = [&](double hours) {
    return fmt::format("{:.2f} %", 100.0 * hours / gpu.allocated);
  };
  CAPTURE(table);

  // No more than 0.7255 of the time is kept; a tenth is spent standing still to save (300 of
  // 2,688.9 s, of the time that work goes on) and about as much work is lost.
  CHECK(gpu.productive / gpu.allocated < 0.75);
  CHECK(gpu.checkpoint / gpu.allocated > 0.05);
  CHECK(gpu.discarded / gpu.allocated > 0.05);
  CHECK(table.find("goodput") != std::string::npos);
  CHECK(table.find("lost work " + share(gpu.discarded)) != std::string::npos);
  CHECK(table.find("checkpoints " + share(gpu.checkpoint)) != std::string::npos);
  CHECK(table.find("restarts " + share(gpu.restart)) != std::string::npos);
  CHECK(table.find("hanging " + share(gpu.hung)) != std::string::npos);
}

}  // namespace gigawatt::test
