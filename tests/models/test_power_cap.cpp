// SPDX-License-Identifier: Apache-2.0

// A cap on IT power: shared by slowing all jobs, or kept by holding jobs back. The lab's two hosts
// draw 200 W idle and 400 W at full use.

#include <cmath>

#include <doctest/doctest.h>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

// Half of the dynamic 200 W fits under 300.1 W (0.1 W to spare, so that the level is no close
// call).
constexpr const char* kHalf = "limit: 300.1 W";

Lab two_hosts(const std::string& trace, const std::string& grid = kHalf,
              const std::string& scheduler = "policy: fcfs") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 2}]";
  lab.grid = grid;
  lab.scheduler = scheduler;
  lab.trace = trace;
  return lab;
}

double ended_at(const Finished& run, std::uint64_t job) {
  return lab_seconds(run.out.job(job).end_ns);
}
double started_at(const Finished& run, std::uint64_t job) {
  return lab_seconds(run.out.job(job).start_ns);
}

const LimitSummary& only_limit(const Finished& run) {
  REQUIRE(run.summary.limits.size() == 1);
  return run.summary.limits.front();
}

}  // namespace

TEST_CASE("cap: two jobs under a halved cap run at half speed, and the loss is the grid's") {
  const Finished run(two_hosts("a,0,600,1,3600,1\nb,0,600,1,3600,1\n").scenario());

  CHECK(ended_at(run, 0) == 1200.0);
  CHECK(ended_at(run, 1) == 1200.0);
  CHECK(run.summary.totals.peak_it_instant_w == Approx(300.0).epsilon(1e-12));
  // 300 W for 1,200 s, 200 W for the other 2,400 s, by hand.
  CHECK(run.summary.totals.it_energy_j == Approx(840e3).epsilon(1e-12));
  CHECK(run.out.job(0).energy_j == Approx(180e3).epsilon(1e-12));  // 150 W for 1,200 s
  CHECK(run.out.rows[5].mean[channel("throttle_frac")] == 0.5);
  CHECK(run.out.rows[30].mean[channel("throttle_frac")] == 1.0);
  CHECK(only_limit(run).name == "grid");
  CHECK(only_limit(run).hours_binding == Approx(1200.0 / 3600.0).epsilon(1e-12));
  CHECK(only_limit(run).gpu_hours_lost == Approx(2 * 600.0 / 3600.0).epsilon(1e-12));
  CHECK(run.summary.gpu_hours.blocked == only_limit(run).gpu_hours_lost);
  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
}

TEST_CASE("cap: a job alone is not slowed; one that joins it slows both until the first is done") {
  const Finished run(two_hosts("a,0,600,1,3600,1\nb,300,600,1,3600,1\n").scenario());

  // a: 300 s at full speed, the rest at half until 900. b: half speed to 900, then 300 s at full.
  CHECK(ended_at(run, 0) == 900.0);
  CHECK(ended_at(run, 1) == 1200.0);
  CHECK(only_limit(run).hours_binding == Approx(600.0 / 3600.0).epsilon(1e-12));
}

TEST_CASE("cap: a wall-time limit runs on while a job is slowed, a limit on work does not") {
  const std::string trace = "a,0,600,1,900,1\nb,0,600,1,900,1\n";
  const Finished wall(two_hosts(trace).scenario());
  const Finished work(two_hosts(trace, kHalf, "policy: fcfs, limit: work").scenario());

  CHECK(wall.out.job(0).end == JobEnd::killed_at_limit);
  CHECK(ended_at(wall, 0) == 900.0);
  CHECK(wall.summary.gpu_hours.discarded == Approx(2 * 450.0 / 3600.0).epsilon(1e-12));
  CHECK(work.out.job(0).end == JobEnd::completed);
  CHECK(ended_at(work, 0) == 1200.0);
}

TEST_CASE("cap: a limit on work kills by work, in whichever phase it falls") {
  const Finished run(two_hosts("a,0,300,1,450,1\na,0,300,1,450,0.5\nb,0,600,1,3600,1\n",
                               "limit: 1 MW", "policy: fcfs, limit: work")
                         .scenario());

  CHECK(run.out.job(0).end == JobEnd::killed_at_limit);
  CHECK(ended_at(run, 0) == 450.0);
  CHECK(run.out.job(0).energy_j == Approx(300 * 200.0 + 150 * 150.0).epsilon(1e-12));
  CHECK(ended_at(run, 1) == 600.0);
}

TEST_CASE("cap: work that ends exactly at its limit is completed, not killed") {
  const Finished run(two_hosts("a,0,600,1,600,1\n", "limit: 1 MW").scenario());

  CHECK(run.out.job(0).end == JobEnd::completed);
  CHECK(run.summary.jobs.counts.killed == 0);
}

TEST_CASE("cap: hold keeps the second job waiting, at full speed and within the headroom") {
  const Finished run(
      two_hosts("a,0,600,1,3600,1\nb,0,600,1,3600,1\n", kHalf, "policy: fcfs, over_cap: hold")
          .scenario());

  CHECK(ended_at(run, 0) == 600.0);
  CHECK(started_at(run, 1) == 600.0);
  CHECK(ended_at(run, 1) == 1200.0);
  CHECK(run.summary.totals.peak_it_instant_w == Approx(300.0).epsilon(1e-12));
  CHECK(only_limit(run).hours_binding == Approx(600.0 / 3600.0).epsilon(1e-12));
  // The second host stood free for the ten minutes that its job was held back, by hand.
  CHECK(only_limit(run).gpu_hours_lost == Approx(600.0 / 3600.0).epsilon(1e-12));
}

TEST_CASE("cap: what is held back starts the instant an outside cap is lifted") {
  Simulation simulation(two_hosts("a,0,600,1,3600,1\nb,0,600,1,3600,1\n", "limit: 1 MW",
                                  "policy: fcfs, over_cap: hold")
                            .scenario());
  Collected out;
  simulation.attach(&out, nullptr);

  simulation.set_cap("lab", 300.1);
  simulation.run_until(lab_time(100.5));
  CHECK(simulation.site("lab").view().jobs_queued == 1);
  CHECK(simulation.site("lab").view().jobs_running == 1);
  simulation.set_cap("lab", std::nullopt);
  simulation.run_until(simulation.end_ns());

  CHECK(lab_seconds(out.job(1).start_ns) == 100.5);
  const SiteSummary summary = summarise(simulation.site("lab"));
  REQUIRE(summary.limits.size() == 1);
  CHECK(summary.limits[0].name == "outside-cap");
  CHECK(summary.limits[0].hours_binding == Approx(100.5 / 3600.0).epsilon(1e-12));
}

TEST_CASE(
    "cap: hold starts nothing while running jobs are slowed, though the slowed load leaves room") {
  Lab lab = two_hosts("a,0,600,1,3600,1\nb,0,600,1,3600,1\nc,60,100,1,3600,0.1\n", "limit: 1 MW",
                      "policy: fcfs, over_cap: hold");
  lab.fleet = "[{node: host-100-200, nodes: 3}]";
  Simulation simulation(lab.scenario());
  Collected out;
  simulation.attach(&out, nullptr);

  simulation.run_until(lab_time(30));
  simulation.set_cap("lab", 415.0);  // room 115 of 200 W: level 36, which leaves 2.5 W unused
  CHECK(simulation.site("lab").view().throttle == 36.0 / 64.0);
  simulation.run_until(simulation.end_ns());

  // a and b have 570 s of work left at 36/64 from 30 s on; then c's 10 W fit.
  const double freed_s = 30.0 + 570.0 * 64.0 / 36.0;
  CHECK(lab_seconds(out.job(2).start_ns) == Approx(freed_s).epsilon(1e-9));
}

TEST_CASE("cap: an outside cap slows from the instant it is set to the instant it is lifted") {
  Simulation simulation(
      two_hosts("a,0,600,1,3600,1\nb,0,600,1,3600,1\n", "limit: 1 MW").scenario());
  Collected out;
  simulation.attach(&out, nullptr);

  simulation.run_until(lab_time(100));
  simulation.set_cap("lab", 250.0);  // 50 of 200 W: a quarter
  CHECK(simulation.site("lab").view().throttle == 0.25);
  CHECK(simulation.site("lab").view().it_w == Approx(250.0).epsilon(1e-12));
  simulation.run_until(lab_time(500));
  simulation.set_cap("lab", std::nullopt);
  simulation.run_until(simulation.end_ns());

  // 100 s + 400 s at a quarter = 200 s done; the other 400 s at full speed from 500.
  CHECK(lab_seconds(out.job(0).end_ns) == 900.0);
  CHECK(lab_seconds(out.job(1).end_ns) == 900.0);
}

TEST_CASE("cap: a performance curve turns half the power into more than half the speed") {
  Lab lab = two_hosts("a,0,600,1,3600,1\nb,0,600,1,3600,1\n");
  lab.catalogue += "    performance_curve: [0, 0.75, 1]\n";

  const Finished run(lab.scenario());

  CHECK(ended_at(run, 0) == 800.0);  // 600 s / 0.75
  CHECK(run.summary.totals.peak_it_instant_w == Approx(300.0).epsilon(1e-12));
}

TEST_CASE("cap: at no instant does IT power exceed it, and levels are whole 64ths") {
  // Sixteen hosts, arrivals at every turn, a limit that steps down and up again.
  std::string trace;
  for (int i = 0; i < 120; ++i) {
    trace += std::to_string(i) + "," + std::to_string(25 * i) + "," +
             std::to_string(100 + 37 * i % 900) + "," + std::to_string(1 + i % 5) + ",5000," +
             (i % 3 == 0 ? "0.7" : "1") + "\n";
  }
  for (const char* over_cap : {"throttle", "hold"}) {
    CAPTURE(over_cap);
    Lab lab;
    lab.fleet = "[{node: host-100-200, nodes: 16}]";
    lab.grid =
        "limit: 2.9 kW, limit_steps: [{from: '2025-01-01T00:20:10Z', limit: 2111 W}, "
        "{from: '2025-01-01T00:41:00Z', limit: 2700 W}]";
    lab.scheduler = std::string("policy: easy-backfill, over_cap: ") + over_cap;
    lab.span = "6 hours";
    lab.trace = trace;
    Simulation simulation(lab.scenario());

    bool slowed = false;
    for (int second = 0; second < 3600; ++second) {
      simulation.run_until(lab_time(second + 0.5));
      const SiteView view = simulation.site("lab").view();
      const double limit_w = second < 1210 ? 2900.0 : second < 2460 ? 2111.0 : 2700.0;
      if (view.it_w > limit_w * (1.0 + 1e-12))
        FAIL("drew " << view.it_w << " W at " << second << " s");
      if (view.throttle * 64.0 != std::floor(view.throttle * 64.0)) FAIL("no whole 64th");
      slowed = slowed || view.throttle < 1.0;
    }
    CHECK(slowed);  // under `hold` too: the limit falls below what already runs
    simulation.run_until(simulation.end_ns());

    const SiteSummary summary = summarise(simulation.sites().front());
    CHECK(summary.totals.over_limit_energy_j == 0.0);
    CHECK(summary.jobs.counts.completed + summary.jobs.counts.killed == 120);
    CHECK(broken_laws_of({summary}).empty());
  }
}

TEST_CASE(
    "cap: a switch closes the interval that ran under the old limit before the new one holds") {
  Lab lab = two_hosts("a,0,3000,2,3600,1\n",
                      "limit: 1 kW, limit_steps: [{from: '2025-01-01T00:30:30Z', limit: 300.1 W}]");
  const Finished run(lab.scenario());

  // 400 W for 1,830 s were within the limit of their time.
  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
  CHECK(only_limit(run).hours_binding == Approx(1770.0 / 3600.0).epsilon(1e-12));
}

}  // namespace gigawatt::test
