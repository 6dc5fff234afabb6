// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "sim/engine/time.h"

namespace gigawatt::climate {

/// Of a year of 365 days, January first.
inline constexpr std::array<std::size_t, 12> kDaysOfMonth{31, 28, 31, 30, 31, 30,
                                                          31, 31, 30, 31, 30, 31};

/// Where an instant lies in its calendar year.
struct CalendarYear {
  int year;
  std::int64_t since_start_ns;  ///< Since New Year [ns].
  bool leap;
};

/// Of a UTC instant, or of local time if the offset was added. A handful of multiplications: it
/// stands in the hot path of every weather and price look-up, where sim/engine/calendar's full
/// civil_time is more than is asked.
inline CalendarYear calendar_year(TimeNs time_ns) {
  // Counted from 1601-01-01, the start of a 400-year cycle before all that TimeNs can hold, so
  // that every quotient is of positive numbers.
  constexpr std::int64_t kDaysFrom1601 = 134'774;
  constexpr std::uint32_t kDays400 = 146'097, kDays100 = 36'524, kDays4 = 1'461;
  const std::int64_t whole_days = time_ns / kNsPerDay - (time_ns % kNsPerDay < 0 ? 1 : 0);
  const std::int64_t of_day_ns = time_ns - whole_days * kNsPerDay;
  auto day = static_cast<std::uint32_t>(whole_days + kDaysFrom1601);

  // The last day of a 400- or 4-year cycle is a 366th: the fourth part is one longer.
  const std::uint32_t cycle = day / kDays400;
  day -= cycle * kDays400;
  const std::uint32_t century = day / kDays100 < 3 ? day / kDays100 : 3;
  day -= century * kDays100;
  const std::uint32_t four = day / kDays4;
  day -= four * kDays4;
  const std::uint32_t one = day / 365 < 3 ? day / 365 : 3;
  day -= one * 365;
  return {.year = static_cast<int>(1601 + 400 * cycle + 100 * century + 4 * four + one),
          .since_start_ns = day * kNsPerDay + of_day_ns,
          .leap = one == 3 && (four < 24 || century == 3)};
}

}  // namespace gigawatt::climate
