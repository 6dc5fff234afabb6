// SPDX-License-Identifier: Apache-2.0
#include "models/compute/swing_shape.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::compute {
namespace {

constexpr double kRounding = 1e-12;

/// What lies between two heights above the low level, seen from the lower of them.
void keep_between(ShapedSwing& swing, double from_w, double to_w) {
  const double swing_w = swing.swing_w();
  const double edges_s = swing.rise_s + swing.fall_s;
  swing.top_s += edges_s * (1.0 - to_w / swing_w);
  swing.rise_s *= (to_w - from_w) / swing_w;
  swing.fall_s *= (to_w - from_w) / swing_w;
  swing.high_w = swing.low_w + to_w;
  swing.low_w += from_w;
}

void raise_to_floor(ShapedSwing& shaped, const PowerSwing& swing, const SwingSmoothing& smoothing) {
  if (!smoothing.floor_w) return;
  const double floor_w = *smoothing.floor_w;
  if (floor_w > swing.high_w * (1.0 + kRounding))
    throw DomainError(
        fmt::format("power smoothing: a floor of {:g} W an accelerator lies above the high level "
                    "of {:g} W; lower the floor",
                    floor_w / smoothing.accelerators, swing.high_w / smoothing.accelerators));
  if (floor_w <= swing.low_w || swing.swing_w() == 0.0) return;
  shaped.filler_w += floor_energy_j(swing, floor_w) / swing.period_s;
  keep_between(shaped, floor_w - swing.low_w, swing.swing_w());
}

/// Each slower edge eats into the level that follows it.
void slow_edges(ShapedSwing& shaped, const SwingSmoothing& smoothing) {
  const double swing_w = shaped.swing_w();
  const double high_s = shaped.rise_s + shaped.top_s;
  const double low_s = shaped.period_s - high_s;
  const double one = smoothing.accelerators;
  const auto slow = [&](std::optional<double> limit_w_per_s, double edge_s, double room_s,
                        const char* what) {
    if (!limit_w_per_s) return edge_s;
    const double needed_s = swing_w / *limit_w_per_s;
    if (needed_s > room_s * (1.0 + kRounding))
      throw DomainError(fmt::format(
          "power smoothing: at {:g} W/s an accelerator's {} of {:g} W takes {:.3g} s, but the next "
          "edge begins after {:.3g} s; allow {:.4g} W/s or more",
          *limit_w_per_s / one, what, swing_w / one, needed_s, room_s, swing_w / room_s / one));
    return std::max(edge_s, std::min(needed_s, room_s));
  };
  const double rise_s = slow(smoothing.up_w_per_s, shaped.rise_s, high_s, "rise");
  const double fall_s = slow(smoothing.down_w_per_s, shaped.fall_s, low_s, "fall");
  shaped.withheld_w += swing_w / 2.0 * (rise_s - shaped.rise_s) / shaped.period_s;
  shaped.filler_w += swing_w / 2.0 * (fall_s - shaped.fall_s) / shaped.period_s;
  shaped.top_s = high_s - rise_s;
  shaped.rise_s = rise_s;
  shaped.fall_s = fall_s;
}

/// Areas above and below a level depend on the sum of the edges alone, so a trapezoid with equal
/// edges stands for this one.
void flatten_by_store(ShapedSwing& shaped, RackStore store) {
  const double edge_s = (shaped.rise_s + shaped.fall_s) / 2.0;
  const PowerSwing even{.low_w = shaped.low_w,
                        .high_w = shaped.high_w,
                        .period_s = shaped.period_s,
                        .high_share = (shaped.top_s + edge_s) / shaped.period_s,
                        .edge_s = edge_s};
  if (!(store.power_w > 0.0)) store.power_w = shaped.swing_w();
  const StoreLevels levels = narrowest_levels(even, store);
  const double taken_j = floor_energy_j(even, levels.low_w);
  shaped.lost_w += taken_j * (1.0 - store.charge_efficiency) / shaped.period_s;
  keep_between(shaped, levels.low_w - shaped.low_w, levels.high_w - shaped.low_w);
}

}  // namespace

double ShapedSwing::mean_w() const {
  return low_w + swing_w() * (top_s + (rise_s + fall_s) / 2.0) / period_s;
}

double ShapedSwing::rise_within_w(double window_s) const {
  return swing_w() * share_of_edge(window_s, rise_s);
}

double ShapedSwing::fall_within_w(double window_s) const {
  return swing_w() * share_of_edge(window_s, fall_s);
}

ShapedSwing shape(const PowerSwing& swing, const SwingSmoothing& smoothing) {
  check(swing);
  ShapedSwing shaped{.low_w = swing.low_w,
                     .high_w = swing.high_w,
                     .period_s = swing.period_s,
                     .rise_s = swing.edge_s,
                     .top_s = std::max(swing.high_share * swing.period_s - swing.edge_s, 0.0),
                     .fall_s = swing.edge_s};
  raise_to_floor(shaped, swing, smoothing);
  if (shaped.swing_w() > 0.0) slow_edges(shaped, smoothing);
  if (shaped.swing_w() > 0.0 && smoothing.store.capacity_j > 0.0)
    flatten_by_store(shaped, smoothing.store);
  return shaped;
}

Waveform render_period(const ShapedSwing& swing) {
  const double fall_begins_s = swing.rise_s + swing.top_s;
  return {{0.0, swing.low_w},
          {swing.rise_s, swing.high_w},
          {fall_begins_s, swing.high_w},
          {fall_begins_s + swing.fall_s, swing.low_w},
          {std::max(swing.period_s, fall_begins_s + swing.fall_s), swing.low_w}};
}

double band_share_of_period(const Waveform& period, const FrequencyBand& band) {
  const double length_s = period.back().time_s - period.front().time_s;
  const double mean_w = mean_power_w(period);
  const double total_w2 = mean_square_w2(period) - mean_w * mean_w;
  if (!(total_w2 > kRounding * mean_w * mean_w)) return 0.0;

  const auto last = static_cast<std::int64_t>(std::floor(band.high_hz * length_s));
  double in_band_w2 = 0.0;
  for (std::int64_t k = 1; k <= last; ++k) {
    const auto number = static_cast<double>(k);
    if (number < band.low_hz * length_s) continue;
    // Of a line through corners the harmonics are those of its jumps and its slopes.
    const double omega = 2.0 * std::numbers::pi * number / length_s;
    std::complex<double> sum = 0.0;
    const auto turned = [&](const Corner& corner) {
      return std::polar(1.0, -omega * (corner.time_s - period.front().time_s));
    };
    for (std::size_t i = 1; i < period.size(); ++i) {
      const Corner& a = period[i - 1];
      const Corner& b = period[i];
      if (b.time_s > a.time_s) {
        const double slope = (b.power_w - a.power_w) / (b.time_s - a.time_s);
        sum += slope * (turned(a) - turned(b)) / (std::complex<double>(0.0, 1.0) * omega);
      } else {
        sum += (b.power_w - a.power_w) * turned(b);
      }
    }
    sum += period.front().power_w - period.back().power_w;  // back to its beginning
    const double amplitude_w = 2.0 * std::abs(sum) / (omega * length_s);
    in_band_w2 += amplitude_w * amplitude_w / 2.0;
  }
  return in_band_w2 / total_w2;
}

}  // namespace gigawatt::compute
