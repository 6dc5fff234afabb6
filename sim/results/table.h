// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/results/column_store.h"

namespace gigawatt {

/// A table of a result file that grows row by row (jobs, faults, postings). About 10 ns per row of
/// nine columns; the rows of one chunk wait in memory. Owned by ResultFile.
class Table {
 public:
  static constexpr std::int64_t kChunkRows = 8192;

  Table(std::string name, std::vector<Column> columns);

  /// One row: one value per column, each of exactly the column's type (see element_type_of).
  template <class... Values>
  void append(Values... values) {
    check_types<Values...>();
    if (store_.full()) flush_full();
    const std::int64_t row = store_.buffered();
    std::size_t column = 0;
    ((std::memcpy(store_.cell(column++, row), &values, sizeof values)), ...);
    store_.push_row();
  }

  std::int64_t rows() const { return store_.rows(); }
  const std::vector<Column>& columns() const { return columns_; }
  ColumnStore& store() { return store_; }
  const ColumnStore& store() const { return store_; }

 private:
  template <class... Values>
  void check_types() const {
    std::size_t column = 0;
    const bool fits = sizeof...(Values) == columns_.size() &&
                      ((types_[column++] == element_type_of<Values>()) && ...);
    if (!fits) refuse_row();
  }
  [[noreturn]] void refuse_row() const;
  void flush_full();

  std::vector<Column> columns_;
  std::vector<ElementType> types_;  ///< (column) beside each other, for the check of every row.
  ColumnStore store_;
};

}  // namespace gigawatt
