// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "models/climate/stamped_csv.h"

// The typical year that PVGIS (European Commission, Joint Research Centre) exports as CSV: lines of
// `name: value` about the place, the year of each month, a line of column names, an hour per line,
// an empty line and a legend. Stamps are UTC. Temperature, humidity, wind and pressure are values
// at the stamp; irradiance is that of the stamp plus the header's irradiance time offset.

namespace gigawatt::climate {
namespace {

/// The number after the colon of a header line.
void read_named(std::string_view line, int line_number, double& target, FileProblems& problems) {
  std::vector<std::string_view> cells;
  const std::string_view rest = line.substr(line.find(':') + 1);
  split_cells(rest, 1, cells);
  if (const auto value = to_number(cells[0])) {
    target = *value;
  } else {
    problems.add(line_number, column_of(line, cells[0]),
                 fmt::format("'{}' is not a number", cells[0]));
  }
}

struct PvgisColumn {
  const char* name;  // As plain_name gives it.
  Quantity quantity;
  double scale;
  double shift;
};
constexpr std::array<PvgisColumn, 7> kPvgisColumns{{
    {"t2m", dry_bulb, 1.0, 273.15},
    {"rh", relative_humidity, 0.01, 0.0},
    {"sp", pressure, 1.0, 0.0},
    {"ws10m", wind, 1.0, 0.0},
    {"gh", ghi, 1.0, 0.0},
    {"gbn", dni, 1.0, 0.0},
    {"gdh", dhi, 1.0, 0.0},
}};

std::array<StampedColumn, kQuantities> find_pvgis_columns(std::string_view header, int line_number,
                                                          FileProblems& problems) {
  std::array<StampedColumn, kQuantities> columns;
  std::vector<std::string_view> cells;
  split_cells(header, 1000, cells);
  for (std::size_t i = 1; i < cells.size(); ++i) {
    const std::string name = plain_name(cells[i]);
    for (const PvgisColumn& known : kPvgisColumns) {
      if (name == known.name)
        columns[known.quantity] = {.cell = i, .scale = known.scale, .shift = known.shift};
    }
  }
  if (columns[dry_bulb].cell == kNoCell)
    problems.add(line_number, 0, "no column for the dry bulb", "T2m");
  if (columns[relative_humidity].cell == kNoCell) {
    problems.add(line_number, 0, "no column for the humidity",
                 "RH, which PVGIS gives with a typical year (TMY), not with hourly radiation");
  }
  return columns;
}

}  // namespace

WeatherFile read_pvgis_csv(const std::string& path, std::string_view text) {
  WeatherFile file;
  file.path = path;
  file.clock_is_local = false;
  FileProblems problems(path);
  double irradiance_offset_h = 0.0;
  bool has_place[3] = {false, false, false};

  LineCursor lines(text);
  std::string_view line;
  bool in_table = false;
  while (!in_table && lines.next(line)) {
    const std::string name = plain_name(line.substr(0, line.find(':')));
    const auto number = [&](double& target) {
      read_named(line, lines.line_number(), target, problems);
      return true;
    };
    if (name.starts_with("latitude")) {
      has_place[0] = number(file.latitude_deg);
    } else if (name.starts_with("longitude")) {
      has_place[1] = number(file.longitude_deg);
    } else if (name.starts_with("elevation")) {
      has_place[2] = number(file.elevation_m);
    } else if (name.starts_with("irradiancetimeoffset")) {
      number(irradiance_offset_h);
    } else if (line.starts_with("time")) {
      in_table = true;
    }
  }
  constexpr std::array<const char*, 3> kPlaceLines{"Latitude", "Longitude", "Elevation"};
  for (std::size_t i = 0; i < kPlaceLines.size(); ++i) {
    if (!has_place[i])
      problems.add(1, 0, fmt::format("no '{}' line before the table", kPlaceLines[i]),
                   "the header of PVGIS's CSV file");
  }
  if (!in_table) {
    problems.add(lines.line_number(), 0, "the file ends before its table",
                 "a line time(UTC),T2m,RH,... and 8760 rows");
  }
  problems.throw_if_any();
  const auto columns = find_pvgis_columns(line, lines.line_number(), problems);
  problems.throw_if_any();

  StampedTable table = read_stamped_rows(lines, columns, problems);
  problems.throw_if_any();
  file.place = fmt::format("PVGIS {:.3f}, {:.3f}", file.latitude_deg, file.longitude_deg);
  file.point_offset_h = table.minute / 60.0;
  file.irradiance_middle_h = file.point_offset_h + irradiance_offset_h;
  finish_rows(std::move(table.rows), file, problems);
  return file;
}

}  // namespace gigawatt::climate
