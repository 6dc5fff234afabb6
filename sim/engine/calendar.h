// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/engine/time.h"

namespace gigawatt {

/// A moment as people write it.
struct CivilTime {
  int year;
  int month;               ///< 1-12.
  int day;                 ///< 1-31.
  int day_of_year;         ///< 1-366.
  int weekday;             ///< 1 Monday - 7 Sunday (ISO 8601).
  std::int64_t of_day_ns;  ///< Since midnight [ns].

  int hour() const { return static_cast<int>(of_day_ns / kNsPerHour); }
};

/// Fields of a UTC instant. For local time add utc_offset_ns first.
CivilTime civil_time(TimeNs time_ns);

/// Midnight UTC that opens a day. Throws std::out_of_range if the date does not exist or lies
/// outside what TimeNs covers.
TimeNs utc_midnight(int year, int month, int day);

/// `time_ns` moved by whole calendar months, same time of day; a day that does not exist becomes
/// the month's last (31 January + 1 month = 28 or 29 February). Past the range of TimeNs: kNever.
TimeNs add_months(TimeNs time_ns, int months);

/// Instant of `2026-03-01`, `2026-03-01T06:30`, `2026-03-01T06:30:15.25Z` or the same with an
/// offset such as `-06:00`; a blank may stand for the T. Without an offset it is UTC. Empty if the
/// text is anything else, the date does not exist, or TimeNs cannot hold it.
std::optional<TimeNs> parse_iso8601(std::string_view text);

/// `2026-03-01T06:30:15Z`, with as many decimals of the second as needed; `never` for kNever.
std::string to_iso8601(TimeNs time_ns);

/// True if `zone` is a name of the IANA time zone database ("America/Chicago").
bool is_time_zone(std::string_view zone);

/// Local time minus UTC [ns] at an instant. Past the transitions the database lists (2037) the
/// zone's last rules go on. Throws std::invalid_argument if there is no such zone.
std::int64_t utc_offset_ns(std::string_view zone, TimeNs time_ns);

}  // namespace gigawatt
