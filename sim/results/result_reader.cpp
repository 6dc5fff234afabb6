// SPDX-License-Identifier: Apache-2.0
#include "sim/results/result_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/results/hdf5_query.h"
#include "sim/results/result_file.h"

namespace gigawatt {

using hdf5::Handle;

namespace {

constexpr std::int64_t kRowsPerRead = std::int64_t{1} << 16;

/// Words of a blank-separated list.
std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) found.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

}  // namespace

class ResultReader::Impl {
 public:
  explicit Impl(const std::filesystem::path& wanted) : path(wanted.string()) {
    const std::ifstream readable(path, std::ios::binary);
    std::error_code ignored;
    if (!readable || std::filesystem::is_directory(wanted, ignored)) {
      throw RunError(fmt::format("{}: cannot be opened: {}", path,
                                 readable ? "it is a folder" : std::strerror(errno)));
    }
    guarded([&] { open_file(); });
  }

  /// Runs `action` with HDF5 quiet and the file's name in front of what it throws.
  template <class Action>
  std::invoke_result_t<Action> guarded(Action action) const {
    const hdf5::Silence silence;
    try {
      return action();
    } catch (const RunError& error) {
      throw RunError(fmt::format("{}: {}", path, error.what()));
    } catch (const std::bad_alloc&) {
      throw RunError(fmt::format("{}: damaged: it claims more than fits into memory", path));
    } catch (const std::length_error&) {
      throw RunError(fmt::format("{}: damaged: it claims more than fits into memory", path));
    }
  }

  void open_file() {
    if (H5Fis_hdf5(path.c_str()) <= 0) throw RunError("not a gigawatt result file (no HDF5 in it)");
    const Handle access(hdf5::check(H5Pcreate(H5P_FILE_ACCESS), "open"), H5Pclose);
    hdf5::check(H5Pset_file_locking(access.get(), false, true), "open");
    file = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose);
    if (!file) throw RunError("damaged or cut short: " + hdf5::last_error());
    const std::string version = hdf5::text_attribute(file.get(), "format_version").value_or("");
    if (hdf5::text_attribute(file.get(), "generator") != "gigawatt" || version.empty()) {
      throw RunError("not a gigawatt result file (HDF5 written by something else)");
    }
    const std::string ours = kResultFormatVersion;
    if (version.substr(0, version.find('.')) != ours.substr(0, ours.find('.'))) {
      throw RunError(
          fmt::format("has format version {}; this gigawatt reads version {}", version, ours));
    }
  }

  Handle open_table(const std::string& name) const {
    if (!hdf5::has_child(file.get(), name, H5O_TYPE_GROUP)) {
      std::string known;
      for (const std::string& group : hdf5::children(file.get(), H5O_TYPE_GROUP)) {
        known += (known.empty() ? "" : ", ") + group;
      }
      throw RunError(
          fmt::format("no table '{}'; it has: {}", name, known.empty() ? "none" : known));
    }
    return {H5Gopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Gclose};
  }

  Handle open_dataset(hid_t group, const std::string& name) const {
    if (!hdf5::has_child(group, name, H5O_TYPE_DATASET)) {
      throw RunError(fmt::format("no variable or column '{}'", name));
    }
    return {hdf5::check(H5Dopen2(group, name.c_str(), H5P_DEFAULT), name), H5Dclose};
  }

  template <class Value>
  std::vector<Value> column_range(hid_t group, const std::string& column, std::int64_t first,
                                  std::int64_t count) const {
    const Handle dataset = open_dataset(group, column);
    return hdf5::read_block<Value>(dataset.get(), {first, 0}, {count, 1});
  }

  TableInfo describe_table(const std::string& name) const {
    const Handle group = open_table(name);
    TableInfo info{name, hdf5::text_attribute(group.get(), "long_name").value_or(""), 0, {}};
    bool first = true;
    for (const std::string& child : hdf5::children(group.get(), H5O_TYPE_DATASET)) {
      if (child == "row") continue;
      const Handle dataset = open_dataset(group.get(), child);
      const auto text = [&](const char* key) {
        return hdf5::text_attribute(dataset.get(), key).value_or("");
      };
      info.columns.push_back({child, hdf5::element_type(dataset.get()), text("units"),
                              text("long_name"), words(text("flag_meanings"))});
      // A run that was killed between two columns has rows that are not whole: leave them out.
      const std::int64_t rows = hdf5::shape(dataset.get()).at(0);
      info.rows = first ? rows : std::min(info.rows, rows);
      first = false;
    }
    return info;
  }

  void require_rows(const std::string& table, std::int64_t first, std::int64_t count) const {
    const std::int64_t rows = describe_table(table).rows;
    if (first < 0 || count < 0 || first > rows - count) {
      throw RunError(fmt::format("table '{}' has {} rows; row {} was asked for", table, rows,
                                 first < 0 ? first : first + count - 1));
    }
  }

  std::string path;
  Handle file;
};

ResultReader::ResultReader(const std::filesystem::path& path)
    : impl_(std::make_unique<Impl>(path)) {}
ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader& ResultReader::operator=(ResultReader&&) noexcept = default;
ResultReader::~ResultReader() = default;

bool ResultReader::complete() const {
  return integer_attribute("complete") == 1;
}

std::vector<std::string> ResultReader::attribute_names() const {
  return impl_->guarded([&] { return hdf5::attribute_names(impl_->file.get()); });
}
std::optional<std::string> ResultReader::text_attribute(const std::string& name) const {
  return impl_->guarded([&] { return hdf5::text_attribute(impl_->file.get(), name); });
}
std::optional<std::int64_t> ResultReader::integer_attribute(const std::string& name) const {
  return impl_->guarded(
      [&] { return hdf5::number_attribute<std::int64_t>(impl_->file.get(), name, H5T_INTEGER); });
}
std::optional<double> ResultReader::number_attribute(const std::string& name) const {
  return impl_->guarded(
      [&] { return hdf5::number_attribute<double>(impl_->file.get(), name, H5T_FLOAT); });
}

std::vector<std::string> ResultReader::site_names() const {
  return impl_->guarded([&] {
    if (!hdf5::has_child(impl_->file.get(), "site", H5O_TYPE_DATASET)) {
      return std::vector<std::string>();
    }
    return hdf5::read_texts(impl_->open_dataset(impl_->file.get(), "site").get());
  });
}

std::vector<VariableInfo> ResultReader::variables() const {
  return impl_->guarded([&] {
    std::vector<VariableInfo> found;
    for (const std::string& name : hdf5::children(impl_->file.get(), H5O_TYPE_DATASET)) {
      const Handle dataset = impl_->open_dataset(impl_->file.get(), name);
      const auto methods = hdf5::text_attribute(dataset.get(), "cell_methods");
      if (!methods) continue;  // a coordinate
      found.push_back({name, hdf5::text_attribute(dataset.get(), "units").value_or(""),
                       hdf5::text_attribute(dataset.get(), "long_name").value_or(""), *methods,
                       hdf5::shape(dataset.get())});
    }
    return found;
  });
}

std::int64_t ResultReader::row_count() const {
  return impl_->guarded([&]() -> std::int64_t {
    if (!hdf5::has_child(impl_->file.get(), "time", H5O_TYPE_DATASET)) return 0;
    // The bounds are written last: a killed run may have more rows of the variables before them.
    return hdf5::shape(impl_->open_dataset(impl_->file.get(), "time_bounds").get()).at(0);
  });
}

std::vector<TimeNs> ResultReader::interval_starts_ns() const {
  const std::int64_t rows = row_count();
  return impl_->guarded(
      [&] { return impl_->column_range<TimeNs>(impl_->file.get(), "time", 0, rows); });
}

TimeNs ResultReader::last_interval_end_ns() const {
  const std::int64_t rows = row_count();
  return impl_->guarded([&] {
    if (rows == 0) throw RunError("has no output intervals yet");
    const Handle bounds = impl_->open_dataset(impl_->file.get(), "time_bounds");
    return hdf5::read_block<TimeNs>(bounds.get(), {rows - 1, 1}, {1, 1}).at(0);
  });
}

std::vector<double> ResultReader::series(const std::string& variable, std::size_t site) const {
  const std::int64_t rows = row_count();
  return impl_->guarded([&] {
    const Handle dataset = impl_->open_dataset(impl_->file.get(), variable);
    const std::vector<std::int64_t> shape = hdf5::shape(dataset.get());
    if (shape.size() != 2 || static_cast<std::int64_t>(site) >= shape[1]) {
      throw RunError(fmt::format("'{}' is no series of site number {}", variable, site));
    }
    return hdf5::read_block<double>(dataset.get(), {0, static_cast<std::int64_t>(site)}, {rows, 1});
  });
}

std::vector<TableInfo> ResultReader::tables() const {
  return impl_->guarded([&] {
    std::vector<TableInfo> found;
    for (const std::string& name : hdf5::children(impl_->file.get(), H5O_TYPE_GROUP)) {
      found.push_back(impl_->describe_table(name));
    }
    return found;
  });
}

TableInfo ResultReader::table(const std::string& name) const {
  return impl_->guarded([&] { return impl_->describe_table(name); });
}

std::vector<std::int64_t> ResultReader::integers(const std::string& table,
                                                 const std::string& column, std::int64_t first,
                                                 std::int64_t count) const {
  return impl_->guarded([&] {
    impl_->require_rows(table, first, count);
    return impl_->column_range<std::int64_t>(impl_->open_table(table).get(), column, first, count);
  });
}

std::vector<double> ResultReader::numbers(const std::string& table, const std::string& column,
                                          std::int64_t first, std::int64_t count) const {
  return impl_->guarded([&] {
    impl_->require_rows(table, first, count);
    return impl_->column_range<double>(impl_->open_table(table).get(), column, first, count);
  });
}

std::vector<TableValue> ResultReader::row(const std::string& table, std::int64_t row) const {
  std::vector<TableValue> values;
  for (const Column& column : this->table(table).columns) {
    if (column.type == ElementType::float64) {
      values.emplace_back(numbers(table, column.name, row, 1).at(0));
    } else {
      values.emplace_back(integers(table, column.name, row, 1).at(0));
    }
  }
  return values;
}

std::optional<std::int64_t> ResultReader::find_row(const std::string& table,
                                                   const std::string& column,
                                                   std::int64_t key) const {
  const std::int64_t rows = this->table(table).rows;
  return impl_->guarded([&]() -> std::optional<std::int64_t> {
    const Handle group = impl_->open_table(table);
    for (std::int64_t first = 0; first < rows; first += kRowsPerRead) {
      const std::int64_t count = std::min(kRowsPerRead, rows - first);
      const auto keys = impl_->column_range<std::int64_t>(group.get(), column, first, count);
      const auto found = std::find(keys.begin(), keys.end(), key);
      if (found != keys.end()) return first + (found - keys.begin());
    }
    return std::nullopt;
  });
}

}  // namespace gigawatt
