// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/problem.h"

namespace gigawatt {

/// Where a value was written.
struct SourceMark {
  std::shared_ptr<const std::string> file;  ///< Null = nowhere.
  int line = 0;
  int column = 0;
};

/// A scenario as written: scalars are still text (with a flag for quoting), maps keep their order.
/// Independent of the YAML library.
struct Tree {
  enum class Kind { null, scalar, list, map };

  // Defined in tree.cpp, where the type that holds itself is complete.
  Tree();
  ~Tree();
  Tree(const Tree&);
  Tree(Tree&&) noexcept;
  Tree& operator=(const Tree&);
  Tree& operator=(Tree&&) noexcept;

  Kind kind = Kind::null;
  SourceMark mark;
  std::string scalar;
  bool quoted = false;
  std::vector<Tree> items;                            ///< Kind::list.
  std::vector<std::pair<std::string, Tree>> entries;  ///< Kind::map, keys unique.
  std::vector<SourceMark> key_marks;                  ///< Of `entries`, same length.
  /// The `model:` this value stood beside before `extends` or `--set` chose another one; null if
  /// none. The reader drops the value if it is a field of that old model.
  std::shared_ptr<const std::string> old_model;

  const Tree* find(std::string_view key) const;
  Tree* find(std::string_view key);
  /// Replaces the value of `key`, or adds the key at the end.
  void set(std::string key, Tree value, SourceMark key_mark);
};

/// Limits on one scenario, extended files included: generous for people, cheap to refuse.
inline constexpr int kMaxTreeDepth = 64;
inline constexpr std::size_t kMaxTreeValues = 1'000'000;

/// Parses one YAML file (`file_name` is used in messages only). Throws ScenarioError on malformed
/// YAML, duplicate keys, aliases, nesting deeper than 64, or more than 1e6 values.
Tree parse_yaml(const std::string& text, const std::string& file_name);

/// Parses one value as it may stand after `key:` or `=`; every mark is `mark`. Throws as
/// parse_yaml.
Tree parse_yaml_value(const std::string& text, const SourceMark& mark);

/// Reads, parses and resolves `extends:` (recursively, cycles refused). Paths are relative to the
/// file that names them, then to each of `data_paths`.
Tree load_scenario_tree(const std::string& file_path,
                        const std::vector<std::string>& data_paths = {});

/// A file that was read whole.
struct SourceText {
  std::string path;  ///< As it was opened.
  std::string text;
};

/// A scenario after `extends:`, and every file it was made of: first the one named, then the files
/// it extends in the order they were read.
struct LoadedTree {
  Tree tree;
  std::vector<SourceText> files;
};

/// As load_scenario_tree, with the texts of the files.
LoadedTree load_scenario_files(const std::string& file_path,
                               const std::vector<std::string>& data_paths = {});

/// `over` laid on `base`: maps merge; lists whose items all have a `name` merge by name, other
/// lists replace; a different `model:` replaces instead of merging and drops the old model's keys.
Tree merge_trees(Tree base, Tree over);

/// `sites.memphis.power.grid.limit=200MW`: sets the value at the path; `null` takes it away. List
/// items are addressed by `name` or index, `*` means all. Maps missing on the way are made, but not
/// below a `*`; the reader refuses unknown keys. Throws ScenarioError if the path leads nowhere.
void apply_override(Tree& tree, const std::string& assignment);

/// The mark of the value at a dotted path, or of its nearest existing ancestor.
SourceMark mark_at(const Tree& tree, std::string_view path);

/// The whole text of a file. Throws ScenarioError if it is missing, a folder or unreadable; `blame`
/// says where the file was named.
std::string read_text_file(const std::string& file_path, const SourceMark& blame);

/// `written`, relative to the folder of the file it was written in, then to `data_paths`; absolute
/// path of an existing regular file, or "".
std::string find_data_file(const std::string& written, const SourceMark& mark,
                           const std::vector<std::string>& data_paths);

/// A problem at a mark.
Problem problem_at(const SourceMark& mark, std::string path, std::string what,
                   std::string expected = "", std::string suggestion = "");

/// Collects problems while a scenario is checked; `add` finds file, line and column by path.
class ProblemList {
 public:
  explicit ProblemList(const Tree& tree) : tree_(&tree) {}
  void add(std::string path, std::string what, std::string expected = "",
           std::string suggestion = "");
  void add(Problem problem) { problems_.push_back(std::move(problem)); }
  bool empty() const { return problems_.empty(); }
  const std::vector<Problem>& problems() const { return problems_; }
  void throw_if_any();  ///< ScenarioError with all, in file order.

  /// Makes `add` blame rows of a CSV table for problems below `path`.
  void add_table(std::string path, Tree rows) {
    tables_.emplace_back(std::move(path), std::move(rows));
  }

 private:
  const Tree* tree_;
  std::vector<std::pair<std::string, Tree>> tables_;
  std::vector<Problem> problems_;
};

}  // namespace gigawatt
