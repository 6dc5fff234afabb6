// SPDX-License-Identifier: Apache-2.0
#include "sim/results/result_file.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "sim/engine/errors.h"
#include "sim/results/result_layout.h"
#include "sim/results/series.h"

namespace gigawatt {

namespace fs = std::filesystem;

namespace {

void refuse_unusable(const fs::path& path, const fs::path& partial, bool overwrite) {
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    throw RunError(fmt::format("{}: the folder {} does not exist", path.string(), folder.string()));
  }
  if (fs::is_directory(path, ignored)) {
    throw RunError(fmt::format("{}: is a folder; name a file", path.string()));
  }
  if (fs::exists(path, ignored) && !overwrite) {
    throw RunError(fmt::format("{}: exists already; use --force to replace it, or another name",
                               path.string()));
  }
  // HDF5 truncates before it locks, so another run's partial file is recognised here.
  const int descriptor = ::open(partial.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    throw RunError(
        fmt::format("{}: cannot be written: {}", partial.string(), std::strerror(errno)));
  }
  const bool in_use = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  if (in_use) {
    throw RunError(fmt::format("{}: another run is writing it", partial.string()));
  }
}

}  // namespace

fs::path partial_path_of(const fs::path& path) {
  fs::path partial = path;
  partial.replace_filename(path.stem().string() + ".partial" + path.extension().string());
  return partial;
}

class ResultFile::Impl {
 public:
  Impl() = default;
  Impl(fs::path final_path, const Options& wanted)
      : path(std::move(final_path)), partial_path(partial_path_of(path)), options(wanted) {
    refuse_unusable(path, partial_path, options.overwrite);
    const hdf5::Silence silence;
    file = hdf5::create_file(partial_path.string());
  }

  hdf5::Placement placement() const { return {partial_path.string(), options.compress}; }
  bool has_file() const { return static_cast<bool>(file); }

  template <class Value>
  void set_attribute(const std::string& name, Value value) {
    if (!has_file()) return;
    const hdf5::Silence silence;
    run("attribute " + name, [&] { hdf5::write_attribute(file.get(), name, value); });
  }

  /// Runs `action`; an error of the file's library gets the file's name in front.
  template <class Action>
  void run(std::string_view what, Action action) {
    try {
      action();
    } catch (const RunError& error) {
      throw RunError(
          fmt::format("{}: cannot write {}: {}", partial_path.string(), what, error.what()));
    }
  }

  void flush_stores() {
    if (series) series->store().flush();
    for (Table& table : tables)
      table.store().flush();
  }
  bool failed() const {
    return (series && series->store().failed()) ||
           std::any_of(tables.begin(), tables.end(),
                       [](const Table& table) { return table.store().failed(); });
  }
  void flush_file() {
    if (!has_file()) return;
    const hdf5::Silence silence;
    run("results", [&] { hdf5::check(H5Fflush(file.get(), H5F_SCOPE_LOCAL), "flush"); });
  }
  /// Returns what went wrong, if anything.
  std::string close() {
    const hdf5::Silence silence;
    if (series) series->store().close();
    for (Table& table : tables)
      table.store().close();
    if (!has_file()) return {};
    H5Eclear2(H5E_DEFAULT);
    // Released first: an identifier whose close failed must not be closed again.
    return H5Fclose(file.release()) >= 0 ? std::string() : hdf5::last_error();
  }

  fs::path path, partial_path;
  Options options;
  hdf5::Handle file;
  std::optional<Series> series;
  std::deque<Table> tables;  ///< A deque: references to tables stay valid.
};

ResultFile::ResultFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ResultFile::ResultFile(ResultFile&&) noexcept = default;
ResultFile& ResultFile::operator=(ResultFile&& other) noexcept {
  std::swap(impl_, other.impl_);
  return *this;
}
ResultFile::~ResultFile() {
  abandon();
}

ResultFile ResultFile::create(const fs::path& path, const Options& options) {
  ResultFile result(std::make_unique<Impl>(path, options));
  result.set_attribute("Conventions", std::string_view("CF-1.10"));
  result.set_attribute("generator", std::string_view("gigawatt"));
  result.set_attribute("format_version", std::string_view(kResultFormatVersion));
  result.set_attribute("complete", std::int64_t{0});
  result.impl_->flush_file();
  return result;
}

ResultFile ResultFile::hash_only() {
  return ResultFile(std::make_unique<Impl>());
}

const fs::path& ResultFile::path() const {
  return impl_->path;
}
const fs::path& ResultFile::partial_path() const {
  return impl_->partial_path;
}

void ResultFile::set_attribute(const std::string& name, std::string_view text) {
  impl_->set_attribute(name, text);
}
void ResultFile::set_attribute(const std::string& name, std::int64_t value) {
  impl_->set_attribute(name, value);
}
void ResultFile::set_attribute(const std::string& name, double value) {
  impl_->set_attribute(name, value);
}

void ResultFile::set_provenance(const Provenance& provenance) {
  const std::pair<const char*, const std::string&> texts[] = {
      {"title", provenance.name},
      {"scenario_path", provenance.scenario_path},
      {"scenario", provenance.scenario_text},
      {"gigawatt_version", provenance.version},
      {"git_commit", provenance.git_commit},
      {"command_line", provenance.command_line},
      {"created", provenance.created}};
  for (const auto& [name, text] : texts)
    set_attribute(name, std::string_view(text));
  set_attribute("seed", provenance.seed);
}

void ResultFile::define_series(std::span<const Channel> channels,
                               std::span<const std::string> site_names) {
  assert(!impl_->series);
  impl_->series.emplace(channels, site_names.size());
  if (!impl_->has_file()) return;
  const hdf5::Silence silence;
  impl_->run("time series", [&] {
    hdf5::lay_out_series(impl_->file.get(), *impl_->series, site_names, impl_->placement());
  });
  impl_->flush_file();
}

Table& ResultFile::table(const std::string& name, std::vector<Column> columns,
                         std::string_view description) {
  Table& table = impl_->tables.emplace_back(name, std::move(columns));
  if (impl_->has_file()) {
    const hdf5::Silence silence;
    impl_->run("table " + name, [&] {
      hdf5::lay_out_table(impl_->file.get(), table, description, impl_->placement());
    });
    impl_->flush_file();
  }
  return table;
}

void ResultFile::write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns,
                           std::span<const double> mean, std::span<const double> min,
                           std::span<const double> max, std::span<const double> integral) {
  impl_->series->write_row(site, from_ns, to_ns, mean, min, max, integral);
}

ResultHash ResultFile::hash() {
  impl_->flush_stores();
  ResultHash hash;
  const auto add_store = [&hash](const ColumnStore& store) {
    for (std::size_t column = 0; column < store.column_count(); ++column) {
      hash.add(store.name() + "/" + store.spec(column).name, store.hash(column).hex());
    }
    hash.add(store.name() + " rows", store.rows());
  };
  if (impl_->series) add_store(impl_->series->store());
  for (const Table& table : impl_->tables)
    add_store(table.store());
  return hash;
}

FilePosition ResultFile::position() {
  impl_->flush_stores();
  FilePosition position;
  if (impl_->series) position.stores.push_back(impl_->series->store().position());
  for (Table& table : impl_->tables)
    position.stores.push_back(table.store().position());
  return position;
}

void ResultFile::rewind(const FilePosition& position) {
  std::size_t next = 0;
  const auto rewind_store = [&](ColumnStore& store) {
    const bool known = next < position.stores.size();
    impl_->run("results", [&] { store.rewind(known ? position.stores[next] : StorePosition()); });
    ++next;
  };
  if (impl_->series) {
    rewind_store(impl_->series->store());
    impl_->series->restart_rows();
  }
  for (Table& table : impl_->tables)
    rewind_store(table.store());
}

void ResultFile::finish() {
  impl_->flush_stores();
  if (!impl_->has_file()) return;
  impl_->flush_file();
  set_attribute("complete", std::int64_t{1});
  impl_->flush_file();
  if (const std::string problem = impl_->close(); !problem.empty()) {
    throw RunError(fmt::format("{}: cannot be closed: {}", impl_->partial_path.string(), problem));
  }
  std::error_code error;
  const bool taken = !impl_->options.overwrite && fs::exists(impl_->path, error);
  if (!taken) fs::rename(impl_->partial_path, impl_->path, error);
  if (taken || error) {
    throw RunError(fmt::format("{}: the results are complete but cannot be renamed to {}: {}",
                               impl_->partial_path.string(), impl_->path.string(),
                               taken ? "it exists by now" : error.message()));
  }
}

void ResultFile::abandon() noexcept {
  if (!impl_ || !impl_->has_file()) return;
  try {
    if (!impl_->failed()) impl_->flush_stores();
  } catch (const std::exception&) {
    // The disk refused: what was flushed before is still readable.
  }
  impl_->close();
}

}  // namespace gigawatt
