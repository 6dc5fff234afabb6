// SPDX-License-Identifier: Apache-2.0
#include "models/climate/weather.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/climate/calendar_year.h"
#include "models/climate/psychrometrics.h"
#include "models/climate/weather_rows.h"

namespace gigawatt::climate {
namespace {

constexpr std::int64_t kYearHours = 8760;
constexpr std::int64_t kHoursTo29February = std::int64_t{31 + 28} * 24;

/// Row of the file that stands at an hour of a calendar year counted from New Year; in leap years
/// the rows of the 28th come twice. -1 and the hour after the last are the neighbouring years'.
std::size_t row_at(std::int64_t hour, bool leap) {
  if (leap && hour >= kHoursTo29February) hour -= 24;
  if (hour < 0) hour += kYearHours;
  if (hour >= kYearHours) hour -= kYearHours;
  return static_cast<std::size_t>(hour);
}

double between(double low, double high, double share) {
  return low + share * (high - low);
}

}  // namespace

WeatherFile read_weather(const std::string& path) {
  const std::string text = read_text(path);
  const std::string_view first_line = std::string_view(text).substr(0, text.find('\n'));
  if (first_line.starts_with("LOCATION,")) return read_epw(path, text);
  const std::string names = plain_name(first_line.substr(0, 4096));
  if (names.starts_with("latitudedecimaldegrees")) return read_pvgis_csv(path, text);
  if (names.find("utcoffsetseconds") != std::string::npos) return read_open_meteo_csv(path, text);
  if (names.find("latitude") != std::string::npos || names.find("timezone") != std::string::npos) {
    return read_sam_csv(path, text);
  }
  throw ScenarioError(Problem{.file = path,
                              .line = 1,
                              .column = 1,
                              .path = {},
                              .what = "not a weather file",
                              .expected = "EPW (first line LOCATION,...), SAM/NSRDB CSV (first "
                                          "line names Latitude, Time Zone, ...), PVGIS or "
                                          "Open-Meteo CSV",
                              .suggestion = {}});
}

Weather::Weather(const WeatherFile& file)
    : utc_offset_ns_(from_seconds(file.utc_offset_h * 3600.0)),
      first_point_ns_(from_seconds(file.point_offset_h * 3600.0)) {
  if (file.rows.size() != static_cast<std::size_t>(kYearHours)) {
    throw std::invalid_argument("a weather year has 8760 rows");
  }
  points_.reserve(file.rows.size());
  for (const WeatherRow& row : file.rows) {
    points_.push_back(air_from_dew_point(row.dry_bulb_k, row.dew_point_k, row.pressure_pa));
  }
}

Weather::Weather(const AirState& constant) : points_{constant} {}

AirState Weather::at(TimeNs time_ns) const {
  if (points_.size() == 1) return points_.front();
  const CalendarYear year = calendar_year(time_ns + utc_offset_ns_);
  const std::int64_t since_point_ns = year.since_start_ns - first_point_ns_ + kNsPerHour;
  const std::int64_t hour = since_point_ns / kNsPerHour - 1;  // Floor: the hour before is -1.
  const double share = static_cast<double>(since_point_ns - (hour + 1) * kNsPerHour) /
                       static_cast<double>(kNsPerHour);
  const AirState& low = points_[row_at(hour, year.leap)];
  const AirState& high = points_[row_at(hour + 1, year.leap)];
  return {.dry_bulb_k = between(low.dry_bulb_k, high.dry_bulb_k, share),
          .wet_bulb_k = between(low.wet_bulb_k, high.wet_bulb_k, share),
          .pressure_pa = between(low.pressure_pa, high.pressure_pa, share),
          .humidity_ratio = between(low.humidity_ratio, high.humidity_ratio, share)};
}

TimeNs Weather::point_time(std::size_t index, TimeNs year_of_ns) const {
  const CalendarYear year = calendar_year(year_of_ns + utc_offset_ns_);
  std::int64_t hour = static_cast<std::int64_t>(index);
  if (year.leap && hour >= kHoursTo29February) hour += 24;
  return year_of_ns - year.since_start_ns + first_point_ns_ + hour * kNsPerHour;
}

std::size_t Weather::hottest_point() const {
  const auto at = std::max_element(points_.begin(), points_.end(),
                                   [](auto& a, auto& b) { return a.dry_bulb_k < b.dry_bulb_k; });
  return static_cast<std::size_t>(at - points_.begin());
}

std::size_t Weather::wettest_point() const {
  const auto at = std::max_element(points_.begin(), points_.end(),
                                   [](auto& a, auto& b) { return a.wet_bulb_k < b.wet_bulb_k; });
  return static_cast<std::size_t>(at - points_.begin());
}

}  // namespace gigawatt::climate
