// SPDX-License-Identifier: Apache-2.0
#pragma once

// The worst that the swings of running jobs can do to a site's power, kept from change to change.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/compute/swing_shape.h"
#include "models/compute/utility_spec.h"
#include "sim/engine/time.h"

namespace gigawatt {

/// Ramps are watched over 1, 10 and 60 s and over the window of the utility's limits.
inline constexpr std::size_t kRampWindows = 4;
inline constexpr std::size_t kUtilityWindow = 3;
using RampWindowsNs = std::array<std::int64_t, kRampWindows>;

/// 1, 10 and 60 s, and the window of the limits.
RampWindowsNs ramp_windows_ns(const compute::UtilitySpec& utility);

/// What one job adds, in whole milliwatts, so that sums are exact in any order.
struct SwingLoad {
  std::array<std::int64_t, kRampWindows> up_mw{};    ///< Largest rise of a step in each window.
  std::array<std::int64_t, kRampWindows> down_mw{};  ///< Largest fall.
  std::int64_t swing_mw = 0;                         ///< High less low.
  std::int64_t peak_mw = 0;  ///< From idle nodes to the top of a step: a start or an end, at once.
};

/// Of `nodes` nodes that each swing by `shape` and draw `dynamic_mw` above idle in the mean.
SwingLoad swing_load(const compute::ShapedSwing& shape, std::int64_t dynamic_mw,
                     std::uint32_t nodes, const RampWindowsNs& windows_ns);

/// Largest values of the run so far [mW].
struct WorstSwings {
  std::array<std::int64_t, kRampWindows> up_mw{};
  std::array<std::int64_t, kRampWindows> down_mw{};
  std::int64_t range_mw = 0;
  TimeNs range_ns = 0;  ///< When the dynamic range was first that large.
  SwingLoad steps;      ///< Of steps alone, without starts and ends; its peak is not used.
};

/// Keeps the sums over the running jobs and the starts and ends of the longest window before now;
/// looks only when a job begins or stops to swing, and allocates nothing once it has seen its
/// busiest minute. Bounds hold for every phase of the jobs: docs/models/compute/power_swing.md.
class SwingWatch {
 public:
  explicit SwingWatch(const RampWindowsNs& windows_ns) : windows_ns_(windows_ns) {}

  void begin(TimeNs now, const SwingLoad& load);
  /// `begun_ns`: when the same job began. A job that pauses its swing is one that ends.
  void end(TimeNs now, TimeNs begun_ns, const SwingLoad& load);
  /// At the end of an instant, over all that changed in it.
  void look(TimeNs now) {
    if (changed_) look_closely(now);
  }

  const WorstSwings& worst() const { return worst_; }
  const RampWindowsNs& windows_ns() const { return windows_ns_; }

 private:
  /// A start or an end.
  struct Step {
    TimeNs time_ns;
    TimeNs begun_ns;  ///< Of an end; equal to `time_ns` for a start.
    bool ends;
    SwingLoad load;
  };
  void look_closely(TimeNs now);

  RampWindowsNs windows_ns_;
  SwingLoad running_;  ///< Sums over jobs that swing; its peak is not used.
  std::vector<Step> steps_;
  WorstSwings worst_;
  bool changed_ = false;
};

}  // namespace gigawatt
