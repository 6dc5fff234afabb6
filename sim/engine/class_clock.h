// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstdint>

#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// The clock of a speed class: progress made by anything that runs at its speed since the start,
///   W(t) = W0 + floor((t − t0) · k / 2^20),   k ≤ 2^20.
/// A completion is the fixed key W(start) + work; a change of speed re-bases (W0, t0, k) and
/// touches no job. Products are 128-bit.
class ClassClock {
 public:
  static constexpr std::uint32_t kFullSpeed = 1u << 20;

  explicit ClassClock(TimeNs start_ns) : base_time_ns_(start_ns) {}

  /// Progress [ns at full speed] at `time_ns` ≥ the last re-base.
  std::int64_t at(TimeNs time_ns) const {
    assert(time_ns >= base_time_ns_);
    const auto elapsed_ns =
        static_cast<std::uint64_t>(time_ns) - static_cast<std::uint64_t>(base_time_ns_);
    return base_progress_ns_ + static_cast<std::int64_t>(UInt128{elapsed_ns} * k_ / kFullSpeed);
  }
  /// Least time with at(time) ≥ `key`; the base time if already reached; kNever at speed 0.
  TimeNs reaches(std::int64_t key) const;
  void set_speed(TimeNs now_ns, std::uint32_t k);
  std::uint32_t speed() const { return k_; }

 private:
  TimeNs base_time_ns_;
  std::int64_t base_progress_ns_ = 0;
  std::uint32_t k_ = kFullSpeed;
};

}  // namespace gigawatt
