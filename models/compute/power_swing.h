// SPDX-License-Identifier: Apache-2.0
#pragma once

// The fast power swing of synchronous jobs in closed form. Every accelerator of a job computes and
// communicates at the same time, so a job's swing adds up coherently. Docs, assumptions and
// sources: docs/models/compute/power_swing.md.
//
//   high ─     ┌────────┐           ┌───
//             ╱          ╲         ╱
//   low  ────╯            ╰───────╯
//            │edge│ │edge│
//            ◄────── period ──────►   high_share is measured between the middles of the edges

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/compute/waveform.h"

namespace gigawatt::compute {

/// Of a change that takes `edge_s`, the share that falls into a window of `window_s`.
inline double share_of_edge(double window_s, double edge_s) {
  return edge_s > window_s ? window_s / edge_s : 1.0;
}

/// One job's power over its step: a trapezoid, or a square where `edge_s` is 0.
struct PowerSwing {
  double low_w = 0.0;
  double high_w = 0.0;      ///< ≥ low_w.
  double period_s = 6.0;    ///< Step time, > 0.
  double high_share = 0.8;  ///< Share of the period at high power, between the middles of edges.
  double edge_s = 0.1;      ///< Length of a rise and of a fall; fits into both levels.
  double phase_s = 0.0;     ///< When a rise begins.

  double swing_w() const { return high_w - low_w; }
  double mean_w() const { return low_w + swing_w() * high_share; }
};

/// A fall of a whole job: checkpoint stall, failure and restart, end.
struct PowerDrop {
  double drop_w = 0.0;          ///< Power lost.
  double fall_s = 0.1;          ///< Length of the fall, ≥ 0.
  double start_s = 0.0;         ///< When the fall begins.
  std::optional<double> low_s;  ///< Time at the bottom; absent: it does not come back.
  double rise_s = 0.1;          ///< Length of the rise, ≥ 0.
};

/// Throws DomainError naming the value that makes no trapezoid.
void check(const PowerSwing& swing);

/// Swing of a synchronous job of `accelerators` [W]: levels are shares of the rated power.
/// Defaults are assumptions.
struct StepLevels {
  double high_frac = 0.9;   ///< P_hi of rated.
  double low_frac = 0.35;   ///< P_lo of rated.
  double high_share = 0.8;  ///< Share of the step spent computing.
  double edge_s = 0.1;
};
PowerSwing step_swing(double accelerators, double rated_w, double step_s,
                      const StepLevels& levels = {});

/// Rendered exactly over [from, to], where a swing has been and goes on for ever.
Waveform render(const PowerSwing& swing, double from_s, double to_s);
/// The drop as a negative power, to be added to what would be.
Waveform render(const PowerDrop& drop, double from_s, double to_s);
/// All of them together.
Waveform render(std::span<const PowerSwing> swings, std::span<const PowerDrop> drops, double from_s,
                double to_s);

/// Worst figures that no phases of the jobs and no moment of the drops can exceed.
struct SwingBound {
  Ramps ramps;             ///< Over the window asked for.
  double dynamic_range_w;  ///< Of the swings and all drops together.
};

/// Every job's edge inside the window at once: Σ swing · min(1, window / edge) / window, drops the
/// same. Reached by some phases if all edges are equal; for periods that are no multiples of each
/// other any phases come as near as one likes in time.
SwingBound bound_of(std::span<const PowerSwing> swings, std::span<const PowerDrop> drops,
                    double window_s);

/// Least common multiple of the periods [s], which are counted in whole nanoseconds; empty above
/// `most_s`.
std::optional<double> common_period_s(std::span<const PowerSwing> swings, double most_s);

}  // namespace gigawatt::compute
