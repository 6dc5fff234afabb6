// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <initializer_list>
#include <limits>

#include <fmt/core.h>

#include "models/climate/weather_rows.h"

// The CSV that SAM reads and the National Solar Radiation Database exports: two lines of names and
// values about the place, a line of column names, then an hour per line, hours 0..23. With a Minute
// column the row is the value at that minute (NSRDB PSM3: 30); without one SAM takes mid-hour.

namespace gigawatt::climate {
namespace {

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

struct Columns {
  std::size_t month = kAbsent, day = kAbsent, hour = kAbsent, minute = kAbsent;
  std::array<std::size_t, kQuantities> quantity;
};

/// Position of the first of `names` among the headers.
std::size_t find(const std::vector<std::string>& headers,
                 std::initializer_list<const char*> names) {
  for (const char* name : names) {
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (headers[i] == name) return i;
    }
  }
  return kAbsent;
}

std::vector<std::string> headers_of(std::string_view line) {
  std::vector<std::string_view> cells;
  split_cells(line, 1000, cells);
  std::vector<std::string> names;
  for (const auto cell : cells)
    names.push_back(plain_name(cell));
  return names;
}

void read_place(std::string_view names, std::string_view values, WeatherFile& file,
                FileProblems& problems) {
  const std::vector<std::string> headers = headers_of(names);
  std::vector<std::string_view> cells;
  split_cells(values, 1000, cells);
  const auto number = [&](std::initializer_list<const char*> name, double& target) {
    const std::size_t at = find(headers, name);
    if (at == kAbsent || at >= cells.size()) {
      problems.add(1, 0, fmt::format("no '{}' among the names of the first line", *name.begin()));
    } else if (const auto value = to_number(cells[at])) {
      target = *value;
    } else {
      problems.add(2, column_of(values, cells[at]), fmt::format("'{}' is not a number", cells[at]));
    }
  };
  number({"latitude", "lat"}, file.latitude_deg);
  number({"longitude", "lon"}, file.longitude_deg);
  // NSRDB writes both; its rows are on the local one.
  number({"localtimezone", "timezone", "tz"}, file.utc_offset_h);
  number({"elevation", "elev"}, file.elevation_m);
  for (const char* part : {"city", "state", "country", "locationid"}) {
    const std::size_t at = find(headers, {part});
    if (at >= cells.size() || cells[at].empty() || cells[at] == "-") continue;
    if (!file.place.empty()) file.place += ", ";
    file.place += cells[at];
  }
}

Columns find_columns(std::string_view line, FileProblems& problems) {
  const std::vector<std::string> headers = headers_of(line);
  Columns columns;
  columns.month = find(headers, {"month"});
  columns.day = find(headers, {"day"});
  columns.hour = find(headers, {"hour"});
  columns.minute = find(headers, {"minute"});
  auto& quantity = columns.quantity;
  quantity[dry_bulb] = find(headers, {"tdry", "temperature", "drybulb", "drybulbtemp", "temp"});
  quantity[dew_point] = find(headers, {"tdew", "dewpoint", "dewpointtemp"});
  quantity[relative_humidity] = find(headers, {"rh", "relativehumidity", "rhum"});
  quantity[pressure] = find(headers, {"pres", "pressure", "surfacepressure"});
  quantity[wind] = find(headers, {"wspd", "windspeed"});
  quantity[ghi] = find(headers, {"ghi", "gh"});
  quantity[dni] = find(headers, {"dni", "dn"});
  quantity[dhi] = find(headers, {"dhi", "df"});

  const auto require = [&](bool present, const char* what, const char* expected) {
    if (!present) problems.add(3, 0, fmt::format("no column for {}", what), expected);
  };
  require(columns.month != kAbsent, "the month", "Month");
  require(columns.day != kAbsent, "the day", "Day");
  require(columns.hour != kAbsent, "the hour", "Hour");
  require(quantity[dry_bulb] != kAbsent, "the dry bulb", "Tdry or Temperature");
  require(quantity[dew_point] != kAbsent || quantity[relative_humidity] != kAbsent, "the humidity",
          "Tdew, Dew Point, RH or Relative Humidity");
  return columns;
}

double to_si(std::size_t quantity, double value) {
  // SAM's own mark for a missing number.
  if (value <= -990.0 || value >= 9999.0) return std::numeric_limits<double>::quiet_NaN();
  if (quantity == dry_bulb || quantity == dew_point) return value + 273.15;
  if (quantity == relative_humidity) return value * 0.01;
  if (quantity == pressure) return value * 100.0;  // mbar.
  return value;
}

}  // namespace

WeatherFile read_sam_csv(const std::string& path, std::string_view text) {
  WeatherFile file;
  file.path = path;
  FileProblems problems(path);

  LineCursor lines(text);
  std::string_view names, values, header;
  if (!lines.next(names) || !lines.next(values) || !lines.next(header)) {
    problems.add(lines.line_number(), 0, "the file ends within its header",
                 "two lines about the place, a line of column names, 8760 rows");
    problems.throw_if_any();
  }
  read_place(names, values, file, problems);
  const Columns columns = find_columns(header, problems);
  problems.throw_if_any();

  std::vector<FileRow> rows;
  rows.reserve(8784);
  std::string_view line;
  std::vector<std::string_view> cells;
  double minute = 30.0;
  while (lines.next(line)) {
    split_cells(line, 1000, cells);
    if (cells.size() == 1 && cells[0].empty()) continue;
    const int line_number = lines.line_number();
    const auto number = [&](std::size_t cell, const char* what) {
      if (cell < cells.size()) {
        if (const auto value = to_number(cells[cell])) return *value;
      }
      const bool there = cell < cells.size() && !cells[cell].empty();
      problems.add(
          line_number,
          cell < cells.size() ? column_of(line, cells[cell]) : static_cast<int>(line.size()) + 1,
          there ? fmt::format("{} '{}' is not a number", what, cells[cell])
                : fmt::format("no {}", what));
      return std::numeric_limits<double>::quiet_NaN();
    };
    const auto whole = [&](std::size_t cell, const char* what) {
      const double value = number(cell, what);
      return std::abs(value) < 1e6 ? static_cast<int>(value) : -1;
    };
    FileRow row{.line = line_number,
                .month = whole(columns.month, "month"),
                .day = whole(columns.day, "day"),
                .hour = whole(columns.hour, "hour")};
    if (columns.minute != kAbsent) {
      const double row_minute = number(columns.minute, "minute");
      if (rows.empty()) minute = row_minute;
      if (row_minute != minute || !(row_minute >= 0.0 && row_minute < 60.0)) {
        problems.add(line_number, 0, fmt::format("minute {:g}", row_minute),
                     "one row per hour, all at the same minute of 0..59");
      }
    }
    for (std::size_t q = 0; q < kQuantities; ++q) {
      const std::size_t cell = columns.quantity[q];
      row.value[q] = std::numeric_limits<double>::quiet_NaN();
      if (cell == kAbsent) continue;
      row.value[q] = to_si(q, number(cell, "value"));
      row.column[q] = cell < cells.size() ? column_of(line, cells[cell]) : 0;
    }
    rows.push_back(row);
  }
  file.point_offset_h = minute / 60.0;
  file.irradiance_middle_h = file.point_offset_h;
  finish_rows(std::move(rows), file, problems);
  return file;
}

}  // namespace gigawatt::climate
