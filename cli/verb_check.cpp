// SPDX-License-Identifier: Apache-2.0

// `gigawatt check`: every problem of a scenario, its power budget at the design hours, and what
// arithmetic forbids. Warnings leave the exit code at 0: a plan may mean to live with a limit. A
// site that can carry its nodes, idle, in no hour of the run is an error. `run` says the same.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/next_step.h"
#include "cli/plan_review.h"
#include "cli/scenario_options.h"
#include "cli/verbs.h"
#include "models/build.h"

namespace gigawatt::cli {
namespace {

struct CheckArguments {
  ScenarioOptions scenario;
  bool json = false;
};

int act(const CheckArguments& arguments) {
  const Scenario scenario = arguments.scenario.load();
  const std::vector<SiteReview> reviews = review_sites(scenario, build_sites(scenario));

  if (arguments.json) fmt::print("{}", to_json(reviews, scenario.file));
  for (const SiteReview& reviewed : reviews) {
    if (!arguments.json) fmt::print("{}\n", to_table(reviewed));
    std::fflush(stdout);
    for (const std::string& note : reviewed.notes)
      fmt::print(stderr, "note: {}\n", note);
  }
  const std::size_t warnings = print_warnings(reviews);
  for (const SiteWorkload& workload : scenario.workloads) {
    if (!scenario.is_shared(workload)) continue;
    fmt::print(stderr, "note: workload '{}' is shared between sites; their loads are without it\n",
               workload.params.name);
  }
  if (auto errors = errors_of(reviews); !errors.empty()) throw ScenarioError(std::move(errors));
  if (warnings == 0) {
    fmt::print(stderr, "no problems; next: gigawatt run {}\n", shell_word(scenario.file));
  } else {
    fmt::print(stderr, "the scenario is valid, with {} warning{}; next: gigawatt run {}\n",
               warnings, warnings == 1 ? "" : "s", shell_word(scenario.file));
  }
  return kOk;
}

}  // namespace

Verb add_check(CLI::App& root) {
  CLI::App* command =
      root.add_subcommand("check", "Report every problem, and the power budget at the design hour");
  auto arguments = std::make_shared<CheckArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt check plant.yaml\n"
      "  gigawatt check plant.yaml --set 'sites.*.power.grid.limit=150MW' --json");
  add_scenario_options(*command, arguments->scenario);
  command->add_flag("--json", arguments->json, "Print the budget as JSON");
  return {command, [arguments](const Invocation&) { return act(*arguments); }};
}

}  // namespace gigawatt::cli
