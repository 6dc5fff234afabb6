// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "models/climate/weather_rows.h"

// EnergyPlus weather format: eight header lines, then an hour per line in fixed columns. Hours are
// 1..24 and name the end of the hour: temperatures are the value at that instant, irradiance the
// mean of the hour that it closes.

namespace gigawatt::climate {
namespace {

struct EpwField {
  Quantity quantity;
  std::size_t cell;
  double missing_from;  // This and more means "missing" in the format.
  double scale;
  double shift;
};
constexpr std::array<EpwField, kQuantities> kFields{{
    {dry_bulb, 6, 99.9, 1.0, 273.15},
    {dew_point, 7, 99.9, 1.0, 273.15},
    {relative_humidity, 8, 999.0, 0.01, 0.0},
    {pressure, 9, 999999.0, 1.0, 0.0},
    {ghi, 13, 9999.0, 1.0, 0.0},
    {dni, 14, 9999.0, 1.0, 0.0},
    {dhi, 15, 9999.0, 1.0, 0.0},
    {wind, 21, 999.0, 1.0, 0.0},
}};
constexpr std::size_t kCellsRead = 22;

void read_location(std::string_view line, WeatherFile& file, FileProblems& problems) {
  std::vector<std::string_view> cells;
  split_cells(line, 12, cells);
  if (cells.size() < 10) {
    problems.add(1, 0, fmt::format("the LOCATION line has {} cells", cells.size()),
                 "10: name, state, country, source, station, latitude, longitude, hours from UTC, "
                 "elevation");
    return;
  }
  file.place = fmt::format("{}, {}, {}", cells[1], cells[2], cells[3]);
  double* const targets[] = {&file.latitude_deg, &file.longitude_deg, &file.utc_offset_h,
                             &file.elevation_m};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string_view cell = cells[6 + i];
    if (const auto number = to_number(cell)) {
      *targets[i] = *number;
    } else {
      problems.add(1, column_of(line, cell), fmt::format("'{}' is not a number", cell),
                   "latitude, longitude, hours from UTC, elevation in m");
    }
  }
}

void read_row(std::string_view line, const std::vector<std::string_view>& cells, int line_number,
              std::vector<FileRow>& rows, FileProblems& problems) {
  if (cells.size() < kCellsRead) {
    problems.add(line_number, static_cast<int>(line.size()) + 1,
                 fmt::format("the row ends after {} cells", cells.size()),
                 "at least 22 (up to the wind speed); is the file cut off?");
    return;
  }
  const auto number = [&](std::size_t cell) {
    const auto value = to_number(cells[cell]);
    if (value) return *value;
    problems.add(line_number, column_of(line, cells[cell]),
                 fmt::format("'{}' is not a number", cells[cell]));
    return std::numeric_limits<double>::quiet_NaN();
  };
  const auto whole = [&](std::size_t cell) {
    const double value = number(cell);
    return std::abs(value) < 1e6 ? static_cast<int>(value) : -1;
  };
  FileRow row{.line = line_number, .month = whole(1), .day = whole(2), .hour = whole(3) - 1};
  for (const EpwField& field : kFields) {
    const double value = number(field.cell);
    row.value[field.quantity] = value >= field.missing_from
                                    ? std::numeric_limits<double>::quiet_NaN()
                                    : value * field.scale + field.shift;
    row.column[field.quantity] = column_of(line, cells[field.cell]);
  }
  rows.push_back(row);
}

}  // namespace

WeatherFile read_epw(const std::string& path, std::string_view text) {
  WeatherFile file;
  file.path = path;
  file.point_offset_h = 1.0;
  file.irradiance_middle_h = 0.5;
  FileProblems problems(path);

  LineCursor lines(text);
  std::string_view line;
  std::vector<std::string_view> cells;
  bool in_data = false;
  while (!in_data && lines.next(line)) {
    split_cells(line, 3, cells);
    if (lines.line_number() == 1) read_location(line, file, problems);
    if (cells[0] != "DATA PERIODS") continue;
    in_data = true;
    if (cells.size() == 3 && to_number(cells[2]) != 1.0) {
      problems.add(lines.line_number(), column_of(line, cells[2]),
                   fmt::format("{} records per hour", cells[2]), "1");
    }
  }
  if (!in_data) {
    problems.add(lines.line_number(), 0, "the file ends before its DATA PERIODS line",
                 "an EPW file with eight header lines and 8760 rows");
  }
  problems.throw_if_any();

  std::vector<FileRow> rows;
  rows.reserve(8784);
  while (lines.next(line)) {
    split_cells(line, kCellsRead, cells);
    if (cells.size() == 1 && cells[0].empty()) continue;
    read_row(line, cells, lines.line_number(), rows, problems);
  }
  finish_rows(std::move(rows), file, problems);
  return file;
}

}  // namespace gigawatt::climate
