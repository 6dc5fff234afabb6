// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/tree.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "sim/scenario/tree_path.h"

namespace gigawatt {
namespace {

/// True if `path` is `part`, or goes on with a dot after it.
bool starts_with_part(std::string_view path, std::string_view part) {
  return !part.empty() && path.substr(0, part.size()) == part &&
         (path.size() == part.size() || path[part.size()] == '.');
}

}  // namespace

Tree::Tree() = default;
Tree::~Tree() = default;
Tree::Tree(const Tree&) = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(const Tree&) = default;
Tree& Tree::operator=(Tree&&) noexcept = default;

const Tree* Tree::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

Tree* Tree::find(std::string_view key) {
  return const_cast<Tree*>(std::as_const(*this).find(key));
}

void Tree::set(std::string key, Tree value, SourceMark key_mark) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].first != key) continue;
    entries[i].second = std::move(value);
    key_marks[i] = std::move(key_mark);
    return;
  }
  entries.emplace_back(std::move(key), std::move(value));
  key_marks.push_back(std::move(key_mark));
}

std::string_view item_name(const Tree& item) {
  const Tree* name = item.find("name");
  return name != nullptr && name->kind == Tree::Kind::scalar ? std::string_view(name->scalar) : "";
}

PathStep first_step(const Tree& tree, std::string_view path) {
  PathStep step;
  step.head = path.substr(0, path.find('.'));
  const auto take = [&](std::size_t index, std::string_view part) {
    if (step.found && part.size() <= step.head.size()) return;
    step.found = true;
    step.index = index;
    step.head = part;
  };
  for (std::size_t i = 0; i < tree.entries.size(); ++i) {
    if (starts_with_part(path, tree.entries[i].first))
      take(i, path.substr(0, tree.entries[i].first.size()));
  }
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    const std::string_view name = item_name(tree.items[i]);
    if (starts_with_part(path, name)) take(i, path.substr(0, name.size()));
  }
  if (!step.found && tree.kind == Tree::Kind::list) {
    std::size_t index = 0;
    const auto [end, error] =
        std::from_chars(step.head.data(), step.head.data() + step.head.size(), index);
    if (error == std::errc() && end == step.head.data() + step.head.size()) {
      step.found = index < tree.items.size();
      step.index = index;
    }
  }
  step.rest = path.substr(std::min(path.size(), step.head.size() + 1));
  return step;
}

SourceMark mark_at(const Tree& tree, std::string_view path) {
  const Tree* at = &tree;
  SourceMark mark = tree.mark;
  while (!path.empty()) {
    const PathStep step = first_step(*at, path);
    if (!step.found) break;
    const bool in_map = at->kind == Tree::Kind::map;
    const SourceMark& key_mark = in_map ? at->key_marks[step.index] : at->mark;
    at = in_map ? &at->entries[step.index].second : &at->items[step.index];
    // A block below its key is best blamed at the key; a scalar at the scalar.
    mark = in_map && at->kind != Tree::Kind::scalar ? key_mark : at->mark;
    path = step.rest;
  }
  return mark;
}

Problem problem_at(const SourceMark& mark, std::string path, std::string what, std::string expected,
                   std::string suggestion) {
  return Problem{.file = mark.file ? *mark.file : "",
                 .line = mark.line,
                 .column = mark.column,
                 .path = std::move(path),
                 .what = std::move(what),
                 .expected = std::move(expected),
                 .suggestion = std::move(suggestion)};
}

std::string read_text_file(const std::string& file_path, const SourceMark& blame) {
  namespace fs = std::filesystem;
  const auto refuse = [&](const std::string& what, const std::string& expected) {
    const bool named_in_file = blame.file != nullptr;
    Problem problem = problem_at(
        blame, "", named_in_file ? "the file '" + file_path + "' " + what : "the file " + what,
        expected);
    if (!named_in_file) problem.file = file_path;
    throw ScenarioError(std::move(problem));
  };
  std::error_code error;
  const fs::file_status status = fs::status(file_path, error);
  if (file_path.empty()) refuse("has no name", "name a scenario file");
  if (!fs::exists(status)) refuse("does not exist", "check the path");
  if (fs::is_directory(status)) refuse("is a folder", "expected a file");
  std::ifstream stream(file_path, std::ios::binary);
  std::ostringstream text;
  if (stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (!stream && !stream.eof()) refuse("cannot be read", "check its permissions");
  return std::move(text).str();
}

std::string find_data_file(const std::string& written, const SourceMark& mark,
                           const std::vector<std::string>& data_paths) {
  namespace fs = std::filesystem;
  if (written.empty() || written.find('\0') != std::string::npos) return "";
  std::vector<fs::path> folders;
  // What is written on the command line is relative to where the command runs.
  const bool on_command_line = mark.line == 0 || mark.file == nullptr;
  folders.push_back(on_command_line ? fs::path(".") : fs::path(*mark.file).parent_path());
  folders.insert(folders.end(), data_paths.begin(), data_paths.end());
  for (const fs::path& folder : folders) {
    std::error_code error;
    const fs::path candidate = folder / written;
    if (!fs::is_regular_file(candidate, error)) continue;
    const fs::path absolute = fs::absolute(candidate, error);
    if (!error) return absolute.lexically_normal().string();
  }
  return "";
}

void ProblemList::add(std::string path, std::string what, std::string expected,
                      std::string suggestion) {
  SourceMark mark = mark_at(*tree_, path);
  for (const auto& [table_path, rows] : tables_) {
    if (path.size() <= table_path.size() || !starts_with_part(path, table_path)) continue;
    mark = mark_at(rows, std::string_view(path).substr(table_path.size() + 1));
  }
  add(problem_at(mark, std::move(path), std::move(what), std::move(expected),
                 std::move(suggestion)));
}

void ProblemList::throw_if_any() {
  if (!problems_.empty()) throw ScenarioError(problems_);
}

}  // namespace gigawatt
