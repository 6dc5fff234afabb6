// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace gigawatt {

/// Instant: nanoseconds since 1970-01-01T00:00:00Z (UTC, no leap seconds), or a
/// span of nanoseconds where the name ends in `_ns` and says so. Covers 1678-2261.
using TimeNs = std::int64_t;

inline constexpr TimeNs kNever = std::numeric_limits<TimeNs>::max();
inline constexpr std::int64_t kNsPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNsPerMinute = 60 * kNsPerSecond;
inline constexpr std::int64_t kNsPerHour = 3600 * kNsPerSecond;
inline constexpr std::int64_t kNsPerDay = 24 * kNsPerHour;
inline constexpr std::int64_t kNsPerCommonYear = 365 * kNsPerDay;

inline constexpr double kHourS = 3600.0;
inline constexpr double kDayS = 24.0 * kHourS;
inline constexpr double kCommonYearS = 365.0 * kDayS;  ///< 8760 h.
inline constexpr double kLeapYearS = 366.0 * kDayS;    ///< The longest year, where a bound is one.
inline constexpr double kYearS = 365.25 * kDayS;       ///< Julian: what `year` is in a scenario.

/// Seconds [s] of a span of nanoseconds, rounded once to double.
constexpr double to_seconds(std::int64_t span_ns) {
  return static_cast<double>(span_ns) * 1e-9;
}

/// Nanoseconds nearest to `seconds` [s] (half away from zero). |seconds| < 9.2e9.
constexpr std::int64_t from_seconds(double seconds) {
  const double ns = seconds * 1e9;
  return static_cast<std::int64_t>(ns < 0.0 ? ns - 0.5 : ns + 0.5);
}

/// `a + b`, or kNever where the sum would pass it. `b` ≥ 0.
constexpr TimeNs saturating_add(TimeNs a, std::int64_t b) {
  return a > kNever - b ? kNever : a + b;
}

}  // namespace gigawatt
