// SPDX-License-Identifier: Apache-2.0
#include "sim/results/column_store.h"

#include <array>
#include <bit>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/results/hdf5_support.h"

namespace gigawatt {

namespace {

/// Chunks of a store between two flushes of the file's own index: what a killed run leaves is
/// readable up to the last of them.
constexpr int kFlushesPerFileFlush = 8;

}  // namespace

static_assert(sizeof(hid_t) == sizeof(std::int64_t), "HDF5 1.10 or newer");

ColumnStore::ColumnStore(std::string name, std::vector<Spec> columns, std::int64_t chunk_rows)
    : name_(std::move(name)), chunk_rows_(chunk_rows), capacity_(chunk_rows) {
  assert(chunk_rows > 0);
  columns_.reserve(columns.size());
  for (Spec& spec : columns) {
    const std::size_t row_bytes = spec.width * element_bytes(spec.type);
    std::vector<std::byte> buffer(static_cast<std::size_t>(chunk_rows) * row_bytes);
    columns_.push_back({std::move(spec), row_bytes, -1, std::move(buffer), Hasher()});
  }
}

ColumnStore::~ColumnStore() {
  close();
}

void ColumnStore::attach(std::vector<std::int64_t> datasets, std::int64_t dimension,
                         std::string file_name) {
  assert(datasets.size() == columns_.size() && rows() == 0);
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    columns_[column].dataset = datasets[column];
  }
  dimension_ = dimension;
  file_name_ = std::move(file_name);
  const hdf5::Silence silence;
  const hdf5::Handle creation(
      hdf5::check(H5Dget_create_plist(columns_.front().dataset), file_name_), H5Pclose);
  as_laid_out_ = std::endian::native == std::endian::little && H5Pget_nfilters(creation.get()) == 0;
}

void ColumnStore::close() {
  const hdf5::Silence silence;
  for (Stored& column : columns_) {
    if (column.dataset >= 0) H5Dclose(std::exchange(column.dataset, -1));
  }
  if (dimension_ >= 0) H5Dclose(std::exchange(dimension_, -1));
}

void ColumnStore::resize_datasets(std::int64_t rows) const {
  for (const Stored& column : columns_) {
    const std::array<hsize_t, 2> extent{static_cast<hsize_t>(rows), column.spec.width};
    hdf5::check(H5Dset_extent(column.dataset, extent.data()), name_ + "/" + column.spec.name);
  }
  const std::array<hsize_t, 1> extent{static_cast<hsize_t>(rows)};
  if (dimension_ >= 0) hdf5::check(H5Dset_extent(dimension_, extent.data()), name_);
}

void ColumnStore::write(const Stored& column) const {
  const std::string what = name_ + "/" + column.spec.name;
  const std::array<hsize_t, 2> first{static_cast<hsize_t>(written_), 0};
  if (as_laid_out_ && written_ % chunk_rows_ == 0 && buffered_ == chunk_rows_) {
    hdf5::check(H5Dwrite_chunk(column.dataset, H5P_DEFAULT, 0, first.data(), column.buffer.size(),
                               column.buffer.data()),
                what);
    return;
  }
  const std::array<hsize_t, 2> count{static_cast<hsize_t>(buffered_), column.spec.width};
  const hdf5::Handle file_space(hdf5::check(H5Dget_space(column.dataset), what), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(file_space.get());
  hdf5::check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, first.data(), nullptr,
                                  count.data(), nullptr),
              what);
  const hdf5::Handle memory_space(hdf5::check(H5Screate_simple(rank, count.data(), nullptr), what),
                                  H5Sclose);
  hdf5::check(H5Dwrite(column.dataset, hdf5::memory_type(column.spec.type), memory_space.get(),
                       file_space.get(), H5P_DEFAULT, column.buffer.data()),
              what);
}

void ColumnStore::write_buffers() {
  try {
    const hdf5::Silence silence;
    resize_datasets(written_ + buffered_);
    for (const Stored& column : columns_)
      write(column);
    flush_file_now_and_then();
  } catch (const RunError& error) {
    failed_ = true;
    throw RunError(fmt::format("{}: cannot write {}", file_name_, error.what()));
  }
}

void ColumnStore::flush_file_now_and_then() {
  if (++flushes_ % kFlushesPerFileFlush != 0) return;
  hdf5::check(H5Fflush(columns_.front().dataset, H5F_SCOPE_LOCAL), name_);
}

void ColumnStore::flush() {
  if (buffered_ == 0) return;
  if (columns_.front().dataset >= 0) write_buffers();
  for (Stored& column : columns_) {
    column.hash.add_bytes(
        std::span(column.buffer).first(static_cast<std::size_t>(buffered_) * column.row_bytes));
  }
  written_ += buffered_;
  buffered_ = 0;
  capacity_ = chunk_rows_ - written_ % chunk_rows_;
}

StorePosition ColumnStore::position() {
  flush();
  StorePosition position{written_, {}};
  position.hashes.reserve(columns_.size());
  for (const Stored& column : columns_)
    position.hashes.push_back(column.hash);
  return position;
}

void ColumnStore::rewind(const StorePosition& position) {
  assert(position.rows <= rows());
  const hdf5::Silence silence;
  buffered_ = 0;
  if (position.rows != written_ && columns_.front().dataset >= 0) resize_datasets(position.rows);
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    columns_[column].hash = position.hashes.empty() ? Hasher() : position.hashes[column];
  }
  written_ = position.rows;
  capacity_ = chunk_rows_ - written_ % chunk_rows_;
}

}  // namespace gigawatt
