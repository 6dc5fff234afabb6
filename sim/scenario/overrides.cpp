// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/name_list.h"
#include "sim/scenario/tree.h"
#include "sim/scenario/tree_path.h"

namespace gigawatt {
namespace {

using Kind = Tree::Kind;

constexpr std::string_view kOrigin = "--set ";

bool is_override(const SourceMark& mark) {
  return mark.file != nullptr && mark.file->compare(0, kOrigin.size(), kOrigin) == 0;
}

/// What `path` could have gone on with at `tree`.
std::vector<std::string> names_below(const Tree& tree) {
  std::vector<std::string> names;
  for (const auto& [key, value] : tree.entries)
    names.push_back(key);
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    const std::string_view name = item_name(tree.items[i]);
    names.push_back(name.empty() ? std::to_string(i) : std::string(name));
  }
  return names;
}

/// True if every part of a path could be a key that a scenario file has: no index and no `*`, which
/// only lists have. Whether it is a key the reader says.
bool names_keys_only(std::string_view path) {
  for (bool first = true; const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool inside = letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (first ? !letter : !inside) return false;
    first = c == '.';
  }
  return true;
}

class Override {
 public:
  Override(std::string path, Tree value, SourceMark mark)
      : path_(std::move(path)), value_(std::move(value)), mark_(std::move(mark)) {}

  /// Sets the value wherever `rest` leads from `tree`, or takes away what is there if the value is
  /// null; returns how many places that were. `tolerant`: below a `*`, places that lack the path
  /// are skipped.
  int apply(Tree& tree, std::string_view rest, bool tolerant) const {
    if (rest.substr(0, rest.find('.')) == "*") return apply_to_all(tree, rest);
    if (tree.kind == Kind::null && !removes()) tree.kind = Kind::map;  // `grid:` with nothing below
    const PathStep step = first_step(tree, rest);
    if (step.found && step.rest.empty() && removes()) return remove(tree, step.index);
    if (step.found) {
      Tree& child =
          tree.kind == Kind::map ? tree.entries[step.index].second : tree.items[step.index];
      if (!step.rest.empty()) return apply(child, step.rest, tolerant);
      if (tree.kind == Kind::map) return set_key(tree, step.head, value_);
      child = value_;
      return 1;
    }
    if (step.rest.empty() && tree.kind == Kind::map && !removes())
      return set_key(tree, step.head, value_);
    if (tolerant) return 0;
    if (tree.kind == Kind::map && names_keys_only(rest) && !removes()) {
      return set_key(tree, step.head, maps_around(step.rest));
    }
    throw ScenarioError(lost(tree, rest, step));
  }

 private:
  int apply_to_all(Tree& tree, std::string_view rest) const {
    const std::string_view below = rest.size() > 2 ? rest.substr(2) : std::string_view();
    if (below.empty() && removes()) {
      const std::size_t places = tree.items.size() + tree.entries.size();
      tree.items.clear();
      tree.entries.clear();
      tree.key_marks.clear();
      return static_cast<int>(places);
    }
    std::vector<Tree*> children;
    for (Tree& item : tree.items)
      children.push_back(&item);
    for (auto& [key, value] : tree.entries)
      children.push_back(&value);
    int places = 0;
    for (Tree* child : children) {
      if (below.empty()) {
        *child = value_;
        ++places;
      } else {
        places += apply(*child, below, true);
      }
    }
    return places;
  }

  bool removes() const { return value_.kind == Kind::null; }

  static int remove(Tree& tree, std::size_t index) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    if (tree.kind == Kind::map) {
      tree.entries.erase(tree.entries.begin() + at);
      tree.key_marks.erase(tree.key_marks.begin() + at);
    } else {
      tree.items.erase(tree.items.begin() + at);
    }
    return 1;
  }

  /// The value below a map for every key of `rest`.
  Tree maps_around(std::string_view rest) const {
    if (rest.empty()) return value_;
    const std::size_t dot = rest.find('.');
    Tree map;
    map.kind = Kind::map;
    map.mark = mark_;
    map.set(std::string(rest.substr(0, dot)),
            maps_around(dot == rest.npos ? std::string_view() : rest.substr(dot + 1)), mark_);
    return map;
  }

  int set_key(Tree& map, std::string_view key, const Tree& value) const {
    const Tree* old = map.find(key);
    const bool model_changes = key == "model" && old != nullptr && old->kind == Kind::scalar &&
                               old->scalar != value.scalar;
    if (model_changes) {
      const auto old_model = std::make_shared<const std::string>(old->scalar);
      for (auto& [name, beside] : map.entries) {
        // Keys set on the command line are meant for the new model, whichever came first.
        if (beside.old_model == nullptr && !is_override(beside.mark)) beside.old_model = old_model;
      }
    }
    map.set(std::string(key), value, mark_);
    return 1;
  }

  Problem lost(const Tree& tree, std::string_view rest, const PathStep& step) const {
    const std::string done = path_.substr(0, path_.size() - rest.size());
    const std::string where =
        done.empty() ? "the scenario" : "'" + done.substr(0, done.size() - 1) + "'";
    const std::string head(step.head);
    if (tree.kind == Kind::scalar) {
      return problem_at(mark_, path_, where + " is a single value", "it has no '" + head + "'");
    }
    const std::vector<std::string> names = names_below(tree);
    const std::string nearest = nearest_name(head, names);
    const std::string expected =
        nearest.empty() && tree.kind == Kind::list ? "expected " + name_list(names) : "";
    return problem_at(mark_, path_, where + " has no '" + head + "'", expected, nearest);
  }

  std::string path_;
  Tree value_;
  SourceMark mark_;
};

}  // namespace

void apply_override(Tree& tree, const std::string& assignment) {
  constexpr std::size_t kShown = 120;
  const SourceMark mark{
      std::make_shared<const std::string>(
          std::string(kOrigin) +
          (assignment.size() > kShown ? assignment.substr(0, kShown) + "..." : assignment)),
      0, 0};
  const std::size_t equals = assignment.find('=');
  // Blanks around the '=' are no part of the path.
  const std::size_t first = std::min(assignment.find_first_not_of(' '), equals);
  std::string path = equals == std::string::npos ? "" : assignment.substr(first, equals - first);
  path.erase(path.find_last_not_of(' ') + 1);
  const bool malformed = equals == std::string::npos || path.empty() || path.front() == '.' ||
                         path.back() == '.' || path.find("..") != std::string::npos;
  if (malformed) {
    throw ScenarioError(
        problem_at(mark, "", "not an assignment",
                   "expected path=value, such as sites.memphis.power.grid.limit=200MW"));
  }
  if (std::count(path.begin(), path.end(), '.') >= kMaxTreeDepth) {
    throw ScenarioError(
        problem_at(mark, "", "the path is deeper than 64 levels", "check the path"));
  }
  Tree value = parse_yaml_value(assignment.substr(equals + 1), mark);
  const bool is_blank = assignment.find_first_not_of(' ', equals + 1) == std::string::npos;
  if (value.kind == Kind::null && is_blank) {
    throw ScenarioError(problem_at(mark, path, "no value after '='",
                                   "expected path=value, or path=null to take a key away"));
  }
  if (Override(path, std::move(value), mark).apply(tree, path, false) == 0) {
    throw ScenarioError(problem_at(mark, path, "'*' matches nothing that has the rest of the path",
                                   "check the path"));
  }
}

}  // namespace gigawatt
