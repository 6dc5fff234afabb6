// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/core.h>

#include "models/climate/series.h"
#include "models/climate/text_lines.h"
#include "sim/engine/calendar.h"

namespace gigawatt::climate {
namespace {

struct Stamp {
  TimeNs time_ns;
  std::int64_t utc_offset_ns;
};

/// Where the UTC offset of an ISO 8601 stamp begins, its length if it has none.
std::size_t offset_position(std::string_view text) {
  const std::size_t at = text.find_first_of("Zz+-", 10);
  return at == std::string_view::npos ? text.size() : at;
}

std::optional<Stamp> read_stamp(std::string_view cell, const SeriesColumns& columns) {
  if (columns.row_year > 0) {
    const auto hour = to_number(cell);
    if (!hour || *hour != std::floor(*hour) || *hour < 0.0 || *hour > 8783.0) return {};
    return Stamp{utc_midnight(columns.row_year, 1, 1) - columns.utc_offset_ns +
                     static_cast<std::int64_t>(*hour) * kNsPerHour,
                 columns.utc_offset_ns};
  }
  const std::size_t local_end = cell.size() > 10 ? offset_position(cell) : cell.size();
  const auto local = parse_iso8601(cell.substr(0, local_end));
  if (!local) return {};
  if (local_end == cell.size()) return Stamp{*local - columns.utc_offset_ns, columns.utc_offset_ns};
  const auto time = parse_iso8601(cell);
  if (!time) return {};
  return Stamp{*time, *local - *time};
}

/// Position of a named column; a problem with the nearest name if there is none.
std::size_t column_named(const std::string& wanted, const std::vector<std::string_view>& headers,
                         std::string_view line, const std::string& path) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (plain_name(headers[i]) == plain_name(wanted)) return i;
    names.emplace_back(headers[i]);
  }
  throw ScenarioError(Problem{.file = path,
                              .line = 1,
                              .column = 1,
                              .path = {},
                              .what = fmt::format("no column '{}'", wanted),
                              .expected = fmt::format("one of: {}", line.substr(0, 300)),
                              .suggestion = nearest_name(wanted, names)});
}

std::string hours(std::int64_t span_ns) {
  return fmt::format("{:g} h", to_seconds(span_ns) / 3600.0);
}

/// From one stamp to another; stamps centuries apart are further than a span can say.
std::int64_t gap_between(TimeNs from, TimeNs to) {
  std::int64_t gap_ns = 0;
  if (!__builtin_sub_overflow(to, from, &gap_ns)) return gap_ns;
  return to > from ? kNever : -kNever;
}

/// Checks a stamp against the ones before it.
void check_step(TimeNs time_ns, const std::vector<TimeNs>& times, int line, int column,
                FileProblems& problems) {
  const std::int64_t gap_ns = gap_between(times.back(), time_ns);
  const std::int64_t step_ns = times.size() > 1 ? gap_between(times[0], times[1]) : gap_ns;
  if (gap_ns == 0) {
    problems.add(line, column, fmt::format("{} stands here a second time", to_iso8601(time_ns)),
                 "each step once; write UTC offsets where clocks change");
  } else if (gap_ns < 0) {
    problems.add(line, column,
                 fmt::format("{} comes after {}", to_iso8601(time_ns), to_iso8601(times.back())),
                 "rows in order of time");
  } else if (gap_ns != step_ns && step_ns > 0) {
    problems.add(line, column,
                 fmt::format("a step of {} before {}", hours(gap_ns), to_iso8601(time_ns)),
                 fmt::format("steps of {} throughout, none missing", hours(step_ns)));
  }
}

}  // namespace

StepSeries read_step_series(const std::string& path, const SeriesColumns& columns) {
  const std::string text = read_text(path);
  FileProblems problems(path);
  LineCursor lines(text);
  std::string_view line;
  std::vector<std::string_view> cells;
  lines.next(line);
  split_cells(line, 1000, cells);
  const std::size_t time_cell =
      columns.time.empty() ? 0 : column_named(columns.time, cells, line, path);
  const std::size_t value_cell = column_named(columns.value, cells, line, path);

  std::vector<TimeNs> times;
  std::vector<double> values;
  std::int64_t utc_offset_ns = columns.utc_offset_ns;
  while (lines.next(line)) {
    split_cells(line, 1000, cells);
    if (cells.size() == 1 && cells[0].empty()) continue;
    const int number = lines.line_number();
    if (cells.size() <= std::max(time_cell, value_cell)) {
      problems.add(number, static_cast<int>(line.size()) + 1,
                   fmt::format("the row ends after {} cells", cells.size()),
                   "is the file cut off?");
      continue;
    }
    const std::string_view stamp_text = cells[time_cell];
    const auto stamp = read_stamp(stamp_text, columns);
    const auto value = to_number(cells[value_cell]);
    if (!value) {
      problems.add(number, column_of(line, cells[value_cell]),
                   cells[value_cell].empty()
                       ? "no value"
                       : fmt::format("'{}' is not a number", cells[value_cell]));
    }
    if (!stamp) {
      problems.add(number, column_of(line, stamp_text),
                   fmt::format("'{}' is not a time", stamp_text),
                   columns.row_year > 0 ? "hours 0, 1, 2, ... of the year"
                                        : "such as 2023-01-31 14:00:00-06:00");
      continue;
    }
    if (times.empty()) {
      utc_offset_ns = stamp->utc_offset_ns;
    } else {
      check_step(stamp->time_ns, times, number, column_of(line, stamp_text), problems);
    }
    times.push_back(stamp->time_ns);
    values.push_back(value.value_or(0.0) * columns.factor);
  }
  if (times.size() < 2) {
    problems.add(lines.line_number(), 0, fmt::format("{} rows of values", times.size()),
                 "two or more, which tell the step");
  }
  problems.throw_if_any();
  return StepSeries(times.front(), times[1] - times[0], std::move(values), utc_offset_ns);
}

}  // namespace gigawatt::climate
