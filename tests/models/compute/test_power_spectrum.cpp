// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <doctest/doctest.h>

#include "models/compute/power_spectrum.h"
#include "tests/models/compute/random_swings.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

/// Amplitude [W] of turn `k` of a sampled period, by the definition of the discrete transform.
double dft_amplitude_w(const std::vector<double>& power_w, std::size_t k) {
  const std::size_t n = power_w.size();
  std::complex<double> sum = 0.0;
  for (std::size_t i = 0; i < n; ++i)
    sum += power_w[i] * std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k * i % n) /
                                            static_cast<double>(n));
  return 2.0 * std::abs(sum) / static_cast<double>(n);
}

double variance_of(const std::vector<double>& power_w) {
  double mean = 0.0;
  for (const double w : power_w)
    mean += w / static_cast<double>(power_w.size());
  double sum = 0.0;
  for (const double w : power_w)
    sum += (w - mean) * (w - mean) / static_cast<double>(power_w.size());
  return sum;
}

}  // namespace

TEST_CASE("spectrum: a square wave has odd harmonics 2 swing / (pi k)") {
  const PowerSwing square{0.0, 1e6, 2.0, 0.5, 0.0, 0.3};

  const auto lines = lines_in({&square, 1}, {0.1, 2.6});

  REQUIRE(lines.size() == 5);  // 0.5, 1, 1.5, 2, 2.5 Hz
  CHECK(lines[0].frequency_hz == Approx(0.5));
  CHECK(lines[0].amplitude_w == Approx(2e6 / std::numbers::pi));
  CHECK(lines[1].amplitude_w == Approx(0.0).scale(1e6));
  CHECK(lines[2].amplitude_w == Approx(2e6 / (3.0 * std::numbers::pi)));
  CHECK(variance_w2(square) == Approx(0.25e12));
  // Share up to 2.6 Hz: 8/π² (1 + 1/9 + 1/25), by hand.
  CHECK(band_share({&square, 1}, {0.1, 2.6}) ==
        Approx(8.0 / (std::numbers::pi * std::numbers::pi) * (1.0 + 1.0 / 9.0 + 1.0 / 25.0)));
}

TEST_CASE("spectrum: the variance of a trapezoid is that of its waveform") {
  for (std::uint64_t set = 0; set < 30; ++set) {
    const PowerSwing swing = test::random_swings(set).front();
    const Waveform wave = render(swing, swing.phase_s, swing.phase_s + swing.period_s);
    const double mean_w = mean_power_w(wave);
    CHECK(variance_w2(swing) == Approx(mean_square_w2(wave) - mean_w * mean_w).epsilon(1e-9));
  }
}

TEST_CASE("spectrum: all harmonics together are the variance") {
  const PowerSwing swing{1e6, 7e6, 4.0, 0.8, 0.1, 0.0};
  // The tail beyond 2 kHz falls as 1/k³: far below the tolerance.
  CHECK(band_share({&swing, 1}, {0.0, 2000.0}) == Approx(1.0).epsilon(1e-6));
}

TEST_CASE("spectrum: lines and band share are those of a discrete transform") {
  for (std::uint64_t set = 0; set < 12; ++set) {
    CAPTURE(set);
    // Up to three jobs with periods of 1, 2, 2.5, 4, 5 and 10 s: common harmonics, any phases.
    std::vector<PowerSwing> swings = test::random_swings(set);
    constexpr std::array periods_s{1.0, 2.0, 2.5, 4.0, 5.0, 10.0};
    swings.resize(std::min<std::size_t>(swings.size(), 3));
    for (std::size_t i = 0; i < swings.size(); ++i) {
      const double period_s = periods_s[(set + 2 * i) % periods_s.size()];
      swings[i].edge_s = std::max(swings[i].edge_s * period_s / swings[i].period_s, 0.02);
      swings[i].period_s = period_s;
    }
    const double common_s = *common_period_s(swings, 3600.0);
    const auto count = static_cast<std::size_t>(common_s * 1000.0 + 0.5);
    const std::vector<double> power_w = sample(render(swings, {}, 0.0, common_s), 1e-3, count);
    double largest_w = 0.0;
    for (const PowerSwing& swing : swings)
      largest_w = std::max(largest_w, swing.swing_w());

    const auto lines = lines_in(swings, {0.1, 20.0});
    double in_band_w2 = 0.0;
    for (const SpectralLine& line : lines) {
      const auto k = static_cast<std::size_t>(line.frequency_hz * common_s + 0.5);
      const double expected_w = dft_amplitude_w(power_w, k);
      // Samples of 1 ms against edges of 20 ms and more.
      CHECK(line.amplitude_w == Approx(expected_w).epsilon(2e-3).scale(largest_w * 1e-2));
      in_band_w2 += expected_w * expected_w / 2.0;
    }
    CHECK(band_share(swings, {0.1, 20.0}) ==
          Approx(in_band_w2 / variance_of(power_w)).epsilon(2e-3));
  }
}

TEST_CASE("spectrum: two jobs in step against each other cancel") {
  const std::array swings{PowerSwing{0.0, 4e6, 2.0, 0.5, 0.1, 0.0},
                          PowerSwing{0.0, 4e6, 2.0, 0.5, 0.1, 1.0}};

  CHECK(lines_in(swings, {0.1, 1.0}).front().amplitude_w == Approx(0.0).scale(1e6));
  CHECK(band_share(swings) == 0.0);
}

TEST_CASE("spectrum: a steady load has none") {
  const PowerSwing steady{5e6, 5e6, 2.0, 0.5, 0.1, 0.0};
  CHECK(band_share({&steady, 1}) == 0.0);
}
