// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/problem.h"

namespace gigawatt {

/// Where a value was written.
struct SourceMark {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
};

/// A scenario as written: scalars are still text (with a flag for quoting), maps keep their order.
/// Independent of the YAML library.
struct Tree {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  SourceMark mark;
  std::string scalar;
  bool quoted = false;
  std::vector<Tree> items;                           ///< Kind::list.
  std::vector<std::pair<std::string, Tree>> entries;  ///< Kind::map, keys unique.
  std::vector<SourceMark> key_marks;                 ///< Of `entries`, same length.

  const Tree* find(std::string_view key) const;
};

/// Parses one YAML file (`file_name` is used in messages only). Throws ScenarioError on malformed
/// YAML, duplicate keys, aliases, nesting deeper than 64, or more than 1e6 values.
Tree parse_yaml(const std::string& text, const std::string& file_name);

/// Reads, parses and resolves `extends:` (recursively, cycles refused). Paths are relative to the file.
Tree load_scenario_tree(const std::string& file_path);

/// `sites.memphis.power.grid.limit=200MW`: sets the value at the path; list items are addressed
/// by `name` or index, `*` means all. Throws ScenarioError if the path leads nowhere.
void apply_override(Tree& tree, const std::string& assignment);

/// The mark of the value at a dotted path, or of its nearest existing ancestor.
SourceMark mark_at(const Tree& tree, std::string_view path);

/// Collects problems while a scenario is checked; `add` finds file, line and column by path.
class ProblemList {
 public:
  explicit ProblemList(const Tree& tree) : tree_(&tree) {}
  void add(std::string path, std::string what, std::string expected = "", std::string suggestion = "");
  void add(Problem problem) { problems_.push_back(std::move(problem)); }
  bool empty() const { return problems_.empty(); }
  void throw_if_any();  ///< ScenarioError with all, in file order.

 private:
  const Tree* tree_;
  std::vector<Problem> problems_;
};

}  // namespace gigawatt
