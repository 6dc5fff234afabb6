// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "models/compute/power_swing.h"
#include "sim/engine/errors.h"
#include "tests/models/compute/random_swings.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

constexpr double kStepS = 0.01;

/// Worst ramps by trying every pair of samples.
Ramps ramps_by_samples(const std::vector<double>& power_w, double window_s) {
  const auto width = static_cast<std::size_t>(window_s / kStepS + 0.5);
  double up_w = 0.0;
  double down_w = 0.0;
  for (std::size_t i = 0; i < power_w.size(); ++i)
    for (std::size_t j = i + 1; j < power_w.size() && j - i <= width; ++j) {
      up_w = std::max(up_w, power_w[j] - power_w[i]);
      down_w = std::max(down_w, power_w[i] - power_w[j]);
    }
  return {up_w / window_s, down_w / window_s};
}

/// Most that two samples can miss of the exact change: what the edges move within one step.
double sampling_error_w(const std::vector<PowerSwing>& swings) {
  double error_w = 0.0;
  for (const PowerSwing& swing : swings)
    error_w += swing.swing_w() * std::min(1.0, kStepS / std::max(swing.edge_s, 1e-12));
  return 2.0 * error_w;
}

}  // namespace

TEST_CASE("swing: 16,384 H100 swing by 6.3 MW and 100,000 GB200 by 66 MW") {
  // By hand: 16384 · 700 W · 0.55 and 100000 · 1200 W · 0.55.
  CHECK(step_swing(16'384, 700.0, 6.0).swing_w() == Approx(6.30784e6));
  CHECK(step_swing(100'000, 1200.0, 6.0).swing_w() == Approx(66e6));
}

TEST_CASE("swing: a trapezoid by hand") {
  // 10 MW between 2 and 12 MW, 10 s, 40 % high, edges of 1 s, a rise at 2 s.
  const PowerSwing swing{2e6, 12e6, 10.0, 0.4, 1.0, 2.0};

  const Waveform wave = render(swing, 0.0, 10.0);

  const std::vector<double> power_w = sample(wave, 1.0, 10);
  // Midpoints 0.5, 1.5, ...: half-way up at 2.5, high to 6, half-way down at 6.5.
  const std::array expected_w{2e6, 2e6, 7e6, 12e6, 12e6, 12e6, 7e6, 2e6, 2e6, 2e6};
  for (std::size_t i = 0; i < expected_w.size(); ++i)
    CHECK(power_w[i] == Approx(expected_w[i]));
  CHECK(mean_power_w(wave) == Approx(swing.mean_w()));  // 2 + 10 · 0.4 = 6 MW
  CHECK(swing.mean_w() == Approx(6e6));
  CHECK(worst_ramps(wave, 1.0).up_w_per_s == Approx(10e6));
  CHECK(worst_ramps(wave, 0.5).up_w_per_s == Approx(10e6));  // the slope of the edge
  CHECK(worst_ramps(wave, 60.0).down_w_per_s == Approx(10e6 / 60.0));
}

TEST_CASE("swing: a square wave falls at once, so a ramp is its swing over the window") {
  const PowerSwing swing{0.0, 6e6, 4.0, 0.5, 0.0, 1.0};
  const Waveform wave = render(swing, 0.0, 8.0);

  for (const double window_s : {1.0, 10.0, 60.0}) {
    CHECK(worst_ramps(wave, window_s).up_w_per_s == Approx(6e6 / window_s));
    CHECK(bound_of({&swing, 1}, {}, window_s).ramps.up_w_per_s == Approx(6e6 / window_s));
  }
}

TEST_CASE("swing: the exact ramps are those of every pair of samples, to the sampling error") {
  for (std::uint64_t set = 0; set < 40; ++set) {
    CAPTURE(set);
    const std::vector<PowerSwing> swings = test::random_swings(set);
    const Waveform wave = render(swings, {}, 0.0, 60.0);
    const std::vector<double> power_w = sample(wave, kStepS, 6000);
    const auto [low, high] = std::minmax_element(power_w.begin(), power_w.end());
    const double error_w = sampling_error_w(swings);

    CHECK(power_range(wave).span_w() >= (*high - *low) * (1.0 - 1e-12));
    CHECK(power_range(wave).span_w() <= *high - *low + error_w);
    for (const double window_s : {1.0, 10.0}) {
      CAPTURE(window_s);
      const Ramps exact = worst_ramps(wave, window_s);
      const Ramps sampled = ramps_by_samples(power_w, window_s);
      const Ramps bound = bound_of(swings, {}, window_s).ramps;

      CHECK(exact.up_w_per_s >= sampled.up_w_per_s * (1.0 - 1e-12));
      CHECK(exact.up_w_per_s <= sampled.up_w_per_s + error_w / window_s);
      CHECK(exact.down_w_per_s >= sampled.down_w_per_s * (1.0 - 1e-12));
      CHECK(exact.down_w_per_s <= sampled.down_w_per_s + error_w / window_s);
      CHECK(exact.up_w_per_s <= bound.up_w_per_s * (1.0 + 1e-12));
      CHECK(exact.down_w_per_s <= bound.down_w_per_s * (1.0 + 1e-12));
    }
  }
}

TEST_CASE("swing: the bound is met when all jobs rise together, and never without reason") {
  // Same edges, phases aligned at 30 s: 3 + 5 MW.
  const std::array together{PowerSwing{0.0, 3e6, 7.0, 0.5, 0.2, 30.0},
                            PowerSwing{1e6, 6e6, 11.0, 0.5, 0.2, 30.0}};
  CHECK(worst_ramps(render(together, {}, 0.0, 60.0), 1.0).up_w_per_s == Approx(8e6));
  CHECK(bound_of(together, {}, 1.0).ramps.up_w_per_s == Approx(8e6));

  // Equal periods half a step apart never rise together: the larger swing alone counts.
  const std::array apart{PowerSwing{0.0, 3e6, 8.0, 0.5, 0.2, 0.0},
                         PowerSwing{0.0, 5e6, 8.0, 0.5, 0.2, 4.0}};
  CHECK(worst_ramps(render(apart, {}, 0.0, 60.0), 1.0).up_w_per_s == Approx(2e6));
  CHECK(power_range(render(apart, {}, 0.0, 60.0)).span_w() == Approx(2e6));
}

TEST_CASE("swing: jobs of other periods come to rise together within their common period") {
  // 3 s and 5 s against each other by 1 s: 15 s hold every offset that is a whole second.
  const std::array swings{PowerSwing{0.0, 1e6, 3.0, 0.5, 0.1, 0.0},
                          PowerSwing{0.0, 2e6, 5.0, 0.5, 0.1, 1.0}};
  const auto common_s = common_period_s(swings, 3600.0);

  REQUIRE(common_s);
  CHECK(*common_s == Approx(15.0));
  CHECK(worst_ramps(render(swings, {}, 0.0, 16.0), 1.0).up_w_per_s == Approx(3e6));
  CHECK_FALSE(common_period_s(swings, 14.0));
}

TEST_CASE("drop: a checkpoint stall falls and returns, an end stays away") {
  const PowerDrop stall{8e6, 0.5, 10.0, 5.0, 20.0};
  const PowerDrop end{3e6, 0.0, 40.0, {}, 0.0};
  const std::array drops{stall, end};
  const Waveform wave = render({}, drops, 0.0, 60.0);

  const std::vector<double> power_w = sample(wave, 1.0, 60);
  CHECK(power_w[9] == 0.0);
  CHECK(power_w[12] == Approx(-8e6));
  CHECK(power_w[25] == Approx(-4e6));  // half-way between 15.5 and 35.5
  CHECK(power_w[59] == Approx(-3e6));
  CHECK(worst_ramps(wave, 1.0).down_w_per_s == Approx(8e6));
  CHECK(worst_ramps(wave, 1.0).up_w_per_s == Approx(0.4e6));  // 8 MW in 20 s
  const SwingBound bound = bound_of({}, drops, 1.0);
  CHECK(bound.ramps.down_w_per_s == Approx(11e6));
  CHECK(bound.ramps.up_w_per_s == Approx(0.4e6));
  CHECK(bound.dynamic_range_w == Approx(11e6));
}

TEST_CASE("swing: what makes no trapezoid is refused by name") {
  const auto message = [](PowerSwing swing) {
    try {
      check(swing);
    } catch (const DomainError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(message({0.0, 1.0, 0.0, 0.5, 0.0, 0.0}).find("period") != std::string::npos);
  CHECK(message({2.0, 1.0, 1.0, 0.5, 0.0, 0.0}).find("high is 1 W") != std::string::npos);
  CHECK(message({0.0, 1.0, 1.0, 1.5, 0.0, 0.0}).find("high_share") != std::string::npos);
  CHECK(message({0.0, 1.0, 1.0, 0.8, 0.3, 0.0}).find("edge is 0.3 s") != std::string::npos);
  CHECK(message({0.0, 1.0, 1.0, 0.8, 0.2, 0.0}) == "accepted");
}
