// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace gigawatt::jobs {

/// A run of decode steps of one batch. Step j = 0, 1, ... takes
///   fixed + max(memory + memory_slope · j, compute + compute_slope · j)   [ps],
/// because every sequence's context grows by one token per step. All terms ≥ 0, so the sums are
/// exact integers and a run may be cut anywhere without changing a picosecond.
struct DecodeSteps {
  std::int64_t fixed = 0;
  std::int64_t memory = 0;
  std::int64_t memory_slope = 0;
  std::int64_t compute = 0;
  std::int64_t compute_slope = 0;

  /// Time [ps] of step `j`.
  std::int64_t step_ps(std::int64_t j) const {
    return fixed + std::max(memory + memory_slope * j, compute + compute_slope * j);
  }

  /// Arithmetic [ps] of the first `count` steps.
  std::int64_t compute_ps(std::int64_t count) const {
    return sum(compute, compute_slope, 0, count);
  }

  /// Time [ps] of the first `count` steps.
  std::int64_t total_ps(std::int64_t count) const {
    // Two straight lines cross at most once; before and after it one of them is the larger.
    const std::int64_t gap = memory - compute;
    const std::int64_t closing = compute_slope - memory_slope;
    std::int64_t cross = count;
    if (gap > 0 && closing > 0) cross = std::min(count, gap / closing + 1);
    if (gap < 0 && closing < 0) cross = std::min(count, gap / closing + 1);
    const bool memory_first = gap > 0 || (gap == 0 && closing < 0);
    const std::int64_t first =
        memory_first ? sum(memory, memory_slope, 0, cross) : sum(compute, compute_slope, 0, cross);
    const std::int64_t second = memory_first ? sum(compute, compute_slope, cross, count)
                                             : sum(memory, memory_slope, cross, count);
    return fixed * count + first + second;
  }

  /// Least number of steps, at least 1 and at most `most`, after which `time_ps` have passed.
  std::int64_t count_to_pass(std::int64_t time_ps, std::int64_t most) const {
    const std::int64_t shortest = std::max<std::int64_t>(step_ps(0), 1);
    std::int64_t count = std::clamp<std::int64_t>(time_ps / shortest + 1, 1, most);
    if (count == most && total_ps(most - 1) < time_ps) return most;
    // Steps never get shorter, so leaving out as many of the longest length as fit into the excess
    // cannot leave out too many.
    while (count > 1) {
      const std::int64_t excess = total_ps(count - 1) - time_ps;
      if (excess < 0) break;
      count -= 1 + excess / std::max<std::int64_t>(step_ps(count - 1), 1);
    }
    return std::max<std::int64_t>(count, 1);
  }

 private:
  /// Σ of start + slope · j over from ≤ j < to.
  static std::int64_t sum(std::int64_t start, std::int64_t slope, std::int64_t from,
                          std::int64_t to) {
    return start * (to - from) + slope * ((to * (to - 1) - from * (from - 1)) / 2);
  }
};

}  // namespace gigawatt::jobs
