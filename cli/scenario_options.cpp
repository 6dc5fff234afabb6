// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario_options.h"

#include <CLI/CLI.hpp>

namespace gigawatt::cli {
namespace {

/// CLI11's own check of a range prints 308 digits of the largest double.
CLI::Validator whole_number() {
  return {[](const std::string& text) {
            const bool whole = !text.empty() && text.size() < 19 &&
                               text.find_first_not_of("0123456789") == std::string::npos;
            return whole ? "" : "'" + text + "' is no whole number from 0 to 999999999999999999";
          },
          ""};
}

}  // namespace

Scenario ScenarioOptions::load() const {
  LoadOptions load;
  load.overrides = overrides;
  load.seed = seed;
  load.number_case = number_case == "low"    ? Case::low
                     : number_case == "high" ? Case::high
                                             : Case::base;
  return load_scenario(file, load);
}

void add_scenario_options(CLI::App& command, ScenarioOptions& options) {
  command.add_option("FILE", options.file, "Scenario file (YAML)")->required()->type_name("");
  command.add_option("--set", options.overrides, "Replace one value; may be given many times")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--seed", options.seed, "Seed of every random draw, instead of the scenario's")
      ->type_name("N")
      ->check(whole_number());
  command
      .add_option("--case", options.number_case,
                  "Which of {low, base, high} numbers take: low, base (default) or high")
      ->type_name("CASE")
      ->check(CLI::IsMember({"low", "base", "high"}));
}

}  // namespace gigawatt::cli
