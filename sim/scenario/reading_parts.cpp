// SPDX-License-Identifier: Apache-2.0

// The parts of a reading visitor that look beyond one value: files, catalogue records, models,
// nested structs and lists.

#include <algorithm>
#include <set>
#include <utility>

#include "sim/scenario/csv_table.h"
#include "sim/scenario/name_list.h"
#include "sim/scenario/reading_visitor.h"
#include "sim/scenario/tree_path.h"

namespace gigawatt {
namespace {

using Kind = Tree::Kind;

}  // namespace

std::string name_list(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;
  if (names.empty()) return "no key at all";
  if (names.size() == 1) return names[0];
  if (names.size() == 2) return names[0] + " or " + names[1];
  std::string text = "one of ";
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kShown ? text + ", ... (" + std::to_string(names.size()) + " in all)"
                               : text;
}

std::string ReadingVisitor::resolve(const Tree& value, const std::string& path) {
  std::string resolved = find_data_file(value.scalar, value.mark, options_.data_paths);
  if (resolved.empty()) {
    blame(value, path,
          {"the file '" + value.scalar + "' does not exist",
           "paths are relative to the file they are written in, then to the data folders", ""});
  } else if (options_.found_file) {
    options_.found_file(resolved);
  }
  return resolved;
}

void ReadingVisitor::file(const Field& field, DataFile& value) {
  const Tree* found = find_scalar(field, "expected the path of a file");
  if (found == nullptr) return;
  value.written = found->scalar;
  value.resolved = resolve(*found, path_of(field.name));
}

void ReadingVisitor::record(const Field& field, std::string_view kind, std::string& value) {
  const std::string what(kind);
  const Tree* found = find_scalar(field, "expected the name of a " + what + " in the catalogue");
  if (found == nullptr) return;
  value = found->scalar;
  if (!options_.record_names) return;
  const std::vector<std::string> names = options_.record_names(kind);
  if (std::find(names.begin(), names.end(), value) != names.end()) return;
  const std::string nearest = nearest_name(value, names);
  const std::string expected = !nearest.empty() ? ""
                               : names.empty()  ? "the catalogue holds no " + what
                                                : "expected " + name_list(names);
  blame(*found, path_of(field.name), {"unknown " + what + " '" + value + "'", expected, nearest});
}

void ReadingVisitor::model(const Field& field, std::string_view kind, ModelSlot& value) {
  if (field.name.empty()) return read_model(field, kind, value);

  const std::string expected = "expected {model: ..., ...}";
  const Tree* found = find(field, expected);
  if (found == nullptr) return;
  std::string path = path_of(field.name);
  if (found->kind != Kind::map) return blame_kind(*found, std::move(path), expected);
  open_map(*found, std::move(path));
  read_model({.name = field.name, .required = true}, kind, value);
  close_map();
}

/// Reads `model:` and that model's fields from the map of the current frame.
void ReadingVisitor::read_model(const Field& field, std::string_view kind, ModelSlot& value) {
  const std::vector<std::string> names =
      options_.registry != nullptr ? options_.registry->names(kind) : std::vector<std::string>{};
  const std::string expected = names.empty() ? "no " + std::string(kind) + " model is known"
                                             : "expected " + name_list(names);
  const Tree* chosen = find_scalar({.name = "model", .required = field.required}, expected);
  if (chosen == nullptr) {
    frames_.back().any_key = frames_.back().map->find("model") != nullptr || field.required;
    return;
  }
  const Registry::Entry* entry =
      options_.registry != nullptr ? options_.registry->find(kind, chosen->scalar) : nullptr;
  if (entry == nullptr) {
    frames_.back().any_key = true;
    const std::string nearest = nearest_name(chosen->scalar, names);
    blame(*chosen, path_of("model"),
          {"unknown model '" + chosen->scalar + "'", nearest.empty() ? expected : "", nearest});
    return;
  }
  const std::shared_ptr<ModelParams> params = entry->make();
  frames_.back().in_model = true;
  params->visit(*this);
  frames_.back().in_model = false;
  value.name = chosen->scalar;
  value.params = params;
}

void ReadingVisitor::group(const Field& field, GroupAccess& group) {
  const Tree* found = find(field, "expected a map of keys");
  if (found == nullptr) return;
  if (!open_map(*found, path_of(field.name))) return;
  group.create();
  group.visit(*this);
  close_map();
}

void ReadingVisitor::list(const Field& field, ListAccess& items) {
  const std::string expected = "expected a list, each item on its own line after '- '";
  const Tree* found = find(field, expected);
  if (found == nullptr) return;
  const std::string path = path_of(field.name);
  if (found->kind == Kind::map && found->find("table") != nullptr) {
    Tree rows;
    if (!load_table(*found, path, rows)) return;
    read_items(rows, path, field, items);
    problems_.add_table(path, std::move(rows));
  } else if (found->kind == Kind::list) {
    read_items(*found, path, field, items);
  } else {
    blame_kind(*found, path, expected);
  }
}

bool ReadingVisitor::load_table(const Tree& value, const std::string& path, Tree& rows) {
  if (!open_map(value, path)) return false;
  const Tree* table =
      find_scalar({.name = "table", .required = true}, "expected the path of a CSV file");
  close_map();
  if (table == nullptr) return false;
  const std::string resolved = resolve(*table, path + ".table");
  if (resolved.empty()) return false;
  try {
    rows = parse_csv_table(read_text_file(resolved, table->mark), resolved);
  } catch (const ScenarioError& error) {
    for (Problem problem : error.problems()) {
      problem.path = problem.path.empty() ? path : path + "." + problem.path;
      problems_.add(std::move(problem));
    }
    return false;
  }
  return true;
}

void ReadingVisitor::read_items(const Tree& list, const std::string& path, const Field& field,
                                ListAccess& items) {
  const auto count = static_cast<double>(list.items.size());
  if (count < field.min || count > field.max) {
    const bool few = count < field.min;
    blame(list, path,
          {"the list has " + std::to_string(list.items.size()) + " items",
           std::string("expected at ") + (few ? "least " : "most ") +
               short_number(few ? field.min : field.max),
           ""});
  }
  items.clear();
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Tree& item = list.items[i];
    const std::string_view name = item_name(item);
    const bool unique = name.empty() || names.insert(name).second;
    std::string item_path =
        path + "." + (name.empty() || !unique ? std::to_string(i) : std::string(name));
    if (!unique) {
      blame(*item.find("name"), item_path + ".name",
            {"the name '" + std::string(name) + "' is used twice in this list",
             "rename one of the two", ""});
    }
    items.append();
    if (!open_map(item, std::move(item_path))) continue;
    items.visit_item(i, *this);
    close_map();
  }
}

}  // namespace gigawatt
