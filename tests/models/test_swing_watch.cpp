// SPDX-License-Identifier: Apache-2.0

// The bound that the swing watch keeps, against waveforms: none passes it, and some reach it.

#include <algorithm>
#include <cmath>
#include <optional>

#include <doctest/doctest.h>

#include "models/compute/power_swing.h"
#include "models/swing_watch.h"
#include "sim/engine/random.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// Sums of a few loads are exact to milliwatts.
constexpr double kRoundingW = 0.01;
constexpr double kWatchedS = 800.0;

/// One load: steps, or an even power.
struct Load {
  double from_s, to_s;
  compute::PowerSwing swing = {};  ///< Its power above idle is the swing's own.
  std::optional<double> even_w = {};

  SwingLoad in_watch(const RampWindowsNs& windows_ns) const {
    if (even_w) return even_load(std::llround(*even_w * 1e3), 1);
    return swing_load(compute::shape(swing), std::llround(swing.mean_w() * 1e3), 1, windows_ns);
  }
  /// Nothing outside its time. `phase_s`: when a rise begins.
  compute::Waveform render(double phase_s) const {
    compute::PowerSwing shifted = swing;
    if (even_w) shifted.low_w = shifted.high_w = *even_w;
    shifted.phase_s = phase_s;
    compute::Waveform wave{{0.0, 0.0}, {from_s, 0.0}};
    for (const compute::Corner& corner : compute::render(shifted, from_s, to_s))
      wave.push_back(corner);
    wave.push_back({to_s, 0.0});
    wave.push_back({kWatchedS, 0.0});
    return wave;
  }
};

SwingWatch watched(const std::vector<Load>& loads, const compute::UtilitySpec& spec = {}) {
  SwingWatch watch(ramp_windows_ns(spec));
  std::vector<double> times_s;
  for (const Load& load : loads)
    times_s.insert(times_s.end(), {load.from_s, load.to_s});
  std::sort(times_s.begin(), times_s.end());
  times_s.erase(std::unique(times_s.begin(), times_s.end()), times_s.end());
  for (const double time_s : times_s) {
    const TimeNs now = from_seconds(time_s);
    for (const Load& load : loads) {
      const SwingLoad in_watch = load.in_watch(watch.windows_ns());
      if (load.to_s == time_s) watch.end(now, from_seconds(load.from_s), in_watch);
      if (load.from_s == time_s) watch.begin(now, in_watch);
    }
    watch.look(now);
  }
  return watch;
}

/// Largest rise and fall within the window [W], exact.
struct Moves {
  double up_w, down_w;
};

Moves moves_of(const compute::Waveform& wave, double window_s) {
  const compute::Ramps ramps = compute::worst_ramps(wave, window_s);
  return {ramps.up_w_per_s * window_s, ramps.down_w_per_s * window_s};
}

/// A few gangs: each starts up, takes steps, and may begin anew at the instant of its end.
/// `draw_swing` draws the steps of one.
template <class DrawSwing>
std::vector<Load> random_gangs(RandomDraws& draws, DrawSwing draw_swing) {
  std::vector<Load> loads;
  const std::uint64_t gangs = 1 + draws.index(4);
  for (std::uint64_t gang = 0; gang < gangs; ++gang) {
    const compute::PowerSwing swing = draw_swing(draws);
    const double even_w = draws.uniform(0.0, 900.0);
    double time_s = 4.0 * static_cast<double>(draws.index(40));  // some begin or end together
    for (std::uint64_t attempt = 0, attempts = 1 + draws.index(3); attempt < attempts; ++attempt) {
      const double start_up_s = 4.0 * static_cast<double>(draws.index(20));
      const double steps_s = 4.0 + 4.0 * static_cast<double>(draws.index(30));
      if (start_up_s > 0.0)
        loads.push_back({.from_s = time_s, .to_s = time_s + start_up_s, .even_w = even_w});
      loads.push_back({time_s + start_up_s, time_s + start_up_s + steps_s, swing});
      time_s += start_up_s + steps_s;
    }
  }
  return loads;
}

constexpr compute::PowerSwing kSteps{
    .low_w = 400.0, .high_w = 1000.0, .period_s = 6.0, .high_share = 0.5, .edge_s = 0.1};

}  // namespace

TEST_CASE("swing watch: no waveform of any phases passes the bound") {
  for (std::uint64_t set = 0; set < 60; ++set) {
    CAPTURE(set);
    RandomDraws draws = RandomStream(5, "watched", "set").at(set);
    const std::vector<Load> loads = random_gangs(draws, [](RandomDraws& draw) {
      return compute::PowerSwing{.low_w = draw.uniform(100.0, 500.0),
                                 .high_w = draw.uniform(500.0, 1200.0),
                                 .period_s = draw.uniform(1.0, 30.0),
                                 .high_share = draw.uniform(0.3, 0.7),
                                 .edge_s = draw.uniform(0.0, 0.3)};
    });
    const compute::UtilitySpec spec{.ramp_window_s = draws.uniform(0.05, 100.0)};
    const SwingWatch watch = watched(loads, spec);

    for (int phases = 0; phases < 5; ++phases) {
      std::vector<compute::Waveform> waves;
      for (const Load& load : loads)
        waves.push_back(load.render(draws.uniform(-30.0, 0.0)));
      const compute::Waveform site = compute::sum_of(waves);
      for (std::size_t w = 0; w < kRampWindows; ++w) {
        CAPTURE(w);
        const Moves exact = moves_of(site, to_seconds(watch.windows_ns()[w]));
        CHECK(exact.up_w <= static_cast<double>(watch.worst().all.up_mw[w]) * 1e-3 + kRoundingW);
        CHECK(exact.down_w <=
              static_cast<double>(watch.worst().all.down_mw[w]) * 1e-3 + kRoundingW);
      }
    }
  }
}

TEST_CASE("swing watch: for any jobs some phases reach the bound") {
  // Levels last longer than any window and edges are alike, so all rise, or all fall, at any one
  // instant that the phases choose: one at each change of loads, and between two.
  for (std::uint64_t set = 0; set < 40; ++set) {
    CAPTURE(set);
    RandomDraws draws = RandomStream(6, "reached", "set").at(set);
    const std::vector<Load> loads = random_gangs(draws, [](RandomDraws& draw) {
      return compute::PowerSwing{.low_w = draw.uniform(100.0, 500.0),
                                 .high_w = draw.uniform(500.0, 1200.0),
                                 .period_s = 4.0 * kWatchedS,
                                 .high_share = 0.5,
                                 .edge_s = 0.2};
    });
    const SwingWatch watch = watched(loads);

    std::array<Moves, kRampWindows> worst{};
    for (double time_s = 0.0; time_s < kWatchedS; time_s += 2.0) {
      std::vector<compute::Waveform> rising;
      std::vector<compute::Waveform> falling;
      for (const Load& load : loads) {
        rising.push_back(load.render(time_s));
        falling.push_back(load.render(time_s - 2.0 * kWatchedS));
      }
      const compute::Waveform up = compute::sum_of(rising);
      const compute::Waveform down = compute::sum_of(falling);
      for (std::size_t w = 0; w < kRampWindows; ++w) {
        const double window_s = to_seconds(watch.windows_ns()[w]);
        worst[w].up_w = std::max(worst[w].up_w, moves_of(up, window_s).up_w);
        worst[w].down_w = std::max(worst[w].down_w, moves_of(down, window_s).down_w);
      }
    }
    for (std::size_t w = 0; w < kRampWindows; ++w) {
      CAPTURE(w);
      CHECK(static_cast<double>(watch.worst().all.up_mw[w]) * 1e-3 ==
            Approx(worst[w].up_w).epsilon(1e-5));
      CHECK(static_cast<double>(watch.worst().all.down_mw[w]) * 1e-3 ==
            Approx(worst[w].down_w).epsilon(1e-5));
    }
  }
}

TEST_CASE("swing watch: one gang moves between its levels, by hand") {
  // Start-up at 150 W for 100 s, then steps between 400 and 1,000 W.
  const SwingWatch watch =
      watched({{.from_s = 100.0, .to_s = 200.0, .even_w = 150.0}, {200.0, 300.0, kSteps}});

  const WorstSwings& worst = watch.worst();
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    CHECK(worst.all.up_mw[w] == 850'000);
    CHECK(worst.all.down_mw[w] == 1'000'000);
    CHECK(worst.steps.up_mw[w] == 600'000);
  }
  CHECK(worst.all.range_mw() == 1'000'000);
  CHECK(worst.range_ns == from_seconds(300.0));
}

TEST_CASE("swing watch: a gang that begins anew where it ends is counted once") {
  // With a start-up the fall is to its level and the rise comes later; without one the gang may
  // go from the top of a step to its bottom, or back.
  const SwingWatch starting_up = watched({{0.0, 100.0, kSteps},
                                          {.from_s = 100.0, .to_s = 200.0, .even_w = 150.0},
                                          {200.0, kWatchedS, kSteps}});
  const SwingWatch at_once = watched({{0.0, 100.0, kSteps}, {100.0, kWatchedS, kSteps}});

  CHECK(starting_up.worst().all.up_mw[kMinuteWindow] == 1'000'000);    // its first start, from idle
  CHECK(starting_up.worst().all.down_mw[kMinuteWindow] == 1'000'000);  // its last end
  CHECK(at_once.worst().all.range_mw() == 1'000'000);

  // Beside one that runs throughout, within the span that excludes the ends of both.
  SwingWatch watch(ramp_windows_ns({}));
  const SwingLoad steps = Load{0.0, 1.0, kSteps}.in_watch(watch.windows_ns());
  const SwingLoad even = even_load(150'000, 1);
  for (int job = 0; job < 2; ++job)
    watch.begin(0, steps);
  const TimeNs fault = from_seconds(100.0);
  watch.end(fault, 0, steps);
  watch.begin(fault, even);
  watch.look(fault);
  CHECK(watch.worst().all.down_mw[0] == 850'000 + 600'000);
  CHECK(watch.worst().all.up_mw[0] == 600'000);  // it had begun without a look
}

TEST_CASE("swing watch: an end makes room for a begin within the window") {
  // 10 s apart. Within a second the second gang rises alone; within ten, or a minute, the site may
  // stand 10 s before at the first one's bottom, or lower between the two: at idle.
  const Load small{0.0, 100.0, kSteps};
  compute::PowerSwing tall = kSteps;
  tall.low_w = 700.0;
  tall.high_w = 1600.0;
  const SwingWatch apart = watched({small, {110.0, kWatchedS, tall}});
  const SwingWatch together = watched({small, {100.0, kWatchedS, tall}});

  CHECK(apart.worst().all.up_mw[0] == 1'600'000);
  CHECK(apart.worst().all.up_mw[kMinuteWindow] == 1'600'000);
  // At one instant: from the bottom of the one to the top of the other.
  CHECK(together.worst().all.up_mw[0] == 1'600'000 - 400'000);
}

TEST_CASE("swing watch: steps that rise and fall together reach the bound, by hand") {
  // Two jobs from 0 and a third from 300 s, all in step; they end while high.
  const std::vector<Load> loads{{0.0, 782.0, kSteps}, {0.0, 782.0, kSteps}, {300.0, 782.0, kSteps}};
  const SwingWatch watch = watched(loads);
  std::vector<compute::Waveform> waves;
  for (const Load& load : loads)
    waves.push_back(load.render(0.0));
  const Moves exact = moves_of(compute::sum_of(waves), 1.0);

  // At 300 s two rises of 600 W and a begin of 1,000 W; at the end all three go.
  CHECK(exact.up_w == Approx(2200.0));
  CHECK(exact.down_w == Approx(3000.0));
  CHECK(watch.worst().all.up_mw[0] == 2'200'000);
  CHECK(watch.worst().all.down_mw[0] == 3'000'000);
  CHECK(watch.worst().steps.up_mw[0] == 1'800'000);
  CHECK(watch.worst().all.range_mw() == 3'000'000);
  CHECK(watch.worst().range_ns == from_seconds(782.0));
}

TEST_CASE("swing watch: begins further apart than the window do not add up") {
  const SwingWatch watch = watched({{0.0, kWatchedS, kSteps}, {61.0, kWatchedS, kSteps}});
  const SwingWatch near = watched({{0.0, kWatchedS, kSteps}, {59.0, kWatchedS, kSteps}});

  CHECK(watch.worst().all.up_mw[kMinuteWindow] == 1'600'000);  // a begin and a step
  CHECK(near.worst().all.up_mw[kMinuteWindow] == 2'000'000);
}

}  // namespace gigawatt::test
