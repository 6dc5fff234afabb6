// SPDX-License-Identifier: Apache-2.0
#include "models/faults/daily_window.h"

#include <cassert>

namespace gigawatt::faults {
namespace {

/// Remainder in [0, day).
std::int64_t of_day(std::int64_t span_ns) {
  const std::int64_t rest_ns = span_ns % kNsPerDay;
  return rest_ns < 0 ? rest_ns + kNsPerDay : rest_ns;
}

}  // namespace

std::int64_t DailyWindow::length_ns() const {
  return is_always() ? kNsPerDay : of_day(closes_ns - opens_ns);
}

TimeNs DailyWindow::next_open(TimeNs time_ns) const {
  if (is_always()) return time_ns;
  const std::int64_t since_open_ns = of_day(time_ns + utc_offset_ns - opens_ns);
  return since_open_ns < length_ns() ? time_ns : time_ns + kNsPerDay - since_open_ns;
}

TimeNs DailyWindow::finish(TimeNs time_ns, std::int64_t work_ns) const {
  assert(work_ns >= 0);
  if (is_always()) return saturating_add(time_ns, work_ns);
  const TimeNs begin_ns = next_open(time_ns);
  // Count the work from the opening of the window it begins in; whole windows are whole days.
  const std::int64_t since_open_ns = of_day(begin_ns + utc_offset_ns - opens_ns);
  const std::int64_t total_ns = saturating_add(since_open_ns, work_ns);
  const std::int64_t full = total_ns == 0 ? 0 : (total_ns - 1) / length_ns();
  const std::int64_t rest_ns = total_ns - full * length_ns();
  if (full > (kNever - begin_ns) / kNsPerDay - 1) return kNever;
  return begin_ns - since_open_ns + full * kNsPerDay + rest_ns;
}

}  // namespace gigawatt::faults
