// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/reader.h"
#include "sim/scenario/scalars.h"

namespace gigawatt {

/// Fills structs from a Tree, one map at a time; every problem goes to the list and reading goes
/// on.
class ReadingVisitor final : public FieldVisitor {
 public:
  ReadingVisitor(const ReadOptions& options, ProblemList& problems)
      : options_(options), problems_(problems) {}

  /// Reads one struct from `map`, at `path`. Anything but a map (or nothing) is a problem.
  template <class Visit>
  void read_struct(const Tree& map, std::string path, const Visit& visit) {
    if (!open_map(map, std::move(path))) return;
    visit(*this);
    close_map();
  }

  void number(const Field& field, double& value) override;
  void number(const Field& field, std::optional<double>& value) override;
  void number_or(const Field& field, std::string_view word, bool& chosen, double& value) override;
  void integer(const Field& field, std::int64_t& value) override;
  void integer(const Field& field, std::optional<std::int64_t>& value) override;
  void boolean(const Field& field, bool& value) override;
  void text(const Field& field, std::string& value) override;
  void texts(const Field& field, std::vector<std::string>& values) override;
  void numbers(const Field& field, std::vector<double>& values) override;
  void choice(const Field& field, std::span<const std::string_view> names, int& index) override;
  void instant(const Field& field, std::optional<TimeNs>& value) override;
  void duration(const Field& field, CalendarDuration& value) override;
  void file(const Field& field, DataFile& value) override;
  void model(const Field& field, std::string_view kind, ModelSlot& value) override;
  void record(const Field& field, std::string_view kind, std::string& value) override;
  void group(const Field& field, GroupAccess& group) override;
  void list(const Field& field, ListAccess& items) override;
  void here(std::string& path) override;

 private:
  /// The map being read: which of its keys a field has asked for, and which names exist.
  struct Frame {
    const Tree* map = nullptr;
    std::string path;
    std::vector<bool> used;
    std::vector<std::string> valid;
    bool in_model = false;  ///< The fields asked for belong to the chosen model, not to the struct.
    bool any_key = false;   ///< Unknown model: nobody can say which keys are valid.
  };

  bool open_map(const Tree& map, std::string path);
  void close_map();

  /// The value of a field, or null if the key is absent (a problem if it is required).
  const Tree* find(const Field& field, const std::string& expected);
  const Tree* find_scalar(const Field& field, const std::string& expected);
  std::string path_of(std::string_view name) const;
  void blame(const Tree& value, std::string path, Fault fault);
  void blame_kind(const Tree& value, std::string path, std::string expected);

  template <class Number, class Read>
  void read_with_cases(const Tree& value, const std::string& path, const std::string& expected,
                       Number& number, const Read& read);
  void read_number_at(const Tree& value, const std::string& path, const Field& field,
                      double& number);
  void read_integer_at(const Tree& value, const std::string& path, const Field& field,
                       std::int64_t& number);
  void read_model(const Field& field, std::string_view kind, ModelSlot& value);
  void read_items(const Tree& list, const std::string& path, const Field& field, ListAccess& items);
  bool load_table(const Tree& value, const std::string& path, Tree& rows);
  std::string resolve(const Tree& value, const std::string& path);

  const ReadOptions& options_;
  ProblemList& problems_;
  std::vector<Frame> frames_;
};

}  // namespace gigawatt
