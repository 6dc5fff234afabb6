// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/jobs/llm_model.h"

namespace gigawatt::jobs {

/// Language models by name (`llm:`), read from YAML files in which every number stands with its
/// source and date. Shipped: scenarios/catalog/llms.yaml. Docs: docs/models/jobs/llm.md.
class LlmCatalogue {
 public:
  /// Adds a file's models. Throws ScenarioError with line and column for every fault, also for a
  /// name that is already there and for shapes that contradict each other.
  void load(const std::string& path);
  /// Null if the name is unknown.
  const LlmModel* find(std::string_view name) const;
  /// Throws ScenarioError that names `path` and the nearest known name.
  const LlmModel& get(const std::string& name, const std::string& path = "llm") const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, LlmModel, std::less<>> models_;
};

}  // namespace gigawatt::jobs
