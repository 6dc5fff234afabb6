// SPDX-License-Identifier: Apache-2.0
#include "models/compute/power_swing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/engine/time.h"

namespace gigawatt::compute {
namespace {

/// The part of `wave` within [from, to], cut there. `wave` reaches beyond both ends.
Waveform cut(const Waveform& wave, double from_s, double to_s) {
  const auto at = [&wave](std::size_t right, double time_s) {
    const Corner& a = wave[right - 1];
    const Corner& b = wave[right];
    return a.power_w + (b.power_w - a.power_w) * ((time_s - a.time_s) / (b.time_s - a.time_s));
  };
  Waveform part;
  for (std::size_t i = 0; i < wave.size(); ++i) {
    const double time_s = wave[i].time_s;
    if (i > 0 && wave[i - 1].time_s < from_s && time_s > from_s)
      part.push_back({from_s, at(i, from_s)});
    if (i > 0 && wave[i - 1].time_s < to_s && time_s > to_s) part.push_back({to_s, at(i, to_s)});
    if (time_s >= from_s && time_s <= to_s) part.push_back(wave[i]);
  }
  return part;
}

}  // namespace

void check(const PowerSwing& swing) {
  const auto refuse = [](const char* name, double value, const char* unit, const char* expected) {
    throw DomainError(
        fmt::format("power swing: {} is {} {}; expected {}", name, value, unit, expected));
  };
  if (!(swing.period_s > 0.0)) refuse("period", swing.period_s, "s", "more than 0");
  if (!(swing.high_w >= swing.low_w)) refuse("high", swing.high_w, "W", "at least the low power");
  if (!(swing.high_share >= 0.0 && swing.high_share <= 1.0))
    refuse("high_share", swing.high_share, "", "0 to 1");
  const double room_s = std::min(swing.high_share, 1.0 - swing.high_share) * swing.period_s;
  if (!(swing.edge_s >= 0.0 && swing.edge_s <= room_s * (1.0 + 1e-12)))
    refuse("edge", swing.edge_s, "s",
           fmt::format("0 to {} s, the shorter of the two levels", room_s).c_str());
}

PowerSwing step_swing(double accelerators, double rated_w, double step_s,
                      const StepLevels& levels) {
  const double all_w = accelerators * rated_w;
  // Steps too short for the usual edge are a triangle.
  const double room_s = std::min(levels.high_share, 1.0 - levels.high_share) * step_s;
  PowerSwing swing{.low_w = levels.low_frac * all_w,
                   .high_w = levels.high_frac * all_w,
                   .period_s = step_s,
                   .high_share = levels.high_share,
                   .edge_s = std::min(levels.edge_s, room_s)};
  check(swing);
  return swing;
}

Waveform render(const PowerSwing& swing, double from_s, double to_s) {
  check(swing);
  const double first = std::floor((from_s - swing.phase_s) / swing.period_s) - 1.0;
  const double last = std::ceil((to_s - swing.phase_s) / swing.period_s) + 1.0;
  const double fall_s = swing.high_share * swing.period_s;
  Waveform wave;
  wave.reserve(static_cast<std::size_t>(last - first + 1.0) * 4);
  for (double cycle = first; cycle <= last; cycle += 1.0) {
    const double start_s = swing.phase_s + cycle * swing.period_s;
    wave.push_back({start_s, swing.low_w});
    wave.push_back({start_s + swing.edge_s, swing.high_w});
    wave.push_back({start_s + fall_s, swing.high_w});
    wave.push_back({start_s + fall_s + swing.edge_s, swing.low_w});
  }
  // Corners that coincide by arithmetic may differ in the last bit.
  for (std::size_t i = 1; i < wave.size(); ++i)
    wave[i].time_s = std::max(wave[i].time_s, wave[i - 1].time_s);
  return cut(wave, from_s, to_s);
}

Waveform render(const PowerDrop& drop, double from_s, double to_s) {
  Waveform wave{{std::min(from_s, drop.start_s) - 1.0, 0.0}, {drop.start_s, 0.0}};
  wave.push_back({drop.start_s + drop.fall_s, -drop.drop_w});
  double end_s = wave.back().time_s;
  if (drop.low_s) {
    wave.push_back({end_s + *drop.low_s, -drop.drop_w});
    end_s += *drop.low_s + drop.rise_s;
    wave.push_back({end_s, 0.0});
  }
  wave.push_back({std::max(to_s, end_s) + 1.0, wave.back().power_w});
  return cut(wave, from_s, to_s);
}

Waveform render(std::span<const PowerSwing> swings, std::span<const PowerDrop> drops, double from_s,
                double to_s) {
  std::vector<Waveform> waves{{{from_s, 0.0}, {to_s, 0.0}}};
  for (const PowerSwing& swing : swings)
    waves.push_back(render(swing, from_s, to_s));
  for (const PowerDrop& drop : drops)
    waves.push_back(render(drop, from_s, to_s));
  return sum_of(waves);
}

SwingBound bound_of(std::span<const PowerSwing> swings, std::span<const PowerDrop> drops,
                    double window_s) {
  double up_w = 0.0;
  double down_w = 0.0;
  double range_w = 0.0;
  for (const PowerSwing& swing : swings) {
    check(swing);
    const double moved_w = swing.swing_w() * share_of_edge(window_s, swing.edge_s);
    up_w += moved_w;
    down_w += moved_w;
    range_w += swing.swing_w();
  }
  for (const PowerDrop& drop : drops) {
    down_w += drop.drop_w * share_of_edge(window_s, drop.fall_s);
    if (drop.low_s) up_w += drop.drop_w * share_of_edge(window_s, drop.rise_s);
    range_w += drop.drop_w;
  }
  return {{up_w / window_s, down_w / window_s}, range_w};
}

std::optional<double> common_period_s(std::span<const PowerSwing> swings, double most_s) {
  std::int64_t common_ns = 1;
  for (const PowerSwing& swing : swings) {
    const std::int64_t period_ns = std::max<std::int64_t>(from_seconds(swing.period_s), 1);
    const std::int64_t factor = period_ns / std::gcd(common_ns, period_ns);
    if (to_seconds(common_ns) * static_cast<double>(factor) > most_s) return {};
    common_ns *= factor;
  }
  return to_seconds(common_ns);
}

}  // namespace gigawatt::compute
