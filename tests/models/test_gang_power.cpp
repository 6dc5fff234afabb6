// SPDX-License-Identifier: Apache-2.0

// What a gang draws through start-up, steps, faults and restarts; and what the site says of its
// swings, against the waveform that its attempts make.

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/compute/power_swing.h"
#include "models/compute/swing_shape.h"
#include "models/swing_review.h"
#include "sim/engine/random.h"
#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// A host of one GB200 accelerator, 200 W idle and 1,256 W at full use.
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

constexpr double kSpanS = 3600.0;
constexpr double kDetectionS = 60.0;
constexpr double kRestartS = 300.0;
constexpr double kSaveS = 100.0;  ///< Work between checkpoints, which take no time.
constexpr double kPeriodS = 5.0;
// Above idle: 0.1 and 0.9 of 1,056 W, and the levels of a step about the latter as 420 and 1,080 W
// (0.35 and 0.9 of 1,200 W) lie about their mean of 948 W.
constexpr double kStartUpW = 105.6;
constexpr double kMeanW = 950.4;
constexpr double kLowW = kMeanW - 528.0;
constexpr double kHighW = kMeanW + 132.0;
constexpr double kStepW = kHighW - kLowW;
/// Attempts fail by themselves; all nodes stay in order, so the next one begins at once.
constexpr const char* kFailsOften =
    "rate: 0 per node-day, detection: 60 s, job_rate: 150 per job-day";

/// Ten trays that train for an hour.
struct Gang {
  double start_up_s = 600.0;
  double steps_s = 1e5;      ///< Of all steps.
  std::string outages = {};  ///< Rows of a log of the faults of one of the ten.
  std::string faults = {};   ///< Keys of `faults`; else the log.
  std::string swing = {};    ///< Further keys of `swing`.
  std::string more = {};     ///< Further workloads or keys of the scenario.
  std::string smoothing = {};
  int nodes = 10;
  int seed = 1;

  Scenario scenario() const {
    // 6 N D / (10 accelerators at 0.4 of 2,500 TFLOP/s) seconds of steps, for N = 1e9.
    const double tokens = steps_s * 10 * 0.4 * 2500e12 / 6e9;
    const std::string failing = faults.empty() ? "log: log.csv, log_servers: 10" : faults;
    return scenario_from(
        fmt::format(R"(
name: gang
start: 2025-01-01
duration: 1 hour
seed: {}
sites:
  - name: lab
    fleet: [{{node: tray, nodes: {}}}]
    power: {{grid: {{limit: 1 MW}}{}}}
    faults: {{{}}}
    scheduler: {{policy: fcfs}}
workloads:
  - name: pretraining
    kind: training
    training: {{parameters: 1e9, tokens: {:.12e}, gpus: 10, accelerator: b200-gb200, mfu: 0.4,
                start_up: {} s}}
    swing: {{period: {} s{}}}
    checkpoint: {{interval: {} s, mode: sync, write: 0 s, restart: {} s}}
{}
plant: {{interval: 1 min}}
outputs: {{interval: 1 min}}
)",
                    seed, nodes, smoothing.empty() ? "" : ", smoothing: {" + smoothing + "}",
                    failing, tokens, start_up_s, kPeriodS, swing, kSaveS, kRestartS, more),
        {{"log.csv", "node,start_day,end_day\n" + outages + "0,0.9,0.91\n"},
         {"catalog/nodes.yaml", kTray}});
  }
};

/// A row of the log: a fault that is known at once and whose repair takes a second.
std::string outage(double at_s) {
  return fmt::format("0,{:.12f},{:.12f}\n", at_s / 86400.0, (at_s + 1.0) / 86400.0);
}

/// IT energy [J] of the gang above its idle trays, of which one was off for `off_s` in all.
double dynamic_energy_j(const Finished& run, double off_s) {
  return run.summary.totals.it_energy_j - 200.0 * (10 * kSpanS - off_s);
}

double energy_by_hand_j(double even_s, double steps_s) {
  return 10 * (kStartUpW * even_s + kMeanW * steps_s);
}

// ── Waveforms ──────────────────────────────────────────────────────────────────────────────────

/// Appends steps over [from, to]; `late_s` after `from` a rise begins. The low level is `low_w`.
void append_steps(compute::Waveform& wave, const compute::ShapedSwing& shape, double low_w,
                  double from_s, double to_s, double late_s) {
  const compute::Waveform period = compute::render_period(shape);
  compute::Corner last{from_s - 2.0 * shape.period_s, low_w};
  const double first_s = from_s + late_s - shape.period_s;
  for (double begin_s = first_s; begin_s < to_s; begin_s += shape.period_s) {
    for (const compute::Corner& corner : period) {
      const compute::Corner next{begin_s + corner.time_s, low_w + corner.power_w - shape.low_w};
      const auto at = [&](double time_s) -> compute::Corner {
        const double way = (time_s - last.time_s) / (next.time_s - last.time_s);
        return {time_s, last.power_w + way * (next.power_w - last.power_w)};
      };
      if (last.time_s < from_s && next.time_s > from_s) wave.push_back(at(from_s));
      if (next.time_s >= to_s && last.time_s < to_s) wave.push_back(at(to_s));
      if (next.time_s >= from_s && next.time_s < to_s) wave.push_back(next);
      last = next;
    }
  }
}

/// What a gang draws above idle, from the attempts that the run tells: even until its first step,
/// then steps to the attempt's end. `late`: share of a period until the first rise.
compute::Waveform waveform_of(const Finished& run, std::uint16_t workload, const Gang& gang,
                              const compute::PowerSwing& node, double late) {
  compute::ShapedSwing all = compute::shape(node);
  all.low_w *= 10;
  all.high_w *= 10;
  compute::Waveform wave{{0.0, 0.0}};
  double saved_s = 0.0;
  double restart_s = 0.0;
  for (const JobRow& row : run.out.jobs) {
    if (row.workload != workload) continue;
    const double from_s = lab_seconds(row.start_ns);
    const double to_s = row.end == JobEnd::running ? kSpanS : lab_seconds(row.end_ns);
    const double even_s = restart_s + std::max(0.0, gang.start_up_s - saved_s);
    // An attempt that was struck before its first step hangs to its end as it is.
    const double struck_s = row.end == JobEnd::failed ? to_s - kDetectionS : to_s;
    const double steps_from_s = struck_s > from_s + even_s ? from_s + even_s : to_s;
    if (wave.back().time_s < from_s) wave.push_back({from_s, 0.0});
    wave.push_back({from_s, 10 * kStartUpW});
    wave.push_back({steps_from_s, 10 * kStartUpW});
    if (steps_from_s < to_s)
      append_steps(wave, all, 10 * kLowW, steps_from_s, to_s, late * all.period_s);
    if (row.end == JobEnd::completed) wave.push_back({to_s, 0.0});
    const double worked_s = std::max(0.0, struck_s - from_s - restart_s);
    saved_s += kSaveS * std::floor(worked_s / kSaveS);
    restart_s = kRestartS;
  }
  if (wave.back().time_s < kSpanS) wave.push_back({kSpanS, 0.0});
  return wave;
}

const compute::PowerSwing kTrayStep{
    .low_w = 420.0, .high_w = 1080.0, .period_s = kPeriodS, .high_share = 0.8, .edge_s = 0.1};

constexpr std::array kWindowsS{1.0, 10.0, 60.0};

double phase_of(int seed, int phases, std::uint64_t gang) {
  return RandomStream(7, "gang", "phase")
      .at(static_cast<std::uint64_t>(100 * seed + phases), gang)
      .uniform(0.0, 1.0);
}

/// The figures are never passed, and by no more than `slack_w` too large: a gang begins and ends
/// anywhere between the levels of its step.
void check_figures(const SwingSummary& swings, const compute::Waveform& wave, double slack_w) {
  for (std::size_t w = 0; w < kWindowsS.size(); ++w) {
    const double window_s = kWindowsS[w];
    CAPTURE(window_s);
    const compute::Ramps exact = compute::worst_ramps(wave, window_s);
    CHECK(exact.up_w_per_s <= swings.up_w_per_s[w] * (1.0 + 1e-9));
    CHECK(exact.down_w_per_s <= swings.down_w_per_s[w] * (1.0 + 1e-9));
    CHECK(exact.up_w_per_s >= swings.up_w_per_s[w] - slack_w / window_s);
    CHECK(exact.down_w_per_s >= swings.down_w_per_s[w] - slack_w / window_s);
    if (window_s == 60.0)
      CHECK(swings.dynamic_range_w >=
            60.0 * std::max(exact.up_w_per_s, exact.down_w_per_s) * (1.0 - 1e-9));
  }
}

}  // namespace

// ── Power of start-up and restart ──────────────────────────────────────────────────────────────

TEST_CASE("gang: a restart draws what a start-up does, and steps begin after it") {
  const Finished run(Gang{.outages = outage(1850.0)}.scenario());

  // Start-up to 600 s; steps to the fault at 1,850 s, which a log tells at once; mended a second
  // later; 300 s to load what was saved at 1,800 s; steps. All by hand.
  CHECK(dynamic_energy_j(run, 1.0) ==
        Approx(energy_by_hand_j(600.0 + 300.0, 1250.0 + 1449.0)).epsilon(1e-9));
  const GpuHours& gpu = run.summary.gpu_hours;
  CHECK(gpu.productive == Approx(10 * (1800.0 + 1449.0) / 3600.0).epsilon(1e-9));
  CHECK(gpu.discarded == Approx(10 * 50.0 / 3600.0).epsilon(1e-6));
  CHECK(gpu.restart == Approx(10 * 300.0 / 3600.0).epsilon(1e-12));
  CHECK(broken_laws_of({run.summary}).empty());
  // The minute from 1,920 s on lies in the restart.
  CHECK(run.out.rows[32].mean[channel("it_power_w")] == Approx(10 * (200.0 + kStartUpW)));

  // The worst minute is that of the fault: from the top of a step to idle.
  CHECK(run.summary.power_swings->dynamic_range_w == Approx(10 * kHighW));
  CHECK(run.summary.power_swings->up_w_per_s[0] == Approx(10 * (kHighW - kStartUpW)));
}

TEST_CASE("gang: a restart that fails begins anew, at the same power") {
  const Finished run(Gang{.outages = outage(1850.0) + outage(2000.0)}.scenario());

  // It loads from 1,851 to 2,000 s, and again from 2,001 to 2,301 s.
  CHECK(dynamic_energy_j(run, 2.0) ==
        Approx(energy_by_hand_j(600.0 + 149.0 + 300.0, 1250.0 + 1299.0)).epsilon(1e-9));
  CHECK(run.summary.gpu_hours.restart == Approx(10 * (149.0 + 300.0) / 3600.0).epsilon(1e-6));
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("gang: what is left of a start-up follows the restart") {
  const Finished run(Gang{.outages = outage(350.0)}.scenario());

  // 300 s of the start-up are saved: loading from 351 s, the rest from 651 s, steps from 951 s on.
  CHECK(dynamic_energy_j(run, 1.0) ==
        Approx(energy_by_hand_j(350.0 + 600.0, 2649.0)).epsilon(1e-9));
  CHECK(run.summary.power_swings->at == "2025-01-01T00:15:51Z");
}

TEST_CASE("gang: without a start-up a restart still has its utilisation") {
  const Finished run(Gang{.start_up_s = 0.0, .outages = outage(1850.0)}.scenario());

  CHECK(dynamic_energy_j(run, 1.0) ==
        Approx(energy_by_hand_j(300.0, 1850.0 + 1449.0)).epsilon(1e-9));
}

TEST_CASE("gang: a snapshot within a restart runs on to the same numbers") {
  Simulation simulation(Gang{.outages = outage(1850.0), .smoothing = "floor: 0.6"}.scenario());
  const auto finish = [&simulation] {
    simulation.run_until(simulation.end_ns());
    Summary summary;
    summary.sites.push_back(summarise(simulation.sites().front()));
    return to_json(summary);
  };
  simulation.run_until(lab_time(1900.0));
  const Simulation::Snapshot saved = simulation.snapshot();
  const std::string straight = finish();
  simulation.restore(saved);

  CHECK(finish() == straight);
}

TEST_CASE("gang: as a fluid its share of restarts draws as little") {
  const Finished run(
      Gang{.start_up_s = 0.0, .faults = kFailsOften, .more = "jobs: fluid"}.scenario());

  const GpuHours& gpu = run.summary.gpu_hours;
  const double restart_s = gpu.restart * 3600.0 / 10.0;
  CHECK(restart_s > 300.0);
  CHECK(dynamic_energy_j(run, 0.0) ==
        Approx(energy_by_hand_j(restart_s, kSpanS - restart_s)).epsilon(1e-6));
}

// ── The site's figures against the waveform ────────────────────────────────────────────────────

TEST_CASE("gang: ramps and range are those of the waveform of one gang, at any sampling") {
  // It ends within an hour, two seconds into a step: at its top.
  const Gang gang{.steps_s = 2402.0};
  const Finished run(gang.scenario());
  const compute::Waveform wave = waveform_of(run, 0, gang, kTrayStep, 0.0);

  const SwingSummary& swings = *run.summary.power_swings;
  CHECK(compute::power_range(wave).span_w() == Approx(swings.dynamic_range_w).epsilon(1e-9));
  for (std::size_t w = 0; w < kWindowsS.size(); ++w) {
    CAPTURE(kWindowsS[w]);
    const compute::Ramps exact = compute::worst_ramps(wave, kWindowsS[w]);
    CHECK(swings.up_w_per_s[w] == Approx(exact.up_w_per_s).epsilon(1e-9));
    CHECK(swings.down_w_per_s[w] == Approx(exact.down_w_per_s).epsilon(1e-9));
  }
  // Levels last for seconds, so meters of 50 Hz and of 1 Hz see the same.
  for (const double step_s : {0.02, 1.0}) {
    const std::vector<double> power_w =
        compute::sample(wave, step_s, static_cast<std::size_t>(kSpanS / step_s));
    double rise_w = 0.0;
    double fall_w = 0.0;
    for (std::size_t i = 1; i < power_w.size(); ++i) {
      for (std::size_t j = i - std::min(i, static_cast<std::size_t>(1.0 / step_s)); j < i; ++j) {
        rise_w = std::max(rise_w, power_w[i] - power_w[j]);
        fall_w = std::max(fall_w, power_w[j] - power_w[i]);
      }
    }
    CHECK(rise_w == Approx(swings.up_w_per_s[0]).epsilon(1e-9));
    CHECK(fall_w == Approx(swings.down_w_per_s[0]).epsilon(1e-9));
  }
}

TEST_CASE("gang: smoothed steps of unequal edges are those of the waveform, too") {
  // 660 W in 2 s or 1.5 s, of 2.5 s each that a level lasts: a second sees half or two thirds of
  // it.
  for (const auto& [up_w_per_s, down_w_per_s] :
       {std::pair{330.0, 440.0}, std::pair{440.0, 330.0}}) {
    const Gang gang{
        .swing = ", compute_share: 0.5",
        .smoothing = fmt::format("ramp_up: {} W/s, ramp_down: {} W/s", up_w_per_s, down_w_per_s)};
    const Finished run(gang.scenario());
    compute::PowerSwing step = kTrayStep;
    step.high_share = 0.5;
    compute::Waveform steps;
    compute::SwingSmoothing smoothing;
    smoothing.up_w_per_s = up_w_per_s;
    smoothing.down_w_per_s = down_w_per_s;
    append_steps(steps, compute::shape(step, smoothing), 0.0, 600.0, kSpanS, 1.3);

    const SwingSummary& swings = *run.summary.power_swings;
    CHECK(swings.step_w_per_s[0] == Approx(10 * 440.0));
    for (std::size_t w = 0; w < kWindowsS.size(); ++w) {
      const compute::Ramps exact = compute::worst_ramps(steps, kWindowsS[w]);
      CHECK(swings.step_w_per_s[w] ==
            Approx(10 * std::max(exact.up_w_per_s, exact.down_w_per_s)).epsilon(1e-9));
    }
    CHECK(swings.step_range_w == Approx(10 * compute::power_range(steps).span_w()).epsilon(1e-9));
  }
}

TEST_CASE("gang: with faults and hot restarts the waveform stays within one step of the figures") {
  for (int seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const Gang gang{.start_up_s = 100.0, .faults = kFailsOften, .seed = seed};
    const Finished run(gang.scenario());
    REQUIRE(run.out.jobs.size() > 1);
    REQUIRE(broken_laws_of({run.summary}).empty());

    // Never from the top of one attempt to nothing and up again: the next one loads at once.
    CHECK(run.summary.power_swings->dynamic_range_w == Approx(10 * (kHighW - kStartUpW)));
    for (int phases = 0; phases < 4; ++phases) {
      CAPTURE(phases);
      const std::array waves{waveform_of(run, 0, gang, kTrayStep, phase_of(seed, phases, 0))};
      // Energy says that the waveform is that of the run.
      CHECK(compute::energy_j(waves[0]) == Approx(dynamic_energy_j(run, 0.0)).epsilon(2e-3));
      check_figures(*run.summary.power_swings, waves[0], 10 * kStepW);
    }
  }
}

TEST_CASE("gang: two gangs that fail stay within their two steps of the figures") {
  for (int seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const Gang gang{.start_up_s = 100.0,
                    .faults = kFailsOften,
                    .more = R"(
  - name: second
    kind: training
    training: {parameters: 1e9, tokens: 1e12, gpus: 10, accelerator: b200-gb200, mfu: 0.4,
               start_up: 100 s, after: 40 s}
    swing: {period: 7 s}
    checkpoint: {interval: 100 s, mode: sync, write: 0 s, restart: 300 s})",
                    .nodes = 20,
                    .seed = seed};
    const Finished run(gang.scenario());
    compute::PowerSwing longer = kTrayStep;
    longer.period_s = 7.0;

    for (int phases = 0; phases < 4; ++phases) {
      CAPTURE(phases);
      const std::array waves{waveform_of(run, 0, gang, kTrayStep, phase_of(seed, phases, 0)),
                             waveform_of(run, 1, gang, longer, phase_of(seed, phases, 1))};
      check_figures(*run.summary.power_swings, compute::sum_of(waves), 20 * kStepW);
    }
  }
}

TEST_CASE("gang: the published training run moves by its steps and its restarts, by hand") {
  const Finished run(shipped_scenario("llama3_405b.yaml", {"duration=2 days"}));

  // 2,048 nodes: from 0.1 of 6,780 W above idle to 0.9 of it, and 0.9 less 0.79 of 5,600 W above
  // that; a lost gang loads at once on other nodes, so nothing moves further.
  const double range_w = 2048 * (0.8 * 6780.0 + 0.11 * 5600.0);
  CHECK(run.summary.jobs.counts.failed_attempts > 5);
  CHECK(run.summary.power_swings->dynamic_range_w == Approx(range_w));
  CHECK(run.summary.power_swings->down_w_per_s[0] == Approx(range_w));
}

}  // namespace gigawatt::test
