// SPDX-License-Identifier: Apache-2.0
#include "models/power/grid_limit.h"

#include <algorithm>

namespace gigawatt::power {
namespace {

double as_known_w(const GridLimit& limit, TimeNs now_ns) {
  const bool is_known = limit.notice_ns == kNever || limit.from_ns - limit.notice_ns <= now_ns;
  return is_known ? limit.limit_w : limit.uninterrupted_w;
}

/// One past the limit in force at `at_ns`.
std::span<const GridLimit>::iterator after(std::span<const GridLimit> limits, TimeNs at_ns) {
  return std::upper_bound(
      limits.begin(), limits.end(), at_ns,
      [](TimeNs time_ns, const GridLimit& limit) { return time_ns < limit.from_ns; });
}

}  // namespace

double known_limit_w(std::span<const GridLimit> limits, TimeNs now_ns, TimeNs at_ns) {
  const auto next = after(limits, at_ns);
  if (next == limits.begin()) return limits.empty() ? 0.0 : limits.front().uninterrupted_w;
  return as_known_w(*(next - 1), now_ns);
}

double standing_limit_w(std::span<const GridLimit> limits, TimeNs at_ns) {
  const auto next = after(limits, at_ns);
  if (next != limits.begin()) return (next - 1)->uninterrupted_w;
  return limits.empty() ? 0.0 : limits.front().uninterrupted_w;
}

double lowest_known_limit_w(std::span<const GridLimit> limits, TimeNs now_ns, TimeNs until_ns) {
  double lowest_w = known_limit_w(limits, now_ns, now_ns);
  for (auto limit = after(limits, now_ns); limit != limits.end() && limit->from_ns <= until_ns;
       ++limit)
    lowest_w = std::min(lowest_w, as_known_w(*limit, now_ns));
  return lowest_w;
}

}  // namespace gigawatt::power
