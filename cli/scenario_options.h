// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario.h"

namespace CLI {
class App;
}

namespace gigawatt::cli {

/// What `run` and `check` share: which scenario, and what to change in it.
struct ScenarioOptions {
  std::string file;
  std::vector<std::string> overrides;
  std::string number_case = "base";
  std::optional<std::int64_t> seed;

  /// Throws ScenarioError.
  Scenario load() const;
};

/// Declares FILE, --set, --seed and --case; `options` must outlive parsing.
void add_scenario_options(CLI::App& command, ScenarioOptions& options);

}  // namespace gigawatt::cli
