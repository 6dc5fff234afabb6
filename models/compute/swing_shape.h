// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "models/compute/power_smoothing.h"
#include "models/compute/power_spectrum.h"
#include "models/compute/power_swing.h"

namespace gigawatt::compute {

/// What stands between a swing and its feed, in the order in which it acts: floor, ramp limits,
/// store. Absent: not there.
struct SwingSmoothing {
  std::optional<double> floor_w;       ///< Filler work keeps power above it.
  std::optional<double> up_w_per_s;    ///< A rise is no faster, > 0.
  std::optional<double> down_w_per_s;  ///< A fall is no faster, > 0.
  RackStore store;                     ///< No capacity: no store.
  double accelerators = 1.0;           ///< Whose sum the figures are; messages speak of one.
};

/// A swing as smoothing leaves it: a trapezoid whose rise and fall may differ. The mean powers say
/// what it costs: drawn = wanted + filler − withheld + lost.
struct ShapedSwing {
  double low_w = 0.0;
  double high_w = 0.0;
  double period_s = 1.0;
  double rise_s = 0.0;  ///< Length of the rise.
  double top_s = 0.0;   ///< Time at high power.
  double fall_s = 0.0;  ///< Length of the fall.
  double filler_w = 0.0;
  double withheld_w = 0.0;
  double lost_w = 0.0;  ///< In the store.

  double swing_w() const { return high_w - low_w; }
  double mean_w() const;
  /// Largest rise and fall between two instants at most `window_s` apart [W].
  double rise_within_w(double window_s) const;
  double fall_within_w(double window_s) const;
};

/// In closed form. DomainError for a floor above the high level, and for ramp limits so low that a
/// rise or a fall does not end before the next begins; docs/models/compute/power_swing.md.
ShapedSwing shape(const PowerSwing& swing, const SwingSmoothing& smoothing = {});

/// One period, from the beginning of a rise.
Waveform render_period(const ShapedSwing& swing);

/// Share of the harmonic energy of a waveform that repeats for ever which lies in the band [-]; 0
/// if it is steady. Exact: its harmonics are sums over its corners.
double band_share_of_period(const Waveform& period, const FrequencyBand& band = {});

}  // namespace gigawatt::compute
