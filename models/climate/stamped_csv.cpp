// SPDX-License-Identifier: Apache-2.0
#include "models/climate/stamped_csv.h"

#include <limits>
#include <optional>

#include <fmt/core.h>

namespace gigawatt::climate {
namespace {

constexpr std::size_t kMostCells = 1000;

struct Stamp {
  int month, day, hour, minute;
};

/// By its twelve digits, whatever stands between them.
std::optional<Stamp> read_stamp(std::string_view cell) {
  std::array<int, 12> digits{};
  std::size_t count = 0;
  for (const char c : cell) {
    if (c < '0' || c > '9') continue;
    if (count == digits.size()) return {};
    digits[count++] = c - '0';
  }
  if (count != digits.size()) return {};
  const auto pair = [&](std::size_t first) { return 10 * digits[first] + digits[first + 1]; };
  return Stamp{.month = pair(4), .day = pair(6), .hour = pair(8), .minute = pair(10)};
}

bool is_blank(std::string_view cell) {
  return cell.empty() || plain_name(cell) == "nan";
}

}  // namespace

StampedTable read_stamped_rows(LineCursor& lines,
                               const std::array<StampedColumn, kQuantities>& columns,
                               FileProblems& problems) {
  StampedTable table;
  table.rows.reserve(8784);
  std::string_view line;
  std::vector<std::string_view> cells;
  while (lines.next(line)) {
    split_cells(line, kMostCells, cells);
    if (cells.size() == 1 && cells[0].empty()) break;
    const int line_number = lines.line_number();
    const std::optional<Stamp> stamp = read_stamp(cells[0]);
    if (!stamp) {
      problems.add(line_number, 1, fmt::format("'{}' is no time", cells[0].substr(0, 40)),
                   "year, month, day, hour and minute, such as 20050101:0010 or 2023-01-01T00:00");
      continue;
    }
    if (table.rows.empty()) table.minute = stamp->minute;
    if (stamp->minute != table.minute) {
      problems.add(line_number, 1, fmt::format("minute {}", stamp->minute),
                   fmt::format("one row per hour, all at minute {} as the first", table.minute));
    }
    FileRow row{.line = line_number, .month = stamp->month, .day = stamp->day, .hour = stamp->hour};
    for (std::size_t q = 0; q < kQuantities; ++q) {
      const StampedColumn& column = columns[q];
      row.value[q] = std::numeric_limits<double>::quiet_NaN();
      if (column.cell == kNoCell) continue;
      if (column.cell >= cells.size()) {
        problems.add(line_number, static_cast<int>(line.size()) + 1,
                     fmt::format("the row ends after {} cells", cells.size()),
                     "as many as the header names; is the file cut off?");
        break;
      }
      const std::string_view cell = cells[column.cell];
      row.column[q] = column_of(line, cell);
      if (is_blank(cell)) continue;
      if (const auto value = to_number(cell)) {
        row.value[q] = *value * column.scale + column.shift;
      } else {
        problems.add(line_number, row.column[q], fmt::format("'{}' is not a number", cell));
      }
    }
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace gigawatt::climate
