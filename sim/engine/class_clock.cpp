// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/class_clock.h"

namespace gigawatt {

TimeNs ClassClock::reaches(std::int64_t key) const {
  if (key <= base_progress_ns_) return base_time_ns_;
  if (k_ == 0) return kNever;
  if (k_ == kFullSpeed) return saturating_add(base_time_ns_, key - base_progress_ns_);
  // floor(d k / 2^20) ≥ w  ⇔  d ≥ ceil(w 2^20 / k), for integers d and w.
  const UInt128 work_ns = static_cast<UInt128>(Int128{key} - base_progress_ns_);
  const UInt128 elapsed_ns = (work_ns * kFullSpeed + (k_ - 1)) / k_;
  const UInt128 left_ns = static_cast<UInt128>(Int128{kNever} - base_time_ns_);
  return elapsed_ns >= left_ns
             ? kNever
             : static_cast<TimeNs>(base_time_ns_ + static_cast<Int128>(elapsed_ns));
}

void ClassClock::set_speed(TimeNs now_ns, std::uint32_t k) {
  assert(k <= kFullSpeed);
  base_progress_ns_ = at(now_ns);
  base_time_ns_ = now_ns;
  k_ = k;
}

}  // namespace gigawatt
