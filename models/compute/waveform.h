// SPDX-License-Identifier: Apache-2.0
#pragma once

// Power over a short window as a line through corners, so that energies, ranges and ramps are exact
// and a sampled picture is only ever a check. Docs: docs/models/compute/power_swing.md.

#include <cstddef>
#include <span>
#include <vector>

namespace gigawatt::compute {

/// A corner of a waveform. Two corners at one time are a jump.
struct Corner {
  double time_s;
  double power_w;
};

/// Linear between its corners, whose times do not fall. At least two corners.
using Waveform = std::vector<Corner>;

/// Least and greatest power.
struct PowerRange {
  double low_w;
  double high_w;

  double span_w() const { return high_w - low_w; }
};

PowerRange power_range(const Waveform& wave);

/// Energy [J]: the integral from its first to its last corner.
double energy_j(const Waveform& wave);
/// Mean power [W] and the mean of its square [W²] over the waveform's length.
double mean_power_w(const Waveform& wave);
double mean_square_w2(const Waveform& wave);

/// The sum of waveforms that span the same time, with the corners of all.
Waveform sum_of(std::span<const Waveform> waves);

/// Power [W] at the midpoint of each step of `step_s`, from the first corner on, `count` times. At
/// a jump on a midpoint the later value counts.
std::vector<double> sample(const Waveform& wave, double step_s, std::size_t count);

/// The largest change between two instants at most `window_s` apart, over `window_s` [W/s].
/// A rise is seen by the generator's ramp-up limit, a fall by its ramp-down limit; both ≥ 0.
struct Ramps {
  double up_w_per_s;
  double down_w_per_s;
};

/// Exact, in time linear in the corners: the extremes of a difference of two points on a line
/// through corners lie at corners, or `window_s` from one. `window_s` > 0.
Ramps worst_ramps(const Waveform& wave, double window_s);

}  // namespace gigawatt::compute
