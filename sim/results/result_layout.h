// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to sim/results: how series and tables lie in the HDF5 file.

#include <span>
#include <string>
#include <string_view>

#include "sim/results/hdf5_support.h"
#include "sim/results/series.h"
#include "sim/results/table.h"

namespace gigawatt::hdf5 {

struct Placement {
  std::string file_name;
  bool compress;
};

/// Opens `path` anew for writing.
Handle create_file(const std::string& path);

/// Creates the time, bounds and site dimensions and one dataset (time, site) per variable in the
/// root group, and attaches them to the series' store.
void lay_out_series(hid_t file, Series& series, std::span<const std::string> site_names,
                    const Placement& placement);

/// Creates a group with one dataset (row) per column and attaches them to the table's store.
void lay_out_table(hid_t file, Table& table, std::string_view description,
                   const Placement& placement);

}  // namespace gigawatt::hdf5
