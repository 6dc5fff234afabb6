// SPDX-License-Identifier: Apache-2.0

// Jobs as a fluid: what is asked for is served or left over, nodes and power are those of the jobs
// in the mean.

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/fluid_demand.h"
#include "models/fluid_job.h"
#include "sim/engine/random.h"
#include "tests/models/support/random_lab.h"
#include "tests/support/rounds.h"

namespace gigawatt::test {

namespace {

using doctest::Approx;

Scenario as_fluid(const Lab& lab) {
  Scenario scenario = lab.scenario();
  scenario.jobs_mode = JobsMode::fluid;
  return scenario;
}

Int128 held(const FlowAmounts& amounts) {
  return amounts[static_cast<std::size_t>(Flow::held)];
}

}  // namespace

TEST_CASE("fluid demand: bins hold the exact node-time of rectangles, far ends and cuts included") {
  FluidDemand demand(0, 10'250, 100);  // 103 bins, the last of 50 ns
  demand.add(30, 250, {3});            // 3 nodes: 70, 100 and 50 ns
  demand.add(40, 60, {5});             // inside one bin
  demand.add(0, 60'000, {2});          // beyond the end

  // By hand: 3·70 + 5·20 + 2·100 = 510; 3·100 + 200 = 500; 3·50 + 200 = 350; then 200 each.
  CHECK(static_cast<std::int64_t>(held(demand.take_bin())) == 510);
  CHECK(static_cast<std::int64_t>(held(demand.take_bin())) == 500);
  CHECK(static_cast<std::int64_t>(held(demand.take_bin())) == 350);
  for (int bin = 3; bin < 102; ++bin)
    REQUIRE(static_cast<std::int64_t>(held(demand.take_bin())) == 200);
  CHECK(static_cast<std::int64_t>(held(demand.take_bin())) == 100);  // 2 · 50
}

TEST_CASE("fluid demand: what ends beyond the ring of bins ends when it should") {
  FluidDemand demand(0, 1'000'000, 100);
  demand.add(0, 70'050, {1});
  demand.add(70'000, 90'000, {4});  // begins beyond it, too

  std::int64_t sum = 0;
  for (int bin = 0; bin < 10'000; ++bin) {
    const auto now = static_cast<std::int64_t>(held(demand.take_bin()));
    if (bin == 699) CHECK(now == 100);
    if (bin == 700) CHECK(now == 50 + 400);
    if (bin == 701) CHECK(now == 400);
    sum += now;
  }
  CHECK(sum == 70'050 + 4 * 20'000);
}

TEST_CASE("fluid job: without failures it holds its nodes for its work and its checkpoints") {
  jobs::Job job;
  job.work_ns = 1000;
  job.limit_ns = 4000;
  faults::CheckpointPlan plan;
  plan.interval_ns = 300;
  plan.stall_ns = plan.write_ns = 10;

  const ExpectedHold hold = expected_hold(job, plan, {}, 1'000'000);

  CHECK(hold.held_ns == 1030);  // after 300, 600 and 900 of work
  CHECK(hold.checkpoint_ppb == Approx(30.0 / 1030.0 * 1e9).epsilon(1e-7));
  CHECK(hold.discarded_ppb == 0);
}

TEST_CASE("fluid job: one that asks for too little is killed, and what it did is lost") {
  jobs::Job job;
  job.work_ns = 1000;
  job.limit_ns = 400;

  const ExpectedHold hold = expected_hold(job, {}, {}, 1'000'000);

  CHECK(hold.held_ns == 400);
  CHECK(hold.work_ns == 400);
  CHECK(hold.discarded_ppb == kPpb);
}

TEST_CASE("fluid job: failures cost what the exact formula of checkpointing says") {
  jobs::Job job;
  job.work_ns = 100'000 * kNsPerSecond;
  job.limit_ns = kNever;
  faults::CheckpointPlan plan;
  plan.interval_ns = 1000 * kNsPerSecond;
  plan.stall_ns = plan.write_ns = 20 * kNsPerSecond;
  plan.restart_ns = 100 * kNsPerSecond;
  const double mtbf_s = 5000.0;
  const Interruptions failures{1.0 / mtbf_s, 30.0};

  const ExpectedHold hold = expected_hold(job, plan, failures, kNever);

  // Daly's exact form: e^(R/µ) µ (e^((τ+C)/µ) − 1) for each of 99 intervals and the last one
  // without a checkpoint; one failure each µ, and 30 s until it is known.
  const double through_s =
      mtbf_s * std::exp(0.02) * (99.0 * (std::exp(1020.0 / mtbf_s) - 1.0) + std::exp(0.2) - 1.0);
  const double held_s = through_s * (1.0 + 30.0 / mtbf_s);
  CHECK(to_seconds(hold.held_ns) == Approx(held_s).epsilon(1e-9));
  CHECK(static_cast<double>(hold.hung_ppb) ==
        Approx(through_s * 30.0 / mtbf_s / held_s * 1e9).epsilon(1e-6));
  // Work, checkpoints, restarts, losses and hanging are all there is.
  const double productive =
      1.0 - 1e-9 * static_cast<double>(hold.discarded_ppb + hold.checkpoint_ppb + hold.restart_ppb +
                                       hold.hung_ppb);
  CHECK(productive * held_s == Approx(100'000.0).epsilon(1e-6));
}

TEST_CASE("fluid job: one that never gets on holds its nodes to the end, all for nothing") {
  jobs::Job job;
  job.work_ns = 100'000 * kNsPerSecond;
  job.limit_ns = kNever;

  const ExpectedHold hold = expected_hold(job, {}, {0.1, 0.0}, 200'000 * kNsPerSecond);

  CHECK(hold.held_ns == 200'000 * kNsPerSecond);
  CHECK(hold.discarded_ppb > kPpb - 1000);
}

TEST_CASE("fluid: a job runs on its nodes for its time, at its power") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.trace = "a,600,1200,4,9000,0.5\n";
  const Finished run(as_fluid(lab));

  // 10 nodes at 100 W for an hour, 4 of them with 50 W more for 20 minutes.
  CHECK(run.summary.totals.it_energy_j == Approx(3.6e6 + 4 * 50.0 * 1200.0));
  CHECK(run.out.rows[9].mean[channel("gpus_allocated")] == 0.0);
  CHECK(run.out.rows[10].mean[channel("gpus_allocated")] == 4.0);
  CHECK(run.out.rows[29].mean[channel("gpus_utilised")] == 2.0);
  CHECK(run.out.rows[30].mean[channel("gpus_allocated")] == 0.0);
  CHECK(run.summary.gpu_hours.productive == Approx(4.0 / 3.0).epsilon(1e-12));
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("fluid: a replayed trace takes the energy of its events where few jobs wait") {
  RandomDraws draw = RandomStream(1, "tests.models", "fluid-trace").at(0);
  Lab lab;
  lab.span = "5 hours";
  lab.fleet = "[{node: host-100-200, nodes: 64}]";
  double submit_s = 0.0;
  while (submit_s < 18'000.0) {  // 4.5 nodes for half an hour each 210 s: a load of 0.6
    lab.trace +=
        fmt::format("j{0:.3f},{0:.3f},{1:.3f},{2},90000,{3:.3f}\n", submit_s,
                    draw.exponential(1800.0) + 0.001, 1 + draw.index(8), draw.uniform(0.2, 1.0));
    submit_s += draw.exponential(210.0);
  }

  const Finished events(lab.scenario());
  const Finished fluid(as_fluid(lab));

  CHECK(events.summary.jobs.wait_mean_s < 60.0);
  CHECK(events.summary.jobs.utilisation > 0.4);
  const double energy_j = events.summary.totals.it_energy_j;
  CHECK(fluid.summary.totals.it_energy_j == Approx(energy_j).epsilon(0.005));
  CHECK(fluid.summary.gpu_hours.productive ==
        Approx(events.summary.gpu_hours.productive).epsilon(0.005));
}

TEST_CASE("fluid: more work than nodes waits, and is served as soon as there are nodes") {
  Lab lab;
  lab.fleet =
      "[{node: host-100-200, nodes: 4}, {node: host-100-200, nodes: 4, energised: "
      "'2025-01-01T00:30:00Z'}]";
  // 8 nodes for 40 minutes on 4: after half an hour 8 · 30 − 4 · 30 = 120 node-minutes wait; with
  // 8 nodes what waits and 8 · 10 minutes still to come take 200 / 8 = 25 minutes.
  lab.trace = "a,0,2400,8,9000,1.0\n";
  const Finished run(as_fluid(lab));

  CHECK(run.out.rows[29].mean[channel("gpus_allocated")] == 4.0);
  CHECK(run.out.rows[30].mean[channel("gpus_allocated")] == 8.0);
  CHECK(run.out.rows[54].mean[channel("gpus_allocated")] == 8.0);
  CHECK(run.out.rows[55].mean[channel("gpus_allocated")] == 0.0);
  REQUIRE(run.summary.fluid);
  CHECK(run.summary.fluid->served_gpu_hours == Approx(320.0 / 60.0).epsilon(1e-12));
  CHECK(run.summary.fluid->backlog_gpu_hours == 0.0);
}

TEST_CASE("fluid: what is not served is left over, to the nanosecond") {
  Lab lab;
  lab.trace = "a,0,3000,1,9000,1.0\nb,7,3000.5,1,9000,1.0\n";
  const Finished run(as_fluid(lab));

  const FluidTotals flow = run.simulation.sites().front().state().fluid->totals(0);
  CHECK(to_seconds(static_cast<std::int64_t>(flow.demanded)) == 6000.5);
  CHECK(to_seconds(static_cast<std::int64_t>(flow.served)) <= 3600.0);
  CHECK(to_seconds(static_cast<std::int64_t>(flow.served)) >= 3540.0);  // whole nodes a minute
  CHECK(flow.demanded == flow.served + flow.backlog);
}

TEST_CASE("fluid: under a cap it is throttled, and what it lost is the limit's") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.grid = "limit: 1510 W";  // level 32 of 64: half of the dynamic power of all nodes
  lab.trace = "a,0,3600,10,9000,1.0\n";
  const Finished run(as_fluid(lab));

  CHECK(run.summary.totals.it_energy_j == Approx(1500.0 * 3600.0).epsilon(1e-9));
  CHECK(run.summary.gpu_hours.throttled == Approx(5.0).epsilon(1e-9));
  CHECK(run.summary.gpu_hours.productive == Approx(5.0).epsilon(1e-9));
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().gpu_hours_lost == Approx(5.0).epsilon(1e-9));
}

TEST_CASE("fluid: with hold only as many nodes run as the cap carries") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.grid = "limit: 1510 W";  // five nodes of 100 W above idle
  lab.scheduler = "policy: fcfs, over_cap: hold";
  lab.trace = "a,0,3600,10,9000,1.0\n";
  const Finished run(as_fluid(lab));

  CHECK(run.summary.gpu_hours.allocated == Approx(5.0).epsilon(1e-9));
  CHECK(run.summary.gpu_hours.throttled == 0.0);
  CHECK(run.summary.gpu_hours.idle == Approx(5.0).epsilon(1e-9));
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().gpu_hours_lost == Approx(5.0).epsilon(1e-9));
}

TEST_CASE("fluid: all laws hold in labs drawn at random, whatever happens in them") {
  double blocked_h = 0.0, discarded_h = 0.0, unavailable_h = 0.0, unserved_j = 0.0, held_h = 0.0;
  double checkpoint_h = 0.0, restart_h = 0.0, hung_h = 0.0, failed_h = 0.0, backlog_h = 0.0;
  for (std::uint64_t number = 0; number < rounds(80); ++number) {
    CAPTURE(number);
    const Finished run(as_fluid(random_lab(number)));
    const auto broken = broken_laws_of({run.summary});
    for (const std::string& law : broken)
      MESSAGE(law);
    REQUIRE(broken.empty());
    REQUIRE(run.out.jobs.empty());

    const FluidTotals flow = run.simulation.sites().front().state().fluid->totals(0);
    REQUIRE(flow.demanded == flow.served + flow.backlog);
    const PartitionMeters& meters = run.simulation.sites().front().state().partitions[0].meters;
    // Served is what ran and got on.
    REQUIRE(flow.served == meters.nodes_running - meters.slowed);
    held_h += to_seconds(static_cast<std::int64_t>(meters.held)) / 3600.0;
    backlog_h += run.summary.fluid->backlog_gpu_hours;
    blocked_h += run.summary.gpu_hours.blocked;
    checkpoint_h += run.summary.gpu_hours.checkpoint;
    restart_h += run.summary.gpu_hours.restart;
    hung_h += run.summary.gpu_hours.hung;
    failed_h += run.summary.gpu_hours.failed;
    discarded_h += run.summary.gpu_hours.discarded;
    unavailable_h += run.summary.gpu_hours.unavailable;
    unserved_j += run.summary.totals.unserved_energy_j;
  }
  // The draw reached what it is meant to reach.
  CHECK(held_h > 10.0);
  CHECK(backlog_h > 10.0);
  CHECK(blocked_h > 10.0);
  CHECK(checkpoint_h > 1.0);
  CHECK(restart_h > 1.0);
  CHECK(hung_h > 1.0);
  CHECK(failed_h > 10.0);
  CHECK(discarded_h > 10.0);
  CHECK(unavailable_h > 10.0);
  CHECK(unserved_j > 0.0);
}

TEST_CASE("fluid: nothing is served in the dark, and what waited is made up afterwards") {
  // 4 of 10 nodes for 20 minutes; the site is dark and off from minute 10 to 20.
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.grid =
      "limit: 1 MW, limit_steps: [{from: '2025-01-01T00:10:00Z', limit: 0 W}, {from: "
      "'2025-01-01T00:20:00Z', limit: 1 MW}]";
  lab.scheduler = "policy: fcfs, dark_grace: 60 s, boot: 0 s";
  lab.trace = "a,0,1200,4,9000,1.0\n";
  const Finished run(as_fluid(lab));

  // Off from minute 11 to 20. What waited is made up as fast as nodes allow.
  CHECK(run.out.rows[15].mean[channel("gpus_allocated")] == 0.0);
  CHECK(run.summary.fluid->backlog_gpu_hours == 0.0);
  CHECK(run.summary.gpu_hours.productive == Approx(4.0 / 3.0).epsilon(1e-12));
  CHECK(run.summary.gpu_hours.unavailable == Approx(10.0 * 9.0 / 60.0).epsilon(1e-9));
}

TEST_CASE("fluid: a gang that was held up goes on with its own nodes, no more") {
  const Finished run(scenario_from(R"(
name: gang
start: 2025-01-01
duration: 3 hours
sites:
  - name: lab
    fleet: [{node: hgx-h100-8, nodes: 10}]
    power: {grid: {limit: 1 MW, limit_steps: [{from: '2025-01-01T00:10:00Z', limit: 0 W},
                                              {from: '2025-01-01T00:30:00Z', limit: 1 MW}]}}
workloads:
  - name: pretraining
    kind: training
    training: {parameters: 1e9, tokens: 4e9, gpus: 16, mfu: 0.4, start_up: 0 s}
jobs: fluid
plant: {interval: 1 min}
outputs: {interval: 1 min}
)"));

  double most = 0.0;
  for (const Collected::Row& row : run.out.rows)
    most = std::max(most, row.mean[channel("gpus_allocated")]);
  CHECK(most == 16.0);
  // 6 N D over its accelerators at 40 % of 989.5 TFLOP/s, by hand; rounding to whole nodes leaves
  // at most one node for a minute.
  const double hours = 6 * 1e9 * 4e9 / (989.5e12 * 0.4) / 3600.0;
  CHECK(run.summary.gpu_hours.productive <= hours * (1.0 + 1e-9));
  CHECK(run.summary.gpu_hours.productive > hours - 8.0 / 60.0);
}

TEST_CASE("fluid: what has no meaning without jobs is null in the summary, not 0") {
  Lab lab;
  lab.trace = "a,0,1200,1,9000,1.0\n";
  const Finished run(as_fluid(lab));
  Summary summary;
  summary.sites = {run.summary};

  const auto json = nlohmann::json::parse(to_json(summary));

  CHECK(json["jobs"]["mode"] == "fluid");
  CHECK(json["jobs"]["submitted"].is_null());
  CHECK(json["jobs"]["wait_s"]["mean"].is_null());
  CHECK(json["jobs"]["makespan_s"].is_null());
  CHECK(json["faults"]["jobs"].is_null());
  CHECK(json["jobs"]["utilisation"] == Approx(1.0 / 3.0));
  CHECK(json["jobs"]["demanded_gpu_hours"] == Approx(1.0 / 3.0));
  CHECK(json["gpu_hours"]["productive"] == Approx(1.0 / 3.0));
  CHECK(std::isnan(run.out.rows.front().mean[channel("jobs_queued")]));
}

TEST_CASE("fluid: keys that need single jobs are refused where they stand") {
  Lab lab;
  lab.trace = "a,0,1200,1,9000,1.0\n";
  lab.workload = "max_attempts: 3";
  lab.scheduler = "policy: fcfs, limit: work";
  lab.plant = "interval: 1 min}\njobs: fluid  # {";
  try {
    lab.scenario();
    FAIL("no error");
  } catch (const ScenarioError& error) {
    const std::string what = error.what();
    CHECK(what.find("max_attempts") != std::string::npos);
    CHECK(what.find("scheduler.limit") != std::string::npos);
    CHECK(what.find("jobs: events") != std::string::npos);
  }
}

}  // namespace gigawatt::test
