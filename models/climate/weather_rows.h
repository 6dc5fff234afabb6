// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "models/climate/text_lines.h"
#include "models/climate/weather.h"

// What the readers of the file formats share: they fill FileRow in SI units, finish_rows checks
// order, completeness and physics and turns them into WeatherFile rows.

namespace gigawatt::climate {

enum Quantity { dry_bulb, dew_point, relative_humidity, pressure, wind, ghi, dni, dhi };
inline constexpr std::size_t kQuantities = 8;

/// One hour as it stands in the file; NaN = missing.
struct FileRow {
  int line = 0;
  int month = 0;
  int day = 0;
  int hour = 0;                             ///< 0-23, the hour in which the row lies.
  std::array<double, kQuantities> value{};  ///< By Quantity, SI.
  std::array<int, kQuantities> column{};    ///< Where each stands in the line.
};

/// Checks `rows` and fills `file.rows` and `file.notes`; drops 29 February, closes short gaps.
/// Problems go to `problems`, which is thrown if there are any.
void finish_rows(std::vector<FileRow> rows, WeatherFile& file, FileProblems& problems);

WeatherFile read_epw(const std::string& path, std::string_view text);
WeatherFile read_sam_csv(const std::string& path, std::string_view text);
WeatherFile read_pvgis_csv(const std::string& path, std::string_view text);
WeatherFile read_open_meteo_csv(const std::string& path, std::string_view text);

}  // namespace gigawatt::climate
