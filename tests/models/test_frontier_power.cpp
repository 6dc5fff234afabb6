// SPDX-License-Identifier: Apache-2.0

// Frontier's conversion chain at the level of a site. Configuration and system powers as published
// with ExaDigiT/RAPS: 74 racks of 8 chassis of 16 nodes; per node (P + 13 W) / 0.98, per rectifier
// (P + 17 W) / 0.96, four to a chassis, 1 kW of switches behind them. The published system power
// has 25 cooling distribution units of 8,473.47 W in it, which are cooling here.

#include <bit>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/power/supply_tree.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

constexpr double kCoolingUnitsW = 25 * 8473.47;

Scenario frontier(const std::string& sharing, const std::string& trace,
                  const std::string& fleet_more = "") {
  return scenario_from(fmt::format(R"(
name: frontier
start: 2025-07-01
duration: 1 hour
sites:
  - name: frontier
    fleet: [{{node: frontier-node, nodes: 9472, supply_sharing: {}{}}}]
    power: {{grid: {{limit: 40 MW}}}}
workloads:
  - {{name: day, kind: replay, file: trace.csv,
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}}}
plant: {{interval: 5 min}}
outputs: {{interval: 5 min}}
)",
                                   sharing, fleet_more),
                       {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n" + trace}});
}

/// IT power [W] of the whole machine at one utilisation, from a run in which all nodes do the same.
double it_w(const std::string& sharing, double utilisation) {
  const Finished run(frontier(sharing, fmt::format("0,0,7200,9472,7200,{}\n", utilisation)));
  CHECK(broken_laws_of({run.summary}).empty());
  return run.summary.totals.it_energy_j / 3600.0;
}

/// Input of every chassis and rack worked out anew from the jobs that run.
std::int64_t input_from_scratch_mw(const Site& site) {
  const Partition& partition = site.model().partitions.front();
  const std::uint32_t chassis = partition.node_count / partition.nodes_per_chassis;
  std::vector<std::int64_t> loads_mw(
      chassis, partition.chassis_fixed_mw + partition.nodes_per_chassis * partition.idle_mw);
  for (const LiveJob& live : site.state().jobs) {
    if (live.sequence == 0) continue;
    for (const jobs::NodeMask& nodes : live.nodes) {
      for (std::uint64_t left = nodes.mask; left != 0; left &= left - 1) {
        const std::uint32_t node =
            64 * nodes.word + static_cast<std::uint32_t>(std::countr_zero(left));
        loads_mw[node / partition.nodes_per_chassis] += live.dynamic_mw;
      }
    }
  }
  power::SupplyTree tree(partition.supply_stages, partition.node_count, partition.nodes_per_chassis,
                         partition.chassis_per_rack, 0);
  tree.assign(loads_mw);
  return tree.input_mw();
}

}  // namespace

TEST_CASE("frontier: idle, half and full power of the whole machine, rectifiers sharing equally") {
  // Published system power 7.30652, 17.76720, 28.22788 MW.
  CHECK(it_w("equal", 0.0) == Approx(7.30652e6 - kCoolingUnitsW).epsilon(1e-6));
  CHECK(it_w("equal", 0.5) == Approx(17.76720e6 - kCoolingUnitsW).epsilon(1e-6));
  CHECK(it_w("equal", 1.0) == Approx(28.22788e6 - kCoolingUnitsW).epsilon(1e-6));
}

TEST_CASE("frontier: the same with only as many rectifiers on as the load needs") {
  // 7.27507, 17.75672 MW; at full power all four are on.
  CHECK(it_w("staged", 0.0) == Approx(7.27507e6 - kCoolingUnitsW).epsilon(1e-6));
  CHECK(it_w("staged", 0.5) == Approx(17.75672e6 - kCoolingUnitsW).epsilon(1e-6));
  CHECK(it_w("staged", 1.0) == Approx(28.22788e6 - kCoolingUnitsW).epsilon(1e-6));
}

TEST_CASE("frontier: kept up with jobs that come and go, the sum is that of a fresh start") {
  std::string trace;
  for (int i = 0; i < 300; ++i) {
    trace += fmt::format("{},{},{},{},7200,{}\n", i, 11 * i, 30 + 97 * i % 1500, 1 + 613 * i % 900,
                         0.001 * (i * 37 % 1001));
  }
  for (const char* sharing : {"equal", "staged"}) {
    Simulation simulation(frontier(sharing, trace));
    for (int minute = 1; minute < 60; ++minute) {
      simulation.run_until(simulation.start_ns() + minute * kNsPerMinute + 1);
      const Site& site = simulation.sites().front();
      REQUIRE(site.state().partitions.front().supply.input_mw() == input_from_scratch_mw(site));
      REQUIRE(site.view().jobs_running > 1);
    }
  }
}

TEST_CASE("frontier: a cap slows jobs through the converters to the largest 64th that fits") {
  Simulation simulation(frontier("equal", "0,0,7200,9472,7200,1\n"));
  simulation.run_until(simulation.start_ns() + kNsPerMinute);
  simulation.set_cap("frontier", 20e6);

  const SiteView view = simulation.site("frontier").view();
  // One 64th is 1/64 of 28.22788 - 7.30652 MW, the converters' share included.
  const double step_w = (28.22788e6 - 7.30652e6) / 64.0;
  CHECK(view.it_w <= 20e6);
  CHECK(view.it_w + step_w > 20e6);
  CHECK(view.it_w ==
        Approx(7.30652e6 - kCoolingUnitsW + step_w * 64.0 * view.throttle).epsilon(1e-6));
}

TEST_CASE("frontier: a hold counts what the converters add, so that no start is slowed") {
  // Ten jobs of 900 nodes and room for fewer.
  std::string trace;
  for (int i = 0; i < 10; ++i)
    trace += fmt::format("{},{},600,900,7200,1\n", i, i);
  Scenario scenario = frontier("staged", trace);
  scenario.sites.front().scheduler.over_cap = OverCap::hold;
  Simulation simulation(scenario);
  simulation.set_cap("frontier", 15e6);
  for (int second = 1; second < 3600; ++second) {
    simulation.run_until(simulation.start_ns() + second * kNsPerSecond + 1);
    REQUIRE(simulation.sites().front().view().throttle == 1.0);
  }
  simulation.run_until(simulation.end_ns());
  CHECK(summarise(simulation.sites().front()).jobs.counts.completed == 10);
}

TEST_CASE(
    "frontier: a chassis draws nothing, switches and rectifiers included, until a node of it is "
    "up") {
  // Half of the machine from the start; the other half comes after half an hour.
  const Finished run(scenario_from(R"(
name: frontier in two steps
start: 2025-07-01
duration: 1 hour
sites:
  - name: frontier
    fleet:
      - {node: frontier-node, nodes: 4736}
      - {node: frontier-node, nodes: 4736, energised: '2025-07-01T00:30:00Z'}
    power: {grid: {limit: 40 MW}}
plant: {interval: 5 min}
outputs: {interval: 5 min}
)"));

  const double whole_w = 7.30652e6 - kCoolingUnitsW;
  CHECK(run.out.rows[0].mean[channel("it_power_w")] == Approx(0.5 * whole_w).epsilon(1e-6));
  CHECK(run.out.rows[6].mean[channel("it_power_w")] == Approx(whole_w).epsilon(1e-6));
}

}  // namespace gigawatt::test
