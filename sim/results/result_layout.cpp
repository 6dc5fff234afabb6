// SPDX-License-Identifier: Apache-2.0
#include "sim/results/result_layout.h"

#include <array>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5_hl.h>

namespace gigawatt::hdf5 {
namespace {

struct Shape {
  std::vector<hsize_t> extent;  ///< Now.
  std::vector<hsize_t> chunk;   ///< Empty: fixed size, contiguous; otherwise the first grows.
};

Handle create_dataset(hid_t group, const std::string& name, hid_t type, const Shape& shape,
                      bool compress) {
  std::vector<hsize_t> most = shape.extent;
  const Handle creation(check(H5Pcreate(H5P_DATASET_CREATE), name), H5Pclose);
  const Handle access(check(H5Pcreate(H5P_DATASET_ACCESS), name), H5Pclose);
  const int rank = static_cast<int>(shape.extent.size());
  if (!shape.chunk.empty()) {
    most[0] = H5S_UNLIMITED;
    check(H5Pset_chunk(creation.get(), rank, shape.chunk.data()), name);
    // Whole chunks come from our own buffers: they go straight to the file, unfilled and uncached.
    check(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), name);
    check(H5Pset_chunk_cache(access.get(), 0, 0, 1.0), name);
    if (compress) {
      check(H5Pset_shuffle(creation.get()), name);
      check(H5Pset_deflate(creation.get(), 1), name);
    }
  }
  const Handle space(check(H5Screate_simple(rank, shape.extent.data(), most.data()), name),
                     H5Sclose);
  return {check(H5Dcreate2(group, name.c_str(), type, space.get(), H5P_DEFAULT, creation.get(),
                           access.get()),
                name),
          H5Dclose};
}

/// A dimension without values of its own, under the name netCDF-4 gives to such a dataset.
void make_bare_dimension(hid_t dataset, std::int64_t length) {
  const std::string name =
      fmt::format("This is a netCDF dimension but not a netCDF variable.{:10d}", length);
  check(H5DSset_scale(dataset, name.c_str()), "dimension");
}

void attach_dimension(const Handle& dataset, const Handle& dimension, unsigned axis) {
  check(H5DSattach_scale(dataset.get(), dimension.get(), axis), "dimension");
}

void write_if_any(hid_t dataset, const char* name, const std::string& text) {
  if (!text.empty()) write_attribute(dataset, name, text);
}

/// CF flag_values and flag_meanings of an enum's values 0, 1, 2, ...
void write_meanings(hid_t dataset, const Column& column) {
  if (column.meanings.empty()) return;
  std::vector<std::int64_t> values(column.meanings.size());
  std::iota(values.begin(), values.end(), 0);
  const hsize_t count = values.size();
  const Handle space(check(H5Screate_simple(1, &count, nullptr), column.name), H5Sclose);
  const Handle attribute(check(H5Acreate2(dataset, "flag_values", file_type(column.type),
                                          space.get(), H5P_DEFAULT, H5P_DEFAULT),
                               column.name),
                         H5Aclose);
  check(H5Awrite(attribute.get(), H5T_NATIVE_INT64, values.data()), column.name);
  write_attribute(dataset, "flag_meanings", fmt::format("{}", fmt::join(column.meanings, " ")));
}

Handle create_site_names(hid_t file, std::span<const std::string> site_names) {
  const Handle type = text_type();
  Handle names = create_dataset(file, "site", type.get(), {{site_names.size()}, {}}, false);
  std::vector<const char*> pointers;
  for (const std::string& name : site_names)
    pointers.push_back(name.c_str());
  check(H5Dwrite(names.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "site");
  check(H5DSset_scale(names.get(), "site"), "site");
  write_attribute(names.get(), "long_name", "site");
  return names;
}

}  // namespace

Handle create_file(const std::string& path) {
  const Handle access(check(H5Pcreate(H5P_FILE_ACCESS), path), H5Pclose);
  const Handle creation(check(H5Pcreate(H5P_FILE_CREATE), path), H5Pclose);
  // Readable by every HDF5 since 1.8; file systems without locks are fine.
  check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), path);
  check(H5Pset_file_locking(access.get(), true, true), path);
  check(H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        path);
  return {check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), path),
          H5Fclose};
}

void lay_out_series(hid_t file, Series& series, std::span<const std::string> site_names,
                    const Placement& placement) {
  const bool compress = placement.compress;
  const auto chunk = static_cast<hsize_t>(series.store().chunk_rows());
  const hsize_t sites = site_names.size();

  Handle time = create_dataset(file, "time", H5T_STD_I64LE, {{0}, {chunk}}, compress);
  check(H5DSset_scale(time.get(), "time"), "time");
  for (const auto& [name, text] :
       {std::pair{"standard_name", "time"}, std::pair{"long_name", "start of the interval"},
        std::pair{"units", kTimeUnits}, std::pair{"calendar", "proleptic_gregorian"},
        std::pair{"axis", "T"}, std::pair{"bounds", "time_bounds"}}) {
    write_attribute(time.get(), name, text);
  }
  const Handle site = create_site_names(file, site_names);
  const Handle pair = create_dataset(file, "bounds", H5T_STD_U8LE, {{2}, {}}, false);
  make_bare_dimension(pair.get(), 2);
  Handle bounds =
      create_dataset(file, "time_bounds", H5T_STD_I64LE, {{0, 2}, {chunk, 2}}, compress);
  attach_dimension(bounds, time, 0);
  attach_dimension(bounds, pair, 1);

  std::vector<std::int64_t> datasets;
  for (const SeriesVariable& variable : series.variables()) {
    Handle dataset =
        create_dataset(file, variable.name, H5T_IEEE_F64LE, {{0, sites}, {chunk, sites}}, compress);
    attach_dimension(dataset, time, 0);
    attach_dimension(dataset, site, 1);
    write_if_any(dataset.get(), "units", variable.unit);
    write_if_any(dataset.get(), "long_name", variable.long_name);
    write_attribute(dataset.get(), "cell_methods", variable.cell_methods);
    datasets.push_back(dataset.release());
  }
  datasets.push_back(time.release());
  datasets.push_back(bounds.release());
  series.store().attach(std::move(datasets), -1, placement.file_name);
}

void lay_out_table(hid_t file, Table& table, std::string_view description,
                   const Placement& placement) {
  const bool compress = placement.compress;
  const std::string& name = table.store().name();
  const Handle creation(check(H5Pcreate(H5P_GROUP_CREATE), name), H5Pclose);
  check(H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        name);
  const Handle group(
      check(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), name),
      H5Gclose);
  write_attribute(group.get(), "long_name", description);

  const auto chunk = static_cast<hsize_t>(table.store().chunk_rows());
  Handle row = create_dataset(group.get(), "row", H5T_STD_U8LE, {{0}, {chunk}}, false);
  make_bare_dimension(row.get(), 0);
  std::vector<std::int64_t> datasets;
  for (const Column& column : table.columns()) {
    Handle dataset =
        create_dataset(group.get(), column.name, file_type(column.type), {{0}, {chunk}}, compress);
    attach_dimension(dataset, row, 0);
    write_if_any(dataset.get(), "units", column.unit);
    write_if_any(dataset.get(), "long_name", column.long_name);
    write_meanings(dataset.get(), column);
    datasets.push_back(dataset.release());
  }
  table.store().attach(std::move(datasets), row.release(), placement.file_name);
}

}  // namespace gigawatt::hdf5
