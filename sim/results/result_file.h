// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/recorder.h"
#include "sim/results/result_hash.h"
#include "sim/results/table.h"

namespace gigawatt {

inline constexpr const char* kResultFormatVersion = "1.0";

/// Where a run came from, kept as root attributes of its file. Not part of the hash.
struct Provenance {
  std::string name;  ///< The scenario's name; CF `title`.
  std::string scenario_path;
  std::string scenario_text;  ///< The file as written; overrides and case stand apart.
  std::string version;        ///< Of gigawatt.
  std::string git_commit;
  std::string command_line;
  std::string created;  ///< ISO 8601, UTC.
  std::int64_t seed = 0;
};

/// Where a ResultFile stood; part of a snapshot. Copyable.
struct FilePosition {
  std::vector<StorePosition> stores;  ///< Series (if any), then tables in order of creation.
};

/// Streams the results of a run to one HDF5 file: time series (time, site) in the root group,
/// tables in groups. It grows as NAME.partial.h5 and becomes NAME.h5 in finish(); without finish()
/// the partial file stays readable, with the root attribute `complete` = 0. Memory does not grow
/// with the run. Every failure of the disk is a RunError. Format: docs/results_format.md.
class ResultFile : public RowSink {
 public:
  struct Options {
    bool overwrite = false;  ///< Replace an existing file, at finish().
    bool compress = false;   ///< Shuffle and deflate level 1: a third of the size, slower.
  };

  /// Throws RunError if the folder is missing or not writable, the file exists (without
  /// `overwrite`), or another run is writing it; nothing is written then.
  static ResultFile create(const std::filesystem::path& path, const Options& options);
  static ResultFile create(const std::filesystem::path& path) { return create(path, Options()); }
  /// No file: rows and tables pass through the hash and are gone.
  static ResultFile hash_only();

  ResultFile(ResultFile&&) noexcept;
  ResultFile& operator=(ResultFile&&) noexcept;
  ~ResultFile() override;  ///< abandon(), unless finished.

  /// Root attributes; setting one again replaces it.
  void set_attribute(const std::string& name, std::string_view text);
  void set_attribute(const std::string& name, std::int64_t value);
  void set_attribute(const std::string& name, double value);
  void set_provenance(const Provenance& provenance);

  /// Once, before the first row. Channels a site does not have are NaN in its rows.
  void define_series(std::span<const Channel> channels, std::span<const std::string> site_names);
  void write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns, std::span<const double> mean,
                 std::span<const double> min, std::span<const double> max,
                 std::span<const double> integral) override;

  /// Creates the table `name` in a group of that name. The reference lives as long as the file.
  Table& table(const std::string& name, std::vector<Column> columns, std::string_view description);

  /// Hash of every series value and table row so far; the caller adds the summary to it.
  ResultHash hash();

  /// Snapshots: where the file stands (flushes), and going back there (drops later rows).
  FilePosition position();
  void rewind(const FilePosition& position);

  /// Writes what is buffered, marks the file complete and gives it its name. After a RunError from
  /// here no file of the final name was made or changed.
  void finish();
  /// Writes what is buffered and closes the partial file as it is. Never throws.
  void abandon() noexcept;

  /// The final path, and the one in use before finish(); empty for hash_only().
  const std::filesystem::path& path() const;
  const std::filesystem::path& partial_path() const;

 private:
  class Impl;
  explicit ResultFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// NAME.h5 → NAME.partial.h5.
std::filesystem::path partial_path_of(const std::filesystem::path& path);

}  // namespace gigawatt
