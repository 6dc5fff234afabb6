// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/calendar.h"

#include <charconv>
#include <chrono>
#include <limits>
#include <stdexcept>

#include <date/date.h>
#include <fmt/format.h>

#include "sim/engine/wide.h"

namespace gigawatt {
namespace {

// TimeNs ends within these years; the years themselves are only partly covered.
constexpr int kFirstYear = 1678;
constexpr int kLastYear = 2261;

std::int64_t floor_days(TimeNs time_ns) {
  const std::int64_t days = time_ns / kNsPerDay;
  return time_ns % kNsPerDay < 0 ? days - 1 : days;
}

date::year_month_day date_of(std::int64_t days) {
  return date::year_month_day(date::sys_days(date::days(days)));
}

std::int64_t days_of(const date::year_month_day& day) {
  return date::sys_days(day).time_since_epoch().count();
}

/// Reads ISO 8601 text from the left; every function leaves `rest` behind what it read.
struct Scanner {
  std::string_view rest;

  bool skip(char expected) {
    if (rest.empty() || rest.front() != expected) return false;
    rest.remove_prefix(1);
    return true;
  }

  bool number(std::size_t digits, int& value) {
    if (rest.size() < digits) return false;
    for (const char c : rest.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
    }
    std::from_chars(rest.data(), rest.data() + digits, value);
    rest.remove_prefix(digits);
    return true;
  }

  /// Decimals of a second, cut below one nanosecond.
  bool decimals_ns(std::int64_t& value_ns) {
    std::size_t count = 0;
    std::int64_t unit_ns = kNsPerSecond;
    for (; count < rest.size() && rest[count] >= '0' && rest[count] <= '9'; ++count) {
      unit_ns /= 10;
      value_ns += (rest[count] - '0') * unit_ns;
    }
    rest.remove_prefix(count);
    return count > 0;
  }
};

bool scan_date(Scanner& scan, date::year_month_day& day) {
  int year = 0;
  int month = 0;
  int day_of_month = 0;
  if (!scan.number(4, year) || !scan.skip('-') || !scan.number(2, month) || !scan.skip('-') ||
      !scan.number(2, day_of_month)) {
    return false;
  }
  day = date::year(year) / month / day_of_month;
  return day.ok() && year >= kFirstYear - 1 && year <= kLastYear + 1;
}

bool scan_time_of_day(Scanner& scan, std::int64_t& of_day_ns) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t decimals_ns = 0;
  if (!scan.number(2, hour) || !scan.skip(':') || !scan.number(2, minute)) return false;
  if (scan.skip(':')) {
    if (!scan.number(2, second)) return false;
    if (scan.skip('.') && !scan.decimals_ns(decimals_ns)) return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  of_day_ns = hour * kNsPerHour + minute * kNsPerMinute + second * kNsPerSecond + decimals_ns;
  return true;
}

bool scan_offset(Scanner& scan, std::int64_t& offset_ns) {
  if (scan.skip('Z') || scan.rest.empty()) return true;
  const bool west = scan.rest.front() == '-';
  if (!west && scan.rest.front() != '+') return false;
  scan.rest.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!scan.number(2, hours)) return false;
  if (!scan.rest.empty() && (!scan.skip(':') || !scan.number(2, minutes))) return false;
  if (hours > 23 || minutes > 59) return false;
  offset_ns = (west ? -1 : 1) * (hours * kNsPerHour + minutes * kNsPerMinute);
  return true;
}

std::optional<TimeNs> instant_of(std::int64_t days, std::int64_t of_day_ns) {
  const Int128 time_ns = Int128{days} * kNsPerDay + of_day_ns;
  if (time_ns >= kNever || time_ns < std::numeric_limits<TimeNs>::min()) return std::nullopt;
  return static_cast<TimeNs>(time_ns);
}

}  // namespace

CivilTime civil_time(TimeNs time_ns) {
  const std::int64_t days = floor_days(time_ns);
  const date::year_month_day day = date_of(days);
  const std::int64_t new_year = days_of(day.year() / date::January / 1);
  return {
      .year = static_cast<int>(day.year()),
      .month = static_cast<int>(static_cast<unsigned>(day.month())),
      .day = static_cast<int>(static_cast<unsigned>(day.day())),
      .day_of_year = static_cast<int>(days - new_year) + 1,
      .weekday = static_cast<int>(date::weekday(date::sys_days(date::days(days))).iso_encoding()),
      .of_day_ns = static_cast<std::int64_t>(Int128{time_ns} - Int128{days} * kNsPerDay)};
}

TimeNs utc_midnight(int year, int month, int day) {
  const date::year_month_day date = date::year(year) / month / day;
  const auto time_ns = date.ok() ? instant_of(days_of(date), 0) : std::nullopt;
  if (!time_ns) {
    throw std::out_of_range(fmt::format("no such day: {:04}-{:02}-{:02}", year, month, day));
  }
  return *time_ns;
}

TimeNs add_months(TimeNs time_ns, int months) {
  if (time_ns == kNever) return kNever;
  const std::int64_t days = floor_days(time_ns);
  const date::year_month_day day = date_of(days);
  // Far beyond the range of TimeNs already, and date's own years are 16-bit.
  constexpr int kBeyond = 12 * (kLastYear - kFirstYear + 2);
  if (months > kBeyond || months < -kBeyond) {
    return months > 0 ? kNever : std::numeric_limits<TimeNs>::min();
  }
  date::year_month_day moved = day + date::months(months);
  if (!moved.ok()) moved = moved.year() / moved.month() / date::last;
  const auto of_day_ns = static_cast<std::int64_t>(Int128{time_ns} - Int128{days} * kNsPerDay);
  const auto result = instant_of(days_of(moved), of_day_ns);
  return result ? *result : (months > 0 ? kNever : std::numeric_limits<TimeNs>::min());
}

std::optional<TimeNs> parse_iso8601(std::string_view text) {
  Scanner scan{text};
  date::year_month_day day{};
  std::int64_t of_day_ns = 0;
  std::int64_t offset_ns = 0;
  if (!scan_date(scan, day)) return std::nullopt;
  if (!scan.rest.empty()) {
    if (!scan.skip('T') && !scan.skip(' ')) return std::nullopt;
    if (!scan_time_of_day(scan, of_day_ns) || !scan_offset(scan, offset_ns)) return std::nullopt;
    if (!scan.rest.empty()) return std::nullopt;
  }
  return instant_of(days_of(day), of_day_ns - offset_ns);
}

std::string to_iso8601(TimeNs time_ns) {
  if (time_ns == kNever) return "never";
  const CivilTime civil = civil_time(time_ns);
  const std::int64_t second = civil.of_day_ns / kNsPerSecond;
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month,
                                 civil.day, second / 3600, second / 60 % 60, second % 60);
  if (const std::int64_t decimals_ns = civil.of_day_ns % kNsPerSecond; decimals_ns != 0) {
    text += fmt::format(".{:09}", decimals_ns);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + 'Z';
}

}  // namespace gigawatt
