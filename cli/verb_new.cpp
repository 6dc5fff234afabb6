// SPDX-License-Identifier: Apache-2.0

// `gigawatt new`: a commented scenario to start from.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/next_step.h"
#include "cli/starter_scenarios.h"
#include "cli/verbs.h"
#include "sim/engine/errors.h"

namespace gigawatt::cli {
namespace {

namespace fs = std::filesystem;

struct NewArguments {
  std::string file = "scenario.yaml";
  std::string starter{starter_scenarios().front().name};
  bool force = false;
};

int act(const NewArguments& arguments) {
  std::error_code error;
  if (fs::is_directory(arguments.file, error))
    throw UsageError(fmt::format("'{}' is a folder; name a file", arguments.file));
  const bool is_new = !fs::exists(arguments.file, error);
  if (!is_new && !arguments.force)
    throw UsageError(fmt::format("'{}' exists; --force replaces it", arguments.file));
  const fs::path folder = fs::path(arguments.file).parent_path();
  if (!folder.empty() && !fs::exists(folder, error))
    throw UsageError(fmt::format("the folder '{}' does not exist", folder.string()));

  const StarterScenario* chosen = nullptr;
  for (const StarterScenario& starter : starter_scenarios())
    if (starter.name == arguments.starter) chosen = &starter;
  std::ofstream stream(arguments.file, std::ios::binary);
  if (!stream)
    throw UsageError(
        fmt::format("'{}' cannot be written: {}", arguments.file, std::strerror(errno)));
  stream << chosen->text;
  if (!stream.flush()) {
    const std::string why = std::strerror(errno);
    if (is_new) fs::remove(arguments.file, error);
    throw RunError(fmt::format("'{}' could not be written: {}", arguments.file, why));
  }
  fmt::print(stderr, "wrote {}: {}\nnext: gigawatt check {}\n", arguments.file, chosen->what,
             shell_word(arguments.file));
  return kOk;
}

}  // namespace

Verb add_new(CLI::App& root) {
  CLI::App* command = root.add_subcommand("new", "Write a commented scenario to start from");
  auto arguments = std::make_shared<NewArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt new plant.yaml\n"
      "  gigawatt new first.yaml --template minimal");
  std::vector<std::string> names;
  for (const StarterScenario& starter : starter_scenarios())
    names.emplace_back(starter.name);
  command->add_option("FILE", arguments->file, "Where to write it; default: scenario.yaml")
      ->type_name("");
  command->add_option("--template", arguments->starter, "warehouse (default) or minimal")
      ->type_name("NAME")
      ->check(CLI::IsMember(names));
  command->add_flag("--force", arguments->force, "Replace the file if it exists");
  return {command, [arguments](const Invocation&) { return act(*arguments); }};
}

}  // namespace gigawatt::cli
