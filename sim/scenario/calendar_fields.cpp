// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "sim/engine/calendar.h"
#include "sim/scenario/scalars.h"

namespace gigawatt {
namespace {

constexpr std::string_view kExample = "expected a duration, for example '1 year' or '36 hours'";
constexpr double kLongestYears = 500.0;  // more than an instant can span

struct CalendarUnit {
  std::string_view name;
  int months = 0;
  std::int64_t span_ns = 0;
};

constexpr CalendarUnit kUnits[] = {
    {"year", 12, 0},
    {"yr", 12, 0},
    {"month", 1, 0},
    {"week", 0, 7 * kNsPerDay},
    {"day", 0, kNsPerDay},
    {"d", 0, kNsPerDay},
    {"hour", 0, kNsPerHour},
    {"hr", 0, kNsPerHour},
    {"h", 0, kNsPerHour},
    {"minute", 0, kNsPerMinute},
    {"min", 0, kNsPerMinute},
    {"second", 0, kNsPerSecond},
    {"sec", 0, kNsPerSecond},
    {"s", 0, kNsPerSecond},
    {"ms", 0, kNsPerSecond / 1000},
};

const CalendarUnit* find_unit(std::string_view name) {
  for (const CalendarUnit& unit : kUnits) {
    if (name == unit.name) return &unit;
    if (name.size() == unit.name.size() + 1 && name.back() == 's' && unit.name.size() > 2 &&
        name.substr(0, unit.name.size()) == unit.name) {
      return &unit;
    }
  }
  return nullptr;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
}

double nominal_seconds(const CalendarDuration& value) {
  constexpr double kMonthS = 365.25 * 86400.0 / 12.0;
  return value.months * kMonthS + to_seconds(value.span_ns);
}

/// Takes one `18 months` from the front and adds it to `value`; false if it is none.
bool take_part(std::string_view& text, CalendarDuration& value, Fault& fault) {
  double count = 0.0;
  if (text.empty() || !((text.front() >= '0' && text.front() <= '9') || text.front() == '.'))
    return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  skip_blanks(text);
  std::size_t length = 0;
  while (length < text.size() && text[length] >= 'a' && text[length] <= 'z')
    ++length;
  const CalendarUnit* unit = find_unit(text.substr(0, length));
  if (unit == nullptr) return false;
  text.remove_prefix(length);
  skip_blanks(text);

  CalendarDuration part{.months = unit->months, .span_ns = unit->span_ns};
  const double years = nominal_seconds(part) * count / (365.25 * 86400.0);
  if (years > kLongestYears) {
    fault = {"the duration is too long", "expected at most 500 years", ""};
    return false;
  }
  const double months = count * unit->months;
  if (months != std::floor(months)) {
    fault = {"years and months are calendar steps", "expected a whole number of months", ""};
    return false;
  }
  value.months += static_cast<int>(months);
  value.span_ns +=
      static_cast<std::int64_t>(std::llround(count * static_cast<double>(unit->span_ns)));
  if (nominal_seconds(value) > kLongestYears * 365.25 * 86400.0) {
    fault = {"the duration is too long", "expected at most 500 years", ""};
    return false;
  }
  return true;
}

}  // namespace

TimeNs CalendarDuration::after(TimeNs start_ns) const {
  const TimeNs moved_ns = add_months(start_ns, months);
  return moved_ns == kNever ? kNever : saturating_add(moved_ns, span_ns);
}

bool read_duration(std::string_view text, const Field& field, CalendarDuration& value,
                   Fault& fault) {
  const std::string shown = "'" + std::string(text.substr(0, 60)) + "'";
  CalendarDuration read;
  fault = {};
  skip_blanks(text);
  bool ok = true;
  do {
    ok = take_part(text, read, fault);
  } while (ok && !text.empty());
  if (!ok) {
    if (fault.what.empty()) fault = {shown + " is not a duration", std::string(kExample), ""};
    return false;
  }
  const double seconds = nominal_seconds(read);
  const bool too_short = field.above_min ? seconds <= field.min : seconds < field.min;
  if (too_short || seconds > field.max) {
    const double limit_s = too_short ? field.min : field.max;
    fault = {shown + (too_short ? " is too short" : " is too long"),
             fmt::format("expected {} {}",
                         too_short ? (field.above_min ? "more than" : "at least") : "at most",
                         duration_text({.months = 0, .span_ns = from_seconds(limit_s)})),
             ""};
    return false;
  }
  value = read;
  return true;
}

std::string duration_text(const CalendarDuration& value) {
  std::string text;
  const auto add = [&](std::int64_t count, std::string_view name) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{} {}{}", count, name, count == 1 ? "" : "s");
  };
  if (value.months != 0 && value.months % 12 == 0) {
    add(value.months / 12, "year");
  } else if (value.months != 0) {
    add(value.months, "month");
  }
  if (value.span_ns == 0) return text.empty() ? "0 s" : text;
  for (const CalendarUnit& unit : kUnits) {
    const bool spelled = unit.name == "day" || unit.name == "hour" || unit.name == "minute";
    if (!spelled || value.span_ns % unit.span_ns != 0) continue;
    add(value.span_ns / unit.span_ns, unit.name);
    return text;
  }
  if (!text.empty()) text += ' ';
  return text + fmt::format("{} s", to_seconds(value.span_ns));
}

bool read_instant(std::string_view text, TimeNs& value, Fault& fault) {
  const std::optional<TimeNs> instant = parse_iso8601(text);
  if (!instant) {
    fault = {
        "'" + std::string(text.substr(0, 60)) + "' is not a date",
        "expected an existing date or time, for example 2025-01-01 or 2025-01-01T06:30:00-06:00",
        ""};
    return false;
  }
  value = *instant;
  return true;
}

}  // namespace gigawatt
