// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "sim/scenario/tree.h"
#include "sim/scenario/tree_path.h"

namespace gigawatt {
namespace {

using Kind = Tree::Kind;

std::size_t count_values(const Tree& tree) {
  std::size_t count = 1;
  for (const Tree& item : tree.items)
    count += count_values(item);
  for (const auto& [key, value] : tree.entries)
    count += count_values(value);
  return count;
}

void remove_key(Tree& map, std::string_view key) {
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    if (map.entries[i].first != key) continue;
    map.entries.erase(map.entries.begin() + static_cast<std::ptrdiff_t>(i));
    map.key_marks.erase(map.key_marks.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

bool all_named(const Tree& list) {
  return !list.items.empty() &&
         std::all_of(list.items.begin(), list.items.end(),
                     [](const Tree& item) { return !item_name(item).empty(); });
}

Tree merge_lists_by_name(Tree base, Tree over) {
  base.mark = over.mark;
  for (Tree& item : over.items) {
    const auto same = std::find_if(base.items.begin(), base.items.end(), [&](const Tree& held) {
      return item_name(held) == item_name(item);
    });
    if (same == base.items.end()) {
      base.items.push_back(std::move(item));
    } else {
      *same = merge_trees(std::move(*same), std::move(item));
    }
  }
  return base;
}

Tree merge_maps(Tree base, Tree over) {
  const Tree* old_model = base.find("model");
  const Tree* new_model = over.find("model");
  const bool model_changes = old_model != nullptr && new_model != nullptr &&
                             old_model->kind == Kind::scalar &&
                             new_model->scalar != old_model->scalar;
  if (model_changes) {
    // Only the reader knows which keys belonged to the model and which to the map around it.
    const auto name = std::make_shared<const std::string>(old_model->scalar);
    for (auto& [key, value] : base.entries) {
      if (value.old_model == nullptr) value.old_model = name;
    }
  }
  base.mark = over.mark;
  for (std::size_t i = 0; i < over.entries.size(); ++i) {
    auto& [key, value] = over.entries[i];
    Tree* held = model_changes ? nullptr : base.find(key);
    Tree merged =
        held != nullptr ? merge_trees(std::move(*held), std::move(value)) : std::move(value);
    base.set(key, std::move(merged), over.key_marks[i]);
  }
  return base;
}

/// Resolves the `extends:` of a tree and of everything below it.
class Extender {
 public:
  explicit Extender(const std::vector<std::string>& data_paths) : data_paths_(data_paths) {}

  Tree load(const std::string& file_path, const SourceMark& blame, int depth) {
    const std::string canonical = std::filesystem::weakly_canonical(file_path).string();
    if (const auto known = loaded_.find(canonical); known != loaded_.end()) return known->second;
    files_.push_back({file_path, read_text_file(file_path, blame)});
    Tree tree = parse_yaml(files_.back().text, file_path);
    if (tree.kind != Kind::map) {
      throw ScenarioError(problem_at(tree.mark, "", "this is not a scenario",
                                     "expected keys with values, such as 'name: My site'"));
    }
    chain_.push_back(canonical);
    resolve(tree, depth);
    chain_.pop_back();
    loaded_.emplace(canonical, tree);
    return tree;
  }

  std::vector<SourceText> take_files() { return std::move(files_); }

 private:
  void resolve(Tree& tree, int depth) {
    if (depth > kMaxTreeDepth) {
      throw ScenarioError(problem_at(tree.mark, "", "extended files nest deeper than 64 levels",
                                     "check what extends what"));
    }
    for (Tree& item : tree.items)
      resolve(item, depth + 1);
    for (auto& [key, value] : tree.entries)
      resolve(value, depth + 1);
    const Tree* extends = tree.find("extends");
    if (extends == nullptr) return;

    const SourceMark mark = extends->mark;
    Tree base = load(base_file(*extends), mark, depth);
    values_ += count_values(base);
    if (values_ > kMaxTreeValues) {
      throw ScenarioError(problem_at(mark, "extends",
                                     "extended files hold more than 1,000,000 values",
                                     "check what extends what"));
    }
    remove_key(tree, "extends");
    tree = merge_trees(std::move(base), std::move(tree));
  }

  std::string base_file(const Tree& extends) const {
    if (extends.kind != Kind::scalar || extends.scalar.empty()) {
      throw ScenarioError(problem_at(extends.mark, "extends", "not a file name",
                                     "expected the path of one scenario file"));
    }
    std::string path = find_data_file(extends.scalar, extends.mark, data_paths_);
    if (path.empty()) {
      throw ScenarioError(problem_at(extends.mark, "extends",
                                     "the file '" + extends.scalar + "' does not exist",
                                     "paths are relative to the file they are written in"));
    }
    const std::string canonical = std::filesystem::weakly_canonical(path).string();
    if (std::find(chain_.begin(), chain_.end(), canonical) != chain_.end()) {
      throw ScenarioError(
          problem_at(extends.mark, "extends",
                     "'" + extends.scalar + "' extends itself, directly or in a circle",
                     "remove one 'extends:'"));
    }
    return path;
  }

  const std::vector<std::string>& data_paths_;
  std::vector<std::string> chain_;      ///< Files being loaded, outermost first.
  std::map<std::string, Tree> loaded_;  ///< Resolved files, by canonical path.
  std::vector<SourceText> files_;       ///< In the order they were read.
  std::size_t values_ = 0;
};

}  // namespace

Tree merge_trees(Tree base, Tree over) {
  if (base.kind == Kind::map && over.kind == Kind::map)
    return merge_maps(std::move(base), std::move(over));
  const bool lists = base.kind == Kind::list && over.kind == Kind::list;
  if (lists && all_named(base) && all_named(over)) {
    return merge_lists_by_name(std::move(base), std::move(over));
  }
  return over;
}

Tree load_scenario_tree(const std::string& file_path, const std::vector<std::string>& data_paths) {
  return load_scenario_files(file_path, data_paths).tree;
}

LoadedTree load_scenario_files(const std::string& file_path,
                               const std::vector<std::string>& data_paths) {
  Extender extender(data_paths);
  Tree tree = extender.load(file_path, SourceMark{}, 0);
  return {std::move(tree), extender.take_files()};
}

}  // namespace gigawatt
