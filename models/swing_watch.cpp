// SPDX-License-Identifier: Apache-2.0

// A job that swings throughout a window moves by at most its step's rise or fall in it. One that
// begins or ends in the window moves between idle and the top of its step, whatever its phase:
// by at most `peak`. Sums over jobs bound the site.
//
//   peak ─          ╭──╮  ╭──╮  ╭─╮
//                   │  ╰──╯  ╰──╯ │  ◄ swing
//   idle ───────────╯             ╰────────
//                 begin          end

#include "models/swing_watch.h"

#include <algorithm>
#include <cmath>

namespace gigawatt {

namespace {

constexpr std::int64_t kRangeNs = kNsPerMinute;  // the dynamic range is that within a minute

void add(SwingLoad& sum, const SwingLoad& load, std::int64_t sign) {
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    sum.up_mw[w] += sign * load.up_mw[w];
    sum.down_mw[w] += sign * load.down_mw[w];
  }
  sum.swing_mw += sign * load.swing_mw;
}

}  // namespace

RampWindowsNs ramp_windows_ns(const compute::UtilitySpec& utility) {
  return {kNsPerSecond, 10 * kNsPerSecond, kNsPerMinute,
          std::max<std::int64_t>(from_seconds(utility.ramp_window_s), 1)};
}

SwingLoad swing_load(const compute::ShapedSwing& shape, std::int64_t dynamic_mw,
                     std::uint32_t nodes, const RampWindowsNs& windows_ns) {
  const auto all_mw = [nodes](double node_w) -> std::int64_t {
    return std::llround(node_w * 1e3 * nodes);
  };
  SwingLoad load;
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    load.up_mw[w] = all_mw(shape.rise_within_w(to_seconds(windows_ns[w])));
    load.down_mw[w] = all_mw(shape.fall_within_w(to_seconds(windows_ns[w])));
  }
  load.swing_mw = all_mw(shape.swing_w());
  // The mean is the node model's; the top of a step lies above it as in the swing.
  load.peak_mw =
      std::max(load.swing_mw, dynamic_mw * nodes + all_mw(shape.high_w - shape.mean_w()));
  return load;
}

void SwingWatch::begin(TimeNs now, const SwingLoad& load) {
  add(running_, load, 1);
  steps_.push_back({now, now, false, load});
  changed_ = true;
}

void SwingWatch::end(TimeNs now, TimeNs begun_ns, const SwingLoad& load) {
  add(running_, load, -1);
  steps_.push_back({now, begun_ns, true, load});
  changed_ = true;
}

void SwingWatch::look_closely(TimeNs now) {
  changed_ = false;
  const std::int64_t longest_ns =
      std::max(kRangeNs, *std::max_element(windows_ns_.begin(), windows_ns_.end()));
  const auto recent = std::find_if(steps_.begin(), steps_.end(), [&](const Step& step) {
    return now - step.time_ns <= longest_ns;
  });
  steps_.erase(steps_.begin(), recent);

  std::array<std::int64_t, kRampWindows> up_mw = running_.up_mw;
  std::array<std::int64_t, kRampWindows> down_mw = running_.down_mw;
  std::int64_t range_mw = running_.swing_mw;
  for (const Step& step : steps_) {
    for (std::size_t w = 0; w < kRampWindows; ++w) {
      const TimeNs from_ns = now - windows_ns_[w];
      if (step.time_ns < from_ns) continue;
      // A job that began in the window is counted up once, at its beginning.
      up_mw[w] += step.ends ? step.load.up_mw[w] : step.load.peak_mw - step.load.up_mw[w];
      down_mw[w] += step.ends ? step.load.peak_mw : 0;
    }
    if (now - step.time_ns > kRangeNs) continue;
    const bool began_within = now - step.begun_ns <= kRangeNs;
    if (!step.ends) {
      range_mw += step.load.peak_mw - step.load.swing_mw;
    } else {
      range_mw += began_within ? step.load.swing_mw : step.load.peak_mw;
    }
  }

  for (std::size_t w = 0; w < kRampWindows; ++w) {
    worst_.up_mw[w] = std::max(worst_.up_mw[w], up_mw[w]);
    worst_.down_mw[w] = std::max(worst_.down_mw[w], down_mw[w]);
    worst_.steps.up_mw[w] = std::max(worst_.steps.up_mw[w], running_.up_mw[w]);
    worst_.steps.down_mw[w] = std::max(worst_.steps.down_mw[w], running_.down_mw[w]);
  }
  worst_.steps.swing_mw = std::max(worst_.steps.swing_mw, running_.swing_mw);
  if (range_mw > worst_.range_mw) {
    worst_.range_mw = range_mw;
    worst_.range_ns = now;
  }
}

}  // namespace gigawatt
