// SPDX-License-Identifier: Apache-2.0

// How far can the site's power move within a window w? From an instant a to a later one b it rises
// by
//
//   P(b) − P(a) = Σ p(b) − p(a)   over all loads (a job's start-up, its steps), p = 0 if absent.
//
// The phases of steps are not known: at any instant a load may be anywhere from its low to its
// high. So each load adds at most, to a rise (to a fall with low and high exchanged, and signs),
//
//   present throughout     its largest rise r within w, r ≤ high − low
//   present at b alone     high
//   present at a alone     −low
//   at neither             0, whatever it did in between
//
//   P │      ╭─╮ ╭─╮           ╭─╮          A gang ends and begins anew, first with an even load:
//     │      │ ╰─╯ ╰┤          │ ╰─         the fall is high − even, never high + high, and the
//     │──────╯      │──────────╯            later rise high − even.
//     │  even          even      steps
//
// Which loads are present changes only where one begins or ends. So the largest rise is the largest
// over the stretches between such instants: of b in the latest stretch, and of a in each earlier
// one that ends at most w before the latest begins. Walking back from now, each change is taken
// back from the sums; after the last change of an instant they are those of the stretch before it.
// A later b in the same stretch sees fewer of the earlier ones. The bound is reached where each
// load's edge can lie between a and b: one edge, all phases free, stretches longer than the edges.
// The range within a minute is the larger of rise and fall within it.

#include "models/swing_watch.h"

#include <cmath>

namespace gigawatt {

namespace {

void add(LargestMoves& sum, const SwingLoad& load, std::int64_t sign) {
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    sum.up_mw[w] += sign * load.up_mw[w];
    sum.down_mw[w] += sign * load.down_mw[w];
  }
}

void raise_to(LargestMoves& worst, const LargestMoves& moves, std::size_t window) {
  worst.up_mw[window] = std::max(worst.up_mw[window], moves.up_mw[window]);
  worst.down_mw[window] = std::max(worst.down_mw[window], moves.down_mw[window]);
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
  // The mean is the node model's; the levels of a step lie about it as in the swing, never below
  // idle.
  const std::int64_t swing_mw = all_mw(shape.swing_w());
  load.high_mw = std::max(swing_mw, dynamic_mw * nodes + all_mw(shape.high_w - shape.mean_w()));
  load.low_mw = load.high_mw - swing_mw;
  return load;
}

SwingLoad even_load(std::int64_t dynamic_mw, std::uint32_t nodes) {
  const std::int64_t all_mw = dynamic_mw * nodes;
  return {.low_mw = all_mw, .high_mw = all_mw};
}

void SwingWatch::begin(TimeNs now, const SwingLoad& load) {
  add(running_, load, 1);
  changes_.push_back({now, false, false, load});
  changed_ = true;
}

void SwingWatch::end(TimeNs now, TimeNs begun_ns, const SwingLoad& load) {
  add(running_, load, -1);
  // Equal loads that began together are one as good as the other.
  const auto begun = std::find_if(changes_.begin(), changes_.end(), [&](const Change& change) {
    return change.time_ns == begun_ns && !change.ends && !change.has_ended && change.load == load;
  });
  if (begun != changes_.end()) begun->has_ended = true;
  changes_.push_back({now, true, false, load});
  changed_ = true;
}

/// The moves from before the change to now, where they were those from after it.
void SwingWatch::take_back(LargestMoves& moves, const Change& change) {
  const SwingLoad& load = change.load;
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    if (change.ends) {  // at a alone
      moves.up_mw[w] -= load.low_mw;
      moves.down_mw[w] += load.high_mw;
    } else if (change.has_ended) {  // at neither, was at a alone
      moves.up_mw[w] += load.low_mw;
      moves.down_mw[w] -= load.high_mw;
    } else {  // at b alone, was present throughout
      moves.up_mw[w] += load.high_mw - load.up_mw[w];
      moves.down_mw[w] -= load.low_mw + load.down_mw[w];
    }
  }
}

void SwingWatch::look_closely(TimeNs now) {
  changed_ = false;
  const std::int64_t longest_ns = *std::max_element(windows_ns_.begin(), windows_ns_.end());
  const auto recent = std::find_if(changes_.begin(), changes_.end(), [&](const Change& change) {
    return now - change.time_ns <= longest_ns;
  });
  changes_.erase(changes_.begin(), recent);

  const std::int64_t range_before_mw = worst_.all.range_mw();
  LargestMoves moves = running_;
  for (std::size_t w = 0; w < kRampWindows; ++w) {
    raise_to(worst_.steps, moves, w);
    raise_to(worst_.all, moves, w);
  }
  for (std::size_t i = changes_.size(); i-- > 0;) {
    take_back(moves, changes_[i]);
    const TimeNs time_ns = changes_[i].time_ns;
    if (i > 0 && changes_[i - 1].time_ns == time_ns) continue;  // of the same instant
    for (std::size_t w = 0; w < kRampWindows; ++w)
      if (now - time_ns <= windows_ns_[w]) raise_to(worst_.all, moves, w);
  }
  if (worst_.all.range_mw() > range_before_mw) worst_.range_ns = now;
}

}  // namespace gigawatt
