// SPDX-License-Identifier: Apache-2.0

// Hosts and accelerators with loads of their own, and nodes whose clocks are held, in whole runs:
// the published cases of OpenDC (a host with one GPU) and of SimGrid (host energy), and what is
// refused.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/build.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// OpenDC's host of 100 to 200 W with a GPU of 200 to 400 W, both linear.
constexpr const char* kGpuHost = R"(
nodes:
  - name: gpu-host
    doc: One CPU from 100 W to 200 W and one GPU from 200 W to 400 W.
    gpus: 1
    powers_at: wall
    idle: {value: 300 W, source: published case, date: 2026-01-01}
    rated: {value: 600 W, source: published case, date: 2026-01-01}
    measured_max: {value: 600 W, source: published case, date: 2026-01-01}
    host:
      idle: {value: 100 W, source: published case, date: 2026-01-01}
      max: {value: 200 W, source: published case, date: 2026-01-01}
)";

/// Tasks on one such host whose CPU is used so much meanwhile.
Scenario gpu_host_scenario(double cpu, const std::string& trace, const std::string& span,
                           const std::string& more = "") {
  return scenario_from(fmt::format(R"(
name: one host with a GPU
start: 2025-01-01
duration: {}
sites:
  - name: lab
    fleet: [{{node: gpu-host, nodes: 1}}]
    power: {{grid: {{limit: 1 MW}}}}
    scheduler: {{policy: fcfs}}
workloads:
  - {{name: tasks, kind: replay, file: trace.csv, host_utilisation: {},
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}}}
plant: {{interval: 1 min}}
outputs: {{interval: 1 min}}
{}
)",
                                   span, cpu, more),
                       {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n" + trace},
                        {"catalog/nodes.yaml", kGpuHost}});
}

/// SimGrid's host of four cores: 1e8 flop/s a core from 93.33 W to 200 W with 100 W idle; pstate-2,
/// 2e7 flop/s from 90 W to 150 W; 10 W off. A core counts as an accelerator. Curves have a point
/// per busy core; between none and one they rise from idle power.
constexpr const char* kSimGridHost = R"(
nodes:
  - name: simgrid-host
    doc: Four cores whose clocks can be held.
    gpus: 4
    powers_at: wall
    idle: {value: 100 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
    rated: {value: 200 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
    measured_max: {value: 200 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
    power_curve: [0, 0.2, 0.46666666666666667, 0.73333333333333333, 1]
    clocks:
      - name: pstate-2
        speed: 0.2
        idle: {value: 90 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
        measured_max: {value: 150 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
        power_curve: [0, 1]
      - name: "off"
        speed: 0
        idle: {value: 10 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
        measured_max: {value: 10 W, source: SimGrid s4u-energy-exec, date: 2022-01-01}
)";

constexpr const char* kColumns =
    "columns: {job: job, submit: submit, run: run, nodes: nodes, limit: limit, "
    "utilisation: utilisation}";

/// What a site with this fleet entry is refused for, in a run of one task; "" if it is not.
std::string refusal(const std::string& entry, const std::string& workload = "") {
  try {
    build_sites(
        scenario_from(fmt::format(R"(
name: refused
start: 2025-01-01
duration: 1 min
sites:
  - {{name: lab, fleet: [{{node: simgrid-host, nodes: 1, {}}}], power: {{grid: {{limit: 1 MW}}}}}}
workloads:
  - {{name: tasks, kind: replay, file: trace.csv, {}{}}}
)",
                                  entry, workload, kColumns),
                      {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n0,0,1,1,60,0.25\n"},
                       {"catalog/nodes.yaml", kSimGridHost}}));
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, const std::string& words) {
  CAPTURE(text);
  CAPTURE(words);
  return text.find(words) != std::string::npos;
}

}  // namespace

// ── Host and accelerators ──────────────────────────────────────────────────────────────────────

TEST_CASE("gpu host: CPU and GPU draw by loads of their own") {
  // OpenDC: utilisation of CPU and of GPU, energy of ten minutes.
  struct Row {
    double cpu, gpu, energy_j;
  };
  for (const Row& row : {Row{0.0, 0.5, 240'000.0}, Row{0.5, 0.5, 270'000.0},
                         Row{0.5, 1.0, 330'000.0}, Row{1.0, 0.5, 300'000.0}}) {
    CAPTURE(row.cpu);
    CAPTURE(row.gpu);
    const Finished run(
        gpu_host_scenario(row.cpu, fmt::format("0,0,600,1,3600,{}\n", row.gpu), "10 min"));

    CHECK(run.summary.totals.it_energy_j == Approx(row.energy_j).epsilon(1e-12));
    // Published for the first two rows: 24 kJ and 27 kJ in the first minute.
    CHECK(run.out.rows.front().integral[channel("it_power_w")] ==
          Approx(row.energy_j / 10.0).epsilon(1e-12));
    CHECK(run.out.job(0).end_ns - run.out.job(0).start_ns == 600 * kNsPerSecond);
    CHECK(broken_laws_of({run.summary}).empty());
  }
}

TEST_CASE("gpu host: two tasks on one host run one after the other") {
  const Finished run(gpu_host_scenario(0.5, "0,0,600,1,3600,0.5\n1,0,600,1,3600,0.5\n", "20 min"));

  CHECK(run.out.job(1).end_ns - run.out.job(0).start_ns == 1200 * kNsPerSecond);  // published
  CHECK(run.summary.totals.it_energy_j == Approx(540'000.0).epsilon(1e-12));      // published
}

TEST_CASE("gpu host: a fluid draws what its hosts draw") {
  // A day of one job at CPU 1, GPU 0.5: 500 W, by hand.
  const Finished run(gpu_host_scenario(1.0, "0,0,86400,1,90000,0.5\n", "1 day", "jobs: fluid"));

  CHECK(run.summary.totals.it_energy_j == Approx(500.0 * 86'400.0).epsilon(1e-9));
}

TEST_CASE("gpu host: the load of a host whose power is not known is refused") {
  const std::string error = refusal("network: false", "host_utilisation: 0.5, ");

  CHECK(says(error, "workloads.tasks.host_utilisation"));
  CHECK(says(error, "what the host of simgrid-host draws by itself is not known"));
  CHECK(says(error, "`host:`"));
}

// ── Clocks ─────────────────────────────────────────────────────────────────────────────────────

TEST_CASE("clocks: the energy of SimGrid's three hosts, 8,005 J") {
  // A host that changes its state is one fleet after another: each is there for its time. Run times
  // are those at the node's own clocks: 1e8 flop on one core take 1 s.
  const Scenario scenario =
      scenario_from(fmt::format(R"(
name: SimGrid s4u-energy-exec
start: 2025-01-01
duration: 30 s
sites:
  - name: first
    fleet: [{{node: simgrid-host, nodes: 1, retired: 2025-01-01T00:00:11Z}}]
    power: {{grid: {{limit: 1 MW}}}}
  - name: first-slow
    fleet: [{{node: simgrid-host, nodes: 1, clock: pstate-2, energised: 2025-01-01T00:00:11Z}}]
    power: {{grid: {{limit: 1 MW}}}}
  - name: second
    fleet: [{{node: simgrid-host, nodes: 1, retired: 2025-01-01T00:00:20Z}}]
    power: {{grid: {{limit: 1 MW}}}}
  - name: second-off
    fleet: [{{node: simgrid-host, nodes: 1, clock: "off", energised: 2025-01-01T00:00:20Z}}]
    power: {{grid: {{limit: 1 MW}}}}
  - name: third
    fleet: [{{node: simgrid-host, nodes: 1}}]
    power: {{grid: {{limit: 1 MW}}}}
workloads:
  - {{name: fast, kind: replay, site: first, file: fast.csv, {0}}}
  - {{name: slow, kind: replay, site: first-slow, file: slow.csv, {0}}}
plant: {{interval: 1 s}}
outputs: {{interval: 1 s}}
)",
                                kColumns),
                    {{"fast.csv", "job,submit,run,nodes,limit,utilisation\n0,10,1,1,60,0.25\n"},
                     {"slow.csv", "job,submit,run,nodes,limit,utilisation\n0,11,1,1,60,0.25\n"},
                     {"catalog/nodes.yaml", kSimGridHost}});
  const Finished run(scenario);
  std::vector<SiteSummary> sites;
  for (const Site& site : run.simulation.sites())
    sites.push_back(summarise(site));
  const auto energy_j = [&](std::size_t site) { return sites[site].totals.it_energy_j; };

  CHECK(energy_j(0) == Approx(1'120.0).epsilon(1e-12));  // 10 s idle 1,000 J, 1 s of one core 120 J
  // 5 s of one core 525 J, idle to 30 s 1,260 J; the speed is kept to 2^-20.
  CHECK(energy_j(1) == Approx(1'785.0).epsilon(1e-6));
  CHECK(energy_j(2) == Approx(2'000.0).epsilon(1e-12));
  CHECK(energy_j(3) == Approx(100.0).epsilon(1e-12));
  CHECK(energy_j(4) == Approx(3'000.0).epsilon(1e-12));
  CHECK(energy_j(0) + energy_j(1) + energy_j(2) + energy_j(3) + energy_j(4) ==
        Approx(8'005.0).epsilon(1e-6));  // published
  CHECK(to_seconds(run.out.jobs.back().end_ns - run.out.jobs.back().start_ns) ==
        Approx(5.0).epsilon(1e-5));  // published
  CHECK(broken_laws_of(sites).empty());
}

TEST_CASE("clocks: rated power falls by as many watts as full power does") {
  const auto rated_mw = [](const std::string& clock) {
    const Scenario scenario =
        scenario_from(fmt::format("name: rated\nstart: 2025-01-01\nduration: 1 min\nsites:\n"
                                  "  - {{name: lab, fleet: [{{node: simgrid-host, nodes: 1{}}}], "
                                  "power: {{grid: {{limit: 1 MW}}}}}}\n",
                                  clock),
                      {{"catalog/nodes.yaml", kSimGridHost}});
    return build_sites(scenario).front().model().partitions.front().rated_mw;
  };

  CHECK(rated_mw("") == 200'000);
  CHECK(rated_mw(", clock: pstate-2") == 150'000);
  CHECK(rated_mw(", clock: \"off\"") == 10'000);
}

TEST_CASE("clocks: what cannot be is refused by name") {
  const std::string unknown = refusal("clock: pstate2");
  CHECK(says(unknown, "sites.lab.fleet.0.clock: simgrid-host has no clock state 'pstate2'"));
  CHECK(says(unknown, "did you mean 'pstate-2'?"));
  CHECK(says(refusal("clock: \"off\""), "workload tasks runs on simgrid-host, which is off"));
  CHECK(says(refusal("clock: pstate-2, power_cap: 30 W"), "either clock or power_cap"));
  CHECK(says(refusal("clock: pstate-2", "power_cap: 30 W, "), "either power_cap or clock"));
  CHECK(refusal("clock: pstate-2").empty());
}

}  // namespace gigawatt::test
