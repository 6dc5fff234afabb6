// SPDX-License-Identifier: Apache-2.0
//
// Compiled zone files list transitions up to 2037 and leave later years to a rule at their end that
// the date library does not read: it would keep standard time for ever. Rules speak of weekdays
// ("second Sunday of March"), so a later instant is looked up on the same month and day of a listed
// year in which 1 March falls on the same weekday. No rule in force changes clocks in January or
// February, so leap years need no list of their own.

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include "sim/engine/calendar.h"

namespace gigawatt {
namespace {

using SysSeconds = date::sys_seconds;

constexpr date::year kLastListedYear{2037};

const date::time_zone& zone_named(std::string_view zone) {
  try {
    return *date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    throw std::invalid_argument(fmt::format("unknown time zone '{}'", zone));
  }
}

SysSeconds floor_seconds(TimeNs time_ns) {
  return std::chrono::floor<std::chrono::seconds>(
      date::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(time_ns)));
}

date::year year_of(SysSeconds time) {
  return date::year_month_day(std::chrono::floor<date::days>(time)).year();
}

date::weekday first_of_march(date::year year) {
  return date::weekday(date::sys_days(year / date::March / 1));
}

/// The same month, day and time of day in a listed year with the same weekdays from March on.
SysSeconds in_listed_year(SysSeconds time) {
  const auto midnight = std::chrono::floor<date::days>(time);
  const date::year_month_day day(midnight);
  date::year year = kLastListedYear;
  while (first_of_march(year) != first_of_march(day.year()))
    --year;
  date::year_month_day alike = year / day.month() / day.day();
  if (!alike.ok()) alike = year / day.month() / date::last;
  return date::sys_days(alike) + (time - midnight);
}

/// The instant, or the nearest that TimeNs can say: the first and last spells have no end.
TimeNs instant_of(SysSeconds time) {
  constexpr std::int64_t kMostS = 9'223'372'036;
  const std::int64_t seconds = time.time_since_epoch().count();
  return std::clamp(seconds, -kMostS, kMostS) * kNsPerSecond;
}

/// An offset and the spell for which it holds.
struct KnownOffset {
  std::string zone;
  TimeNs from_ns = 0, to_ns = 0;  // None before the first.
  std::int64_t offset_ns = 0;

  bool holds(std::string_view asked, TimeNs time_ns) const {
    return time_ns >= from_ns && time_ns < to_ns && asked == zone;
  }
};

}  // namespace

bool is_time_zone(std::string_view zone) {
  try {
    zone_named(zone);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

std::int64_t utc_offset_ns(std::string_view zone, TimeNs time_ns) {
  thread_local KnownOffset last;  // Runs ask for one zone at a time, and move through months.
  if (last.holds(zone, time_ns)) return last.offset_ns;
  const date::time_zone& rules = zone_named(zone);
  const SysSeconds time = floor_seconds(time_ns);
  date::sys_info info = rules.get_info(time);
  const bool list_ran_out =
      year_of(info.begin) == kLastListedYear && year_of(time) > kLastListedYear;
  if (list_ran_out) info = rules.get_info(in_listed_year(time));
  const std::int64_t offset_ns = std::chrono::nanoseconds(info.offset).count();
  // The last spell of the list has an end that is not on it.
  if (year_of(info.begin) < kLastListedYear)
    last = {std::string(zone), instant_of(info.begin), instant_of(info.end), offset_ns};
  return offset_ns;
}

}  // namespace gigawatt
