// SPDX-License-Identifier: Apache-2.0

// `gigawatt limits`, `gigawatt capacity` and `gigawatt size`: what holds a site back, how much it
// carries, and what it would need. Docs: docs/guide/limits_and_capacity.md.

#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/scenario_options.h"
#include "cli/verbs.h"
#include "models/study/capacity_study.h"
#include "models/study/limits_study.h"
#include "models/study/size_study.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

namespace gigawatt::cli {
namespace {

struct LimitsArguments {
  ScenarioOptions scenario;
  bool marginal = false;
  double by_percent = 5.0;
  bool json = false;
};

struct CapacityArguments {
  ScenarioOptions scenario;
  std::string site;
  double availability_percent = 99.9;
  std::size_t steps = 4;
  double load_mw = 0.0;  ///< Of `size`.
  bool json = false;
};

/// The sites that were asked for: one by name, or all.
std::vector<std::size_t> chosen_sites(const Scenario& scenario, const std::string& name) {
  std::vector<std::size_t> chosen;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < scenario.sites.size(); ++i) {
    names.push_back(scenario.sites[i].name);
    if (name.empty() || name == names.back()) chosen.push_back(i);
  }
  if (chosen.empty()) {
    const std::string nearest = nearest_name(name, names);
    throw UsageError(fmt::format("there is no site '{}'{}", name,
                                 nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
  }
  return chosen;
}

/// CLI11's ranges let what is no number through.
void require_number(double value, const char* option) {
  if (!std::isfinite(value)) throw UsageError(fmt::format("{} is no finite number", option));
}

int act_limits(const LimitsArguments& arguments) {
  require_number(arguments.by_percent, "--by");
  const Scenario scenario = arguments.scenario.load();
  const double share = arguments.marginal ? arguments.by_percent / 100.0 : 0.0;
  const LimitsStudy study = study_limits(Trials(scenario), share);
  fmt::print("{}{}", arguments.json ? to_json(study) : to_table(study), arguments.json ? "\n" : "");
  if (!arguments.marginal) {
    std::fflush(stdout);
    fmt::print(stderr, "next: --marginal runs once more per constraint, with 5 % more of it\n");
  }
  return kOk;
}

template <class Study>
int for_each_site(const CapacityArguments& arguments, Study study) {
  require_number(arguments.availability_percent, "--availability");
  require_number(arguments.load_mw, "--load");
  const Scenario scenario = arguments.scenario.load();
  const Trials trials(scenario);
  std::string made;
  for (const std::size_t site : chosen_sites(scenario, arguments.site)) {
    try {
      const auto done = study(trials, site);
      const char* const between = made.empty() ? "" : arguments.json ? ",\n" : "\n";
      made += between + (arguments.json ? to_json(done) : to_table(done));
    } catch (const DomainError& error) {
      throw ScenarioError(scenario.problem_at(scenario.sites[site].path, error.what()));
    }
  }
  if (arguments.json) made = fmt::format("{{\"sites\": [\n{}\n]}}\n", made);
  fmt::print("{}", made);
  return kOk;
}

void add_capacity_options(CLI::App& command, CapacityArguments& arguments) {
  add_scenario_options(command, arguments.scenario);
  command.add_option("--site", arguments.site, "One site; default: each")->type_name("NAME");
  command
      .add_option("--availability", arguments.availability_percent,
                  "Share of the time [%] in which nothing may be held back")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 100.0));
  command.add_flag("--json", arguments.json, "Print figures as JSON");
}

}  // namespace

Verb add_limits(CLI::App& root) {
  CLI::App* command = root.add_subcommand(
      "limits", "Where the GPU-hours went, which constraint took them, what more of it would buy");
  auto arguments = std::make_shared<LimitsArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt limits plant.yaml\n"
      "  gigawatt limits plant.yaml --marginal --set sites.0.power.grid.limit=50MW");
  add_scenario_options(*command, arguments->scenario);
  command->add_flag("--marginal", arguments->marginal,
                    "Run again with each constraint loosened, on the same luck");
  command->add_option("--by", arguments->by_percent, "By how much [%]")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 1000.0));
  command->add_flag("--json", arguments->json, "Print figures as JSON");
  return {command, [arguments](const Invocation&) { return act_limits(*arguments); }};
}

Verb add_capacity(CLI::App& root) {
  CLI::App* command = root.add_subcommand(
      "capacity", "The largest IT load that a site carries, and what stops it at each step up");
  auto arguments = std::make_shared<CapacityArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt capacity plant.yaml\n"
      "  gigawatt capacity plant.yaml --availability 99.99 --site memphis");
  add_capacity_options(*command, *arguments);
  command
      ->add_option(
          "--steps", arguments->steps,
          "Constraints to look behind: each step has half as much again of what stopped the last")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, std::size_t{20}));
  return {command, [arguments](const Invocation&) {
            return for_each_site(*arguments, [&](const Trials& trials, std::size_t site) {
              return study_capacity(trials, site, arguments->availability_percent / 100.0,
                                    arguments->steps);
            });
          }};
}

Verb add_size(CLI::App& root) {
  CLI::App* command =
      root.add_subcommand("size", "Numbers of units with which a site carries a load");
  auto arguments = std::make_shared<CapacityArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt size plant.yaml --load 150\n"
      "  gigawatt size plant.yaml --load 40 --availability 99.99 --site memphis");
  add_capacity_options(*command, *arguments);
  command->add_option("--load", arguments->load_mw, "IT load [MW]")
      ->required()
      ->check(CLI::PositiveNumber);
  return {command, [arguments](const Invocation&) {
            return for_each_site(*arguments, [&](const Trials& trials, std::size_t site) {
              return study_size(trials, site, arguments->load_mw * 1e6,
                                arguments->availability_percent / 100.0);
            });
          }};
}

}  // namespace gigawatt::cli
