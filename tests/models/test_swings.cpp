// SPDX-License-Identifier: Apache-2.0

// Swings within seconds, what smooths them, and caps on accelerators, in whole runs.

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/build.h"
#include "models/swing_review.h"
#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// A host of one GB200 accelerator (1,200 W, idle 144 W), 200 W idle and 1,256 W at full use, so
/// that all of its dynamic power is the accelerator's.
constexpr const char* kTray = R"(
nodes:
  - name: tray
    doc: One accelerator, linear from 200 W to 1,256 W.
    accelerator: b200-gb200
    gpus: 1
    powers_at: wall
    idle: {value: 200 W, source: by hand, date: 2026-01-01}
    rated: {value: 1256 W, source: by hand, date: 2026-01-01}
    measured_max: {value: 1256 W, source: by hand, date: 2026-01-01}
)";

/// A swing of 420 to 1,080 W (0.35 and 0.9 of 1,200 W), mean 948 W.
constexpr const char* kSwing = "swing: {period: 5 s}";

struct Trays {
  std::string trace = "1,0,1000,10,2000,1\n";
  std::string workload = {};  ///< Further keys of the workload.
  std::string fleet = {};     ///< Further keys of the fleet's entry.
  std::string power = {};     ///< Further keys of `power`.
  std::string grid = "limit: 1 MW";
  std::string faults = {};  ///< Keys of `faults`; absent: nothing fails.

  Scenario scenario() const {
    return scenario_from(
        fmt::format(R"(
name: trays
start: 2025-01-01
duration: 1 hour
sites:
  - name: lab
    fleet: [{{node: tray, nodes: 100{}{}}}]
    power: {{grid: {{{}}}{}{}}}
{}    scheduler: {{policy: fcfs}}
workloads:
  - {{name: tasks, kind: replay, file: trace.csv,
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}{}{}}}
plant: {{interval: 1 min}}
outputs: {{interval: 1 min}}
)",
                    fleet.empty() ? "" : ", ", fleet, grid, power.empty() ? "" : ", ", power,
                    faults.empty() ? "" : "    faults: {" + faults + "}\n",
                    workload.empty() ? "" : ", ", workload),
        {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n" + trace},
         {"catalog/nodes.yaml", kTray}});
  }
};

std::string refusal(const Trays& trays) {
  try {
    build_sites(trays.scenario());
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

/// IT energy above that of a hundred idle hosts [J].
double dynamic_energy_j(const Finished& run) {
  return run.summary.totals.it_energy_j - 100 * 200.0 * 3600.0;
}

constexpr const char* kCap = "power_cap: 1000 W, work: dense-training";

}  // namespace

// ── Caps ───────────────────────────────────────────────────────────────────────────────────────

TEST_CASE("power cap: GB200 at 1,000 of 1,200 W takes a sixth less power and 5 % of the speed") {
  const Finished plain(Trays{}.scenario());
  for (const Trays& trays : {Trays{.workload = kCap}, Trays{.workload = "work: dense-training",
                                                            .fleet = "power_cap: 1000 W"}}) {
    const Finished capped(trays.scenario());

    // The published point (docs/models/compute/power_caps.md), and hosts whose dynamic power is
    // the accelerator's: 1,056 W less 200 W.
    const double run_s = 1000.0 / 0.95;
    CHECK(lab_seconds(plain.out.job(0).end_ns) == 1000.0);
    CHECK(lab_seconds(capped.out.job(0).end_ns) == Approx(run_s).epsilon(1e-6));
    CHECK(dynamic_energy_j(plain) == Approx(10 * 1056.0 * 1000.0));
    CHECK(dynamic_energy_j(capped) == Approx(10 * 856.0 * run_s).epsilon(1e-6));
    CHECK(broken_laws_of({capped.summary}).empty());
  }
}

TEST_CASE("power cap: a limit is longer by as much, so a cap kills nobody") {
  const Finished capped(Trays{.trace = "1,0,1000,10,1000,1\n", .workload = kCap}.scenario());

  CHECK(capped.summary.jobs.counts.completed == 1);
  CHECK(capped.summary.jobs.counts.killed == 0);
}

TEST_CASE("power cap: the lower of the workload's and the hosts' holds") {
  const Finished both(Trays{.workload = kCap, .fleet = "power_cap: 1100 W"}.scenario());
  const Finished one(Trays{.workload = kCap}.scenario());

  CHECK(dynamic_energy_j(both) == Approx(dynamic_energy_j(one)).epsilon(1e-12));
  CHECK(both.out.job(0).end_ns == one.out.job(0).end_ns);
}

TEST_CASE("power cap: what is not known is refused by name") {
  CHECK(refusal({.workload = "power_cap: 1000 W"}).find("which kind of work") != std::string::npos);
  const std::string unknown = refusal({.workload = "power_cap: 1000 W, work: rendering"});
  CHECK(unknown.find("no curve of performance under a power cap for 'rendering'") !=
        std::string::npos);
  CHECK(unknown.find("dense-training") != std::string::npos);
  CHECK(refusal({.workload = "power_cap: 100 W, work: decode"}).find("below the idle power") !=
        std::string::npos);
}

// ── Swings ─────────────────────────────────────────────────────────────────────────────────────

TEST_CASE("swings: one job's step and its start and end, by hand") {
  const Finished run(Trays{.workload = kSwing}.scenario());

  REQUIRE(run.summary.power_swings);
  const SwingSummary& swings = *run.summary.power_swings;
  // Ten hosts start from idle to the top of a step: the mean of 1,056 W and 1,080 − 948 W above.
  CHECK(swings.up_w_per_s[0] == Approx(10 * 1188.0));
  CHECK(swings.down_w_per_s[1] == Approx(10 * 1188.0 / 10.0));
  CHECK(swings.down_w_per_s[2] == Approx(10 * 1188.0 / 60.0));
  CHECK(swings.dynamic_range_w == Approx(10 * 1188.0));
  CHECK(swings.at == "2025-01-01T00:00:00Z");
  CHECK(swings.step_range_w == Approx(10 * 660.0));
  CHECK(swings.step_w_per_s[1] == Approx(10 * 66.0));
  CHECK(swings.filler_energy_j == 0.0);
  CHECK(swings.violations.empty());
}

TEST_CASE("swings: they change no energy and no schedule") {
  const Trays plain{.trace = "1,0,1000,60,2000,1\n2,10,500,50,2000,0.5\n3,20,100,40,300,0.9\n"};
  Trays swinging = plain;
  swinging.workload = kSwing;
  const Finished without(plain.scenario());
  const Finished with(swinging.scenario());

  CHECK(with.summary.totals.it_energy_j == without.summary.totals.it_energy_j);
  CHECK(with.summary.plant_intervals == without.summary.plant_intervals);
  CHECK_FALSE(without.summary.power_swings);
  REQUIRE(with.out.jobs.size() == without.out.jobs.size());
  for (std::size_t i = 0; i < with.out.jobs.size(); ++i)
    CHECK(with.out.jobs[i].end_ns == without.out.jobs[i].end_ns);
}

TEST_CASE("swings: steps of two jobs and an end within the minute add up") {
  // Both run from 0; the small one ends at 100 s, a third starts at 130 s.
  const Finished run(Trays{.trace = "1,0,1000,60,2000,1\n2,0,100,20,2000,1\n3,130,100,10,300,1\n",
                           .workload = kSwing}
                         .scenario());

  const SwingSummary& swings = *run.summary.power_swings;
  // Up in a second: both start. Down in a second: the large one steps down by 660 W a host while
  // the small one ends. By hand.
  CHECK(swings.up_w_per_s[0] == Approx(80 * 1188.0));
  CHECK(swings.down_w_per_s[0] == Approx(60 * 1188.0));  // when the large one ends by itself
  // In a minute the range is largest at the start: eighty hosts from idle to the top.
  CHECK(swings.dynamic_range_w == Approx(80 * 1188.0));
}

TEST_CASE("swings: a training run brings the swing of its plan, from its first step on") {
  const Scenario scenario = scenario_from(R"(
name: training
start: 2025-01-01
duration: 1 hour
sites:
  - name: lab
    fleet: [{node: hgx-h100-8, nodes: 2048}]
    power: {grid: {limit: 40 MW}, utility: {ramp_up: 5 MW/s, ramp_down: 1 GW/s}}
workloads:
  - name: pretraining
    kind: training
    training: {parameters: 405e9, tokens: 15.6e12, gpus: 16384, start_up: 15 min}
outputs: {interval: 1 hour}
)");
  const Finished run(scenario);

  REQUIRE(run.summary.power_swings);
  const SwingSummary& swings = *run.summary.power_swings;
  // Steps begin after 15 minutes, and their start is the largest change of the hour: from 0.1 of
  // 6,780 W a node to 0.9 of it, and 0.9 less 0.79 of 5,600 W above that (catalogue and plan, by
  // hand).
  CHECK(swings.at == "2025-01-01T00:15:00Z");
  CHECK(swings.dynamic_range_w == Approx(2048 * (0.8 * 6780.0 + 0.11 * 5600.0)));
  REQUIRE(swings.violations.size() == 1);
  CHECK(swings.violations[0].limit == "ramp-up");

  // Before the run: a step is 0.55 of 16,384 · 700 W, 6.3 MW in a tenth of a second.
  const auto reviews = review_swings(build_sites(scenario).front());
  REQUIRE(reviews.size() == 1);
  CHECK(reviews[0].nodes == 2048);
  CHECK(reviews[0].up_w_per_s == Approx(0.55 * 16384 * 700.0));
  REQUIRE(reviews[0].by_steps.size() == 1);
  CHECK(reviews[0].by_steps[0].excess() == Approx(0.55 * 16384 * 700.0 - 5e6));
  CHECK(reviews[0].by_ends.empty());
}

// ── Smoothing ──────────────────────────────────────────────────────────────────────────────────

TEST_CASE("smoothing: a floor's filler is IT energy, to the milliwatt") {
  const Finished plain(Trays{.workload = kSwing}.scenario());
  const Finished smooth(Trays{.workload = kSwing, .power = "smoothing: {floor: 0.6}"}.scenario());

  // Floor 720 W, 300 W above the valley of 420 W: 300 W over (1 − 0.8) · 5 − 0.1 s and
  // 300² · 0.1 / 660 J at its edges, in 5 s: 56.727273 W, of ten hosts for 1,000 s. By hand.
  const double filler_w = std::round((300.0 * 0.9 + 300.0 * 300.0 * 0.1 / 660.0) / 5.0 * 1e3) / 1e3;
  CHECK(smooth.summary.power_swings->filler_energy_j == Approx(10 * filler_w * 1000.0));
  CHECK(smooth.summary.totals.it_energy_j - plain.summary.totals.it_energy_j ==
        Approx(10 * filler_w * 1000.0).epsilon(1e-9));
  CHECK(smooth.out.job(0).end_ns == plain.out.job(0).end_ns);
  CHECK(smooth.out.job(0).energy_j - plain.out.job(0).energy_j == Approx(10 * filler_w * 1000.0));
  CHECK(broken_laws_of({smooth.summary}).empty());
}

TEST_CASE("smoothing: no filler while a job loads its checkpoint, which takes no steps") {
  const Finished run(Trays{.trace = "1,0,9000,10,90000,1\n",
                           .workload = std::string(kSwing) +
                                       ", checkpoint: {interval: 100 s, mode: sync, write: 0 s, "
                                       "restart: 300 s}",
                           .power = "smoothing: {floor: 0.6}",
                           .faults = "rate: 0 per node-day, detection: 0 s, job_rate: 100 per "
                                     "job-day"}
                         .scenario());

  // Without a start-up of its own a replayed job loads at its mean power; filler as above.
  const double filler_w = std::round((300.0 * 0.9 + 300.0 * 300.0 * 0.1 / 660.0) / 5.0 * 1e3) / 1e3;
  const double loading_s = run.summary.gpu_hours.restart * 3600.0 / 10.0;
  CHECK(loading_s > 300.0);
  CHECK(run.summary.power_swings->filler_energy_j == Approx(10 * filler_w * (3600.0 - loading_s)));
  CHECK(dynamic_energy_j(run) == Approx(10 * (1056.0 * 3600.0 + filler_w * (3600.0 - loading_s))));
}

TEST_CASE("smoothing: the promise knows that filler draws more than full use") {
  // A hundred hosts at full use draw 125.6 kW, and 131.27 kW with the filler.
  const Finished run(Trays{.trace = "1,0,1000,100,2000,1\n",
                           .workload = kSwing,
                           .power = "smoothing: {floor: 0.6}",
                           .grid = "limit: 128 kW"}
                         .scenario());

  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
  CHECK(run.summary.gpu_hours.throttled > 0.0);
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("smoothing: a store of 65 J takes little off a step of 6 s, ramp limits what they say") {
  const auto review = [](const std::string& smoothing) {
    const Trays trays{.workload = "swing: {period: 6 s}",
                      .power = "smoothing: {" + smoothing + "}, utility: {ramp_up: 2 kW/s}"};
    return review_swings(build_sites(trays.scenario()).front()).front();
  };

  const SwingReview none = review("floor: 0");
  const SwingReview store = review("store: 65 J");
  const SwingReview ramps = review("ramp_up: 200 W/s, ramp_down: 600 W/s");

  CHECK(none.swing_w == Approx(10 * 660.0));
  // 65 J over a top of 4.8 s: 65 = h · 4.7 + h² · 0.1 / 660, so 13.8 W; over a valley of 1.2 s:
  // 65 = g · 1.1 + g² · 0.1 / 660, 58.6 W. By hand.
  CHECK(store.swing_w == Approx(10 * (660.0 - 13.824 - 58.619)).epsilon(1e-4));
  CHECK(ramps.up_w_per_s == Approx(10 * 200.0));
  CHECK(ramps.down_w_per_s == Approx(10 * 600.0));
  CHECK(none.by_steps.size() == 1);
  CHECK(ramps.by_steps.empty());
  CHECK(ramps.by_ends.size() == 1);  // a start is no step: nothing smooths it
}

TEST_CASE("smoothing: ramps that never arrive are refused with what would do") {
  const std::string told = refusal({.workload = kSwing, .power = "smoothing: {ramp_up: 10 W/s}"});
  CHECK(told.find("power.smoothing: ") != std::string::npos);
  CHECK(told.find("W/s or more") != std::string::npos);
  CHECK(refusal({.workload = kSwing, .power = "smoothing: {floor: 0.95}"}).find("above the high") !=
        std::string::npos);
  CHECK(refusal({.workload = "swing: {compute_share: 0.5}"}).find("length of a step") !=
        std::string::npos);
}

}  // namespace gigawatt::test
