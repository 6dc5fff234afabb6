// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "models/compute/power_swing.h"

namespace gigawatt::compute {

/// One frequency of a waveform. Its mean square is amplitude² / 2.
struct SpectralLine {
  double frequency_hz;
  double amplitude_w;
};

struct FrequencyBand {
  double low_hz = 0.1;  ///< Inclusive, both.
  double high_hz = 20.0;
};

/// Mean square of a swing about its mean [W²]: swing² (s − s² − e/3), with s the high share and e
/// the edge as a share of the period.
double variance_w2(const PowerSwing& swing);

/// Lines in the band, in rising frequency: harmonic k of a trapezoid has the complex amplitude
///   2 · swing · s · sinc(k s) · sinc(k e),   sinc x = sin(π x) / (π x).
/// Lines of several jobs at one frequency add with their phases. Periods count whole nanoseconds.
std::vector<SpectralLine> lines_in(std::span<const PowerSwing> swings, const FrequencyBand& band);

/// Share of the harmonic energy (everything but the mean) that lies in the band [-]; 0 for a steady
/// load. Exact where the periods have a common multiple of at most an hour, and where none are
/// multiples of a common period at all; docs/models/compute/power_swing.md says what lies between.
double band_share(std::span<const PowerSwing> swings, const FrequencyBand& band = {});

}  // namespace gigawatt::compute
