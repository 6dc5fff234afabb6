// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "sim/engine/hash.h"
#include "sim/results/column.h"

namespace gigawatt {

/// Where a ColumnStore stood: rows written and what was hashed so far. Part of a snapshot.
struct StorePosition {
  std::int64_t rows = 0;
  std::vector<Hasher> hashes;  ///< (column)
};

/// Columns that grow together, buffered one chunk at a time and streamed to datasets of a file;
/// with no datasets attached the rows only pass through the hash. Shared by tables and time series.
class ColumnStore {
 public:
  struct Spec {
    std::string name;
    ElementType type;
    std::size_t width = 1;  ///< Elements per row.
  };

  ColumnStore(std::string name, std::vector<Spec> columns, std::int64_t chunk_rows);
  ColumnStore(const ColumnStore&) = delete;
  ColumnStore& operator=(const ColumnStore&) = delete;
  ~ColumnStore();

  /// Hands over the HDF5 identifier of each column's dataset, plus (or -1) that of the dataset that
  /// stands for the row dimension. The store closes them. `file_name` is for messages.
  void attach(std::vector<std::int64_t> datasets, std::int64_t dimension, std::string file_name);
  void close();

  const std::string& name() const { return name_; }
  std::size_t column_count() const { return columns_.size(); }
  const Spec& spec(std::size_t column) const { return columns_[column].spec; }
  const Hasher& hash(std::size_t column) const { return columns_[column].hash; }
  std::int64_t rows() const { return written_ + buffered_; }
  std::int64_t buffered() const { return buffered_; }
  std::int64_t chunk_rows() const { return chunk_rows_; }
  bool full() const { return buffered_ == capacity_; }
  /// Whether the disk has refused rows of this store.
  bool failed() const { return failed_; }

  /// First byte of a row that is still buffered, counted from the first buffered row.
  std::byte* cell(std::size_t column, std::int64_t buffered_row) {
    Stored& stored = columns_[column];
    return stored.buffer.data() + static_cast<std::size_t>(buffered_row) * stored.row_bytes;
  }
  /// Adds one row whose cells the caller has set, or sets right after. Not while full().
  void push_row() {
    assert(!full());
    ++buffered_;
  }

  /// Hashes and writes the buffered rows. Throws RunError if the disk refuses.
  void flush();
  StorePosition position();
  /// Drops every row after `position`, in the file and in the hash.
  void rewind(const StorePosition& position);

 private:
  struct Stored {
    Spec spec;
    std::size_t row_bytes;
    std::int64_t dataset = -1;
    std::vector<std::byte> buffer;
    Hasher hash;
  };
  void write_buffers();
  void write(const Stored& column) const;
  void flush_file_now_and_then();
  void resize_datasets(std::int64_t rows) const;

  std::string name_;
  std::string file_name_;
  std::vector<Stored> columns_;
  std::int64_t chunk_rows_;
  std::int64_t dimension_ = -1;
  std::int64_t written_ = 0;
  std::int64_t buffered_ = 0;
  std::int64_t capacity_;  ///< Rows until the next chunk boundary.
  int flushes_ = 0;
  bool as_laid_out_ = false;  ///< A full buffer holds the very bytes of the file's chunk.
  bool failed_ = false;
};

}  // namespace gigawatt
