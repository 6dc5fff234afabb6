// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"
#include "sim/scenario/registry.h"
#include "sim/scenario/tree.h"

namespace gigawatt {

/// Which of `{low, base, high}` a number takes.
enum class Case { low, base, high };

struct ReadOptions {
  Case number_case = Case::base;
  const Registry* registry = nullptr;  ///< For `model:` fields.
  /// Names of catalogue records of a kind, for `record` fields; null accepts any name.
  std::function<std::vector<std::string>(std::string_view kind)> record_names;
  std::vector<std::string> data_paths;  ///< Searched after the file's own folder, in order.
  /// Called with the path of every data file and CSV table that was found; may be null.
  std::function<void(const std::string& path)> found_file;
};

/// Fills `root` from `tree`: `visit` is called with a reading visitor. Unknown keys, wrong units,
/// out-of-range, missing required keys go to `problems`, all of them.
void read_fields(const Tree& tree, const std::string& base_path, const ReadOptions& options,
                 const std::function<void(FieldVisitor&)>& visit, ProblemList& problems);

/// JSON Schema (draft-07) text of the struct behind `visit`, models of `registry` included.
std::string json_schema(const std::function<void(FieldVisitor&)>& visit, const Registry& registry,
                        const std::string& title);

/// Reference page (Markdown): a table of key, unit, default, range, meaning per struct.
std::string reference_markdown(const std::function<void(FieldVisitor&)>& visit,
                               const Registry& registry);

}  // namespace gigawatt
