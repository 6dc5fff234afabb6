// SPDX-License-Identifier: Apache-2.0
#include "models/compute/power_spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt::compute {
namespace {

constexpr double kLongestCommonPeriodS = 3600.0;

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return x == 0.0 ? 1.0 : std::sin(angle) / angle;
}

/// Harmonic of one job: frequency harmonic / period, in whole nanoseconds so that equality is
/// exact.
struct Harmonic {
  std::int64_t number;
  std::int64_t period_ns;
  std::complex<double> amplitude_w;

  double frequency_hz() const { return static_cast<double>(number) / to_seconds(period_ns); }
};

bool lower(const Harmonic& a, const Harmonic& b) {
  return Int128{a.number} * b.period_ns < Int128{b.number} * a.period_ns;
}

}  // namespace

double variance_w2(const PowerSwing& swing) {
  const double s = swing.high_share;
  const double e = swing.edge_s / swing.period_s;
  return swing.swing_w() * swing.swing_w() * (s - s * s - e / 3.0);
}

std::vector<SpectralLine> lines_in(std::span<const PowerSwing> swings, const FrequencyBand& band) {
  std::vector<Harmonic> harmonics;
  for (const PowerSwing& swing : swings) {
    check(swing);
    const std::int64_t period_ns = std::max<std::int64_t>(from_seconds(swing.period_s), 1);
    const double period_s = to_seconds(period_ns);
    const double e = swing.edge_s / swing.period_s;
    const auto last = static_cast<std::int64_t>(std::floor(band.high_hz * period_s));
    for (std::int64_t k = 1; k <= last; ++k) {
      const auto number = static_cast<double>(k);
      if (number < band.low_hz * period_s) continue;
      const double size_w = 2.0 * swing.swing_w() * swing.high_share *
                            sinc(number * swing.high_share) * sinc(number * e);
      // The trapezoid is even about the middle of its upper level.
      const double middle_s =
          swing.phase_s + (swing.high_share * swing.period_s + swing.edge_s) / 2.0;
      const double turns = std::fmod(number * (middle_s / period_s), 1.0);
      harmonics.push_back(
          {k, period_ns, std::polar(1.0, -2.0 * std::numbers::pi * turns) * size_w});
    }
  }
  std::stable_sort(harmonics.begin(), harmonics.end(), lower);

  std::vector<SpectralLine> lines;
  for (std::size_t i = 0; i < harmonics.size();) {
    std::complex<double> sum_w = 0.0;
    const Harmonic first = harmonics[i];
    for (; i < harmonics.size() && !lower(first, harmonics[i]); ++i)
      sum_w += harmonics[i].amplitude_w;
    lines.push_back({first.frequency_hz(), std::abs(sum_w)});
  }
  return lines;
}

double band_share(std::span<const PowerSwing> swings, const FrequencyBand& band) {
  double in_band_w2 = 0.0;
  for (const SpectralLine& line : lines_in(swings, band))
    in_band_w2 += line.amplitude_w * line.amplitude_w / 2.0;

  double total_w2 = 0.0;
  double mean_w = 0.0;
  for (const PowerSwing& swing : swings) {
    total_w2 += variance_w2(swing);
    mean_w += swing.mean_w();
  }
  // Jobs that keep step share frequencies, so their squares do not simply add.
  const auto common_s = common_period_s(swings, kLongestCommonPeriodS);
  if (common_s && swings.size() > 1) {
    const Waveform wave = render(swings, {}, 0.0, *common_s);
    total_w2 = mean_square_w2(wave) - mean_w * mean_w;
  }
  // What rounding leaves of a steady load is not a spectrum.
  if (!(total_w2 > 1e-12 * mean_w * mean_w)) return 0.0;
  return in_band_w2 / total_w2;
}

}  // namespace gigawatt::compute
