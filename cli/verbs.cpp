// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace gigawatt::cli {

std::vector<Verb> add_verbs(CLI::App& root) {
  return {add_run(root),  add_check(root),    add_limits(root), add_capacity(root),
          add_size(root), add_adequacy(root), add_info(root),   add_explain(root),
          add_new(root),  add_models(root),   add_schema(root), add_completion(root)};
}

}  // namespace gigawatt::cli
