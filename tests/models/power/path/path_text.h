// SPDX-License-Identifier: Apache-2.0
#pragma once

// Paths read from the text a scenario would have.

#include <string>
#include <vector>

#include "models/power/converter_params.h"
#include "models/power/path/network.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/registry.h"

namespace gigawatt {

inline power::PathParams read_path(const std::string& text) {
  Registry registry;
  power::add_converter_models(registry);
  const Tree tree = parse_yaml(text, "path.yaml");
  ProblemList problems(tree);
  ReadOptions options;
  options.registry = &registry;
  power::PathParams params;
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, problems);
  problems.throw_if_any();
  return params;
}

inline power::PathModel path_of(const std::string& text) {
  const power::PathParams params = read_path(text);
  std::vector<Problem> problems = power::find_path_problems(params);
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  return power::make_path(params);
}

/// Two UPS of 1 MW, both sides of row-1 that draws 800 kW.
inline constexpr const char* kTwoSides = R"(
elements:
  - {name: feed-a, rating: 2 MW}
  - {name: feed-b, rating: 2 MW}
  - {name: ups-a, model: ups-double-conversion, rating: 1 MW, from: [feed-a]}
  - {name: ups-b, model: ups-double-conversion, rating: 1 MW, from: [feed-b]}
  - {name: row-1, rating: 1 MW, from: [ups-a, ups-b], redundancy: 2N, load: 800 kW,
     racks: 6, positions: 8, rack_power: 130 kW}
)";

}  // namespace gigawatt
