// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/engine/time.h"
#include "sim/results/column.h"

namespace gigawatt {

/// One value of a table: integers of any width, or a double.
using TableValue = std::variant<std::int64_t, double>;

/// A variable of the time series.
struct VariableInfo {
  std::string name;
  std::string unit;
  std::string long_name;
  std::string cell_methods;
  std::vector<std::int64_t> shape;  ///< (time, site), or (time) for `time`.
};

struct TableInfo {
  std::string name;
  std::string long_name;
  std::int64_t rows;
  std::vector<Column> columns;
};

/// Reads a result file, finished or partial. Whatever is wrong with the file is one RunError that
/// names it. Rows past the end of a table are a RunError too.
class ResultReader {
 public:
  explicit ResultReader(const std::filesystem::path& path);
  ResultReader(ResultReader&&) noexcept;
  ResultReader& operator=(ResultReader&&) noexcept;
  ~ResultReader();

  /// False for the partial file of a run that was stopped or is still going.
  bool complete() const;
  /// Root attributes: names in alphabetical order; empty if there is none of that name and type.
  std::vector<std::string> attribute_names() const;
  std::optional<std::string> text_attribute(const std::string& name) const;
  std::optional<std::int64_t> integer_attribute(const std::string& name) const;
  std::optional<double> number_attribute(const std::string& name) const;

  std::vector<std::string> site_names() const;
  /// The series in the file's order; without the coordinates.
  std::vector<VariableInfo> variables() const;
  std::int64_t row_count() const;  ///< Output intervals.
  std::vector<TimeNs> interval_starts_ns() const;
  TimeNs last_interval_end_ns() const;  ///< Of the last row; RunError without rows.
  /// One value per interval.
  std::vector<double> series(const std::string& variable, std::size_t site) const;

  std::vector<TableInfo> tables() const;
  TableInfo table(const std::string& name) const;
  std::vector<std::int64_t> integers(const std::string& table, const std::string& column,
                                     std::int64_t first, std::int64_t count) const;
  std::vector<double> numbers(const std::string& table, const std::string& column,
                              std::int64_t first, std::int64_t count) const;
  /// One value per column, in the order of table().columns.
  std::vector<TableValue> row(const std::string& table, std::int64_t row) const;
  /// First row whose integer `column` equals `key`. The table need not be sorted: this reads that
  /// one column, a chunk at a time (8 MB for a million jobs).
  std::optional<std::int64_t> find_row(const std::string& table, const std::string& column,
                                       std::int64_t key) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gigawatt
