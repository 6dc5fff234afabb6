// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "sim/engine/time.h"

namespace gigawatt {

/// Progress of a run on standard error, redrawn at most ten times a second. Silent, and one test of
/// a flag per update, unless standard error is a terminal and NO_COLOR is not set.
class Progress {
 public:
  /// `wanted` is false for --quiet and the like.
  Progress(std::string label, TimeNs start_ns, TimeNs end_ns, bool wanted = true);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  ///< Clears the line.

  bool shown() const { return shown_; }
  void update(TimeNs now_ns) {
    if (shown_) [[unlikely]]
      draw_if_due(now_ns);
  }

 private:
  using Clock = std::chrono::steady_clock;
  void draw_if_due(TimeNs now_ns);

  std::string label_;
  TimeNs start_ns_, end_ns_;
  bool shown_;
  Clock::time_point begun_, next_draw_;
};

/// Whether standard error may be drawn on: a terminal that can move its cursor, without NO_COLOR.
bool stderr_is_for_eyes();
/// The bar for `done_frac` (0-1) after `elapsed_s`: "run [######......] 50 %, 3 s left".
std::string progress_line(const std::string& label, double done_frac, double elapsed_s);

}  // namespace gigawatt
