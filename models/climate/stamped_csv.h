// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "models/climate/text_lines.h"
#include "models/climate/weather_rows.h"

// What the readers of PVGIS and Open-Meteo share: a table whose first cell is a time stamp.

namespace gigawatt::climate {

inline constexpr std::size_t kNoCell = static_cast<std::size_t>(-1);

/// Where a quantity stands and how it becomes SI.
struct StampedColumn {
  std::size_t cell = kNoCell;
  double scale = 1.0;
  double shift = 0.0;
};

struct StampedTable {
  std::vector<FileRow> rows;
  int minute = 0;  ///< Of every row within its hour.
};

/// Rows up to the first empty line or the end: `20050101:0010` or `2023-01-01T00:00`, then numbers.
/// An empty cell or `nan` is a missing value.
StampedTable read_stamped_rows(LineCursor& lines,
                               const std::array<StampedColumn, kQuantities>& columns,
                               FileProblems& problems);

}  // namespace gigawatt::climate
