// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <span>

#include <fmt/core.h>

#include "models/climate/stamped_csv.h"

// The hourly CSV of Open-Meteo's archive and forecasts: a line of names and one of values about the
// place, an empty line, column names with their units, an hour per line. Stamps are on the clock
// that `utc_offset_seconds` tells. Temperature, humidity, pressure and wind are values at the
// stamp, radiation is the mean of the hour before it.

namespace gigawatt::climate {
namespace {

struct OpenMeteoUnit {
  const char* name;
  double scale;
  double shift;
};
constexpr double kFahrenheit = 5.0 / 9.0;
constexpr std::array<OpenMeteoUnit, 2> kDegrees{
    {{"°C", 1.0, 273.15}, {"°F", kFahrenheit, 273.15 - 32.0 * kFahrenheit}}};
constexpr std::array<OpenMeteoUnit, 1> kPercent{{{"%", 0.01, 0.0}}};
constexpr std::array<OpenMeteoUnit, 1> kHectopascal{{{"hPa", 100.0, 0.0}}};
constexpr std::array<OpenMeteoUnit, 5> kSpeeds{{{"km/h", 1.0 / 3.6, 0.0},
                                                {"m/s", 1.0, 0.0},
                                                {"mp/h", 0.44704, 0.0},
                                                {"mph", 0.44704, 0.0},
                                                {"kn", 1852.0 / 3600.0, 0.0}}};
constexpr std::array<OpenMeteoUnit, 1> kIrradiance{{{"W/m²", 1.0, 0.0}}};

struct OpenMeteoColumn {
  const char* name;  // As plain_name gives it: old and new spellings are one.
  Quantity quantity;
  std::span<const OpenMeteoUnit> units;
};
const std::array<OpenMeteoColumn, kQuantities> kOpenMeteoColumns{{
    {"temperature2m", dry_bulb, kDegrees},
    {"dewpoint2m", dew_point, kDegrees},
    {"relativehumidity2m", relative_humidity, kPercent},
    {"surfacepressure", pressure, kHectopascal},
    {"windspeed10m", wind, kSpeeds},
    {"shortwaveradiation", ghi, kIrradiance},
    {"directnormalirradiance", dni, kIrradiance},
    {"diffuseradiation", dhi, kIrradiance},
}};

/// Place of a line of names and one of values.
void read_open_meteo_place(std::string_view names, std::string_view values, WeatherFile& file,
                           FileProblems& problems) {
  std::vector<std::string_view> headers, cells;
  split_cells(names, 100, headers);
  split_cells(values, 100, cells);
  const auto number = [&](const char* name, double& target) {
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (headers[i] != name || i >= cells.size()) continue;
      if (const auto value = to_number(cells[i])) {
        target = *value;
      } else {
        problems.add(2, column_of(values, cells[i]),
                     fmt::format("{} '{}' is not a number", name, cells[i]));
      }
      return;
    }
    problems.add(1, 0, fmt::format("no '{}' among the names of the first line", name));
  };
  double utc_offset_s = 0.0;
  number("latitude", file.latitude_deg);
  number("longitude", file.longitude_deg);
  number("elevation", file.elevation_m);
  number("utc_offset_seconds", utc_offset_s);
  if (std::abs(utc_offset_s) > 14.0 * 3600.0)
    problems.add(2, 0, fmt::format("{:.0f} s from UTC", utc_offset_s), "at most 14 hours");
  file.utc_offset_h = utc_offset_s / 3600.0;
  file.clock_is_local = utc_offset_s != 0.0;
  file.place = fmt::format("Open-Meteo {:.3f}, {:.3f}", file.latitude_deg, file.longitude_deg);
}

std::array<StampedColumn, kQuantities> find_open_meteo_columns(std::string_view header,
                                                               int line_number,
                                                               FileProblems& problems) {
  std::array<StampedColumn, kQuantities> columns;
  std::vector<std::string_view> cells;
  split_cells(header, 1000, cells);
  for (std::size_t i = 1; i < cells.size(); ++i) {
    const std::size_t open = cells[i].find('(');
    const std::string name = plain_name(cells[i].substr(0, open));
    for (const OpenMeteoColumn& known : kOpenMeteoColumns) {
      if (name != known.name) continue;
      const std::string_view unit =
          open == std::string_view::npos
              ? std::string_view()
              : cells[i].substr(open + 1, cells[i].find(')', open) - open - 1);
      bool is_known = false;
      for (const OpenMeteoUnit& choice : known.units) {
        if (unit != choice.name) continue;
        columns[known.quantity] = {.cell = i, .scale = choice.scale, .shift = choice.shift};
        is_known = true;
      }
      if (is_known) continue;
      problems.add(line_number, column_of(header, cells[i]),
                   unit.empty() ? fmt::format("'{}' has no unit", cells[i])
                                : fmt::format("unknown unit '{}'", unit),
                   fmt::format("a unit in brackets, such as ({})", known.units.front().name));
    }
  }
  const auto absent = [&](Quantity q) { return columns[q].cell == kNoCell; };
  if (!problems.empty()) return columns;
  if (absent(dry_bulb))
    problems.add(line_number, 0, "no column for the dry bulb", "temperature_2m");
  if (absent(dew_point) && absent(relative_humidity))
    problems.add(line_number, 0, "no column for the humidity",
                 "dew_point_2m or relative_humidity_2m");
  return columns;
}

}  // namespace

WeatherFile read_open_meteo_csv(const std::string& path, std::string_view text) {
  WeatherFile file;
  file.path = path;
  FileProblems problems(path);

  LineCursor lines(text);
  std::string_view names, values, header;
  if (!lines.next(names) || !lines.next(values)) {
    problems.add(lines.line_number(), 0, "the file ends within its header",
                 "names, values, an empty line, column names, 8760 rows");
    problems.throw_if_any();
  }
  read_open_meteo_place(names, values, file, problems);
  while (lines.next(header) && !header.starts_with("time")) {
    if (header.empty()) continue;
    problems.add(lines.line_number(), 1, "the place is followed by something else than hours",
                 "one place, an empty line and a line that begins with time");
    break;
  }
  if (!header.starts_with("time") && problems.empty())
    problems.add(lines.line_number(), 0, "the file ends before its table",
                 "a line time,temperature_2m (°C),... and 8760 rows");
  problems.throw_if_any();
  const auto columns = find_open_meteo_columns(header, lines.line_number(), problems);
  problems.throw_if_any();

  StampedTable table = read_stamped_rows(lines, columns, problems);
  problems.throw_if_any();
  file.point_offset_h = table.minute / 60.0;
  file.irradiance_middle_h = file.point_offset_h - 0.5;
  finish_rows(std::move(table.rows), file, problems);
  return file;
}

}  // namespace gigawatt::climate
