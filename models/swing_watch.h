// SPDX-License-Identifier: Apache-2.0
#pragma once

// The worst that the swings of running jobs can do to a site's power, kept from change to change.

#include <algorithm>
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
inline constexpr std::size_t kMinuteWindow = 2;  ///< The dynamic range is that within a minute.
inline constexpr std::size_t kUtilityWindow = 3;
using RampWindowsNs = std::array<std::int64_t, kRampWindows>;

/// 1, 10 and 60 s, and the window of the limits.
RampWindowsNs ramp_windows_ns(const compute::UtilitySpec& utility);

/// What one job draws above its idle nodes for a while, in whole milliwatts, so that sums are exact
/// in any order.
struct SwingLoad {
  std::int64_t low_mw = 0;                           ///< Bottom of a step, ≥ 0.
  std::int64_t high_mw = 0;                          ///< Top of a step.
  std::array<std::int64_t, kRampWindows> up_mw{};    ///< Largest rise of a step in each window.
  std::array<std::int64_t, kRampWindows> down_mw{};  ///< Largest fall.

  bool operator==(const SwingLoad&) const = default;
};

/// Of `nodes` nodes that each swing by `shape` and draw `dynamic_mw` above idle in the mean.
SwingLoad swing_load(const compute::ShapedSwing& shape, std::int64_t dynamic_mw,
                     std::uint32_t nodes, const RampWindowsNs& windows_ns);
/// Of nodes that draw `dynamic_mw` without steps: starting up, loading a checkpoint.
SwingLoad even_load(std::int64_t dynamic_mw, std::uint32_t nodes);

/// Largest rise and fall of the site within each window [mW].
struct LargestMoves {
  std::array<std::int64_t, kRampWindows> up_mw{};
  std::array<std::int64_t, kRampWindows> down_mw{};

  /// Highest less lowest power within a minute: the larger of its rise and its fall.
  std::int64_t range_mw() const { return std::max(up_mw[kMinuteWindow], down_mw[kMinuteWindow]); }
};

/// Of the run so far.
struct WorstSwings {
  LargestMoves all;
  LargestMoves steps;   ///< Of steps alone, without starts and ends.
  TimeNs range_ns = 0;  ///< When the dynamic range was first that large.
};

/// Keeps the sums over the running jobs and the begins and ends of the longest window before now;
/// looks only when a load begins or ends, and allocates nothing once it has seen its busiest
/// minute. The bounds hold for every phase of the jobs' steps, and some phases reach them; the
/// derivation is on top of swing_watch.cpp.
class SwingWatch {
 public:
  explicit SwingWatch(const RampWindowsNs& windows_ns) : windows_ns_(windows_ns) {}

  void begin(TimeNs now, const SwingLoad& load);
  /// `begun_ns`: when the same load began.
  void end(TimeNs now, TimeNs begun_ns, const SwingLoad& load);
  /// At the end of an instant, over all that changed in it.
  void look(TimeNs now) {
    if (changed_) look_closely(now);
  }

  const WorstSwings& worst() const { return worst_; }
  const RampWindowsNs& windows_ns() const { return windows_ns_; }

 private:
  /// A begin or an end of a load.
  struct Change {
    TimeNs time_ns;
    bool ends;
    bool has_ended;  ///< Of a begin: its end is known.
    SwingLoad load;
  };
  static void take_back(LargestMoves& moves, const Change& change);
  void look_closely(TimeNs now);

  RampWindowsNs windows_ns_;
  LargestMoves running_;  ///< Sums over present loads.
  std::vector<Change> changes_;
  WorstSwings worst_;
  bool changed_ = false;
};

}  // namespace gigawatt
