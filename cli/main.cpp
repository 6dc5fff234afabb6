// SPDX-License-Identifier: Apache-2.0

// The command `gigawatt`: reads the command line, lets one verb act, turns exceptions into one
// clear line and an exit code (0 done, 1 failed, 2 bad input, 130 interrupted).

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/plugin.h"
#include "cli/verbs.h"
#include "models/version.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

namespace gigawatt::cli {
namespace {

/// Help that opens with the examples, which stand in the footer.
class ExamplesFirst final : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    return app->get_footer() + "\n\n" + CLI::Formatter::make_description(app);
  }
  std::string make_footer(const CLI::App*) const override { return ""; }
};

int complain(const std::string& line, int exit_code) {
  fmt::print(stderr, "{}\n", line);
  return exit_code;
}

/// " (did you mean '--json'?)" for the first word that looks like an option of `command`.
std::string nearest_option(const CLI::App& command, const std::vector<std::string>& words) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!name.starts_with("--") || known) continue;
    const std::string nearest = nearest_name(name, names);
    if (!nearest.empty()) return fmt::format("; did you mean '{}'?", nearest);
  }
  return "";
}

std::vector<std::string> names_of(const std::vector<Verb>& verbs) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs)
    names.push_back(verb.command->get_name());
  return names;
}

const Verb* chosen_among(const std::vector<Verb>& verbs) {
  for (const Verb& verb : verbs)
    if (verb.command->parsed()) return &verb;
  return nullptr;
}

int act(const Verb& verb, const Invocation& invocation) {
  try {
    return verb.act(invocation);
  } catch (const ScenarioError& error) {
    return complain(error.what(), kBadInput);
  } catch (const UsageError& error) {
    return complain(fmt::format("gigawatt {}: {}", verb.command->get_name(), error.what()),
                    kBadInput);
  } catch (const std::exception& error) {  // DomainError, RunError, or out of memory
    return complain(fmt::format("gigawatt {}: {}", verb.command->get_name(), error.what()),
                    kFailed);
  }
}

int run_command(const std::vector<std::string>& words) {
  CLI::App root("Simulate AI datacenters: power, cooling, jobs.", "gigawatt");
  root.formatter(std::make_shared<ExamplesFirst>());
  root.footer(
      "Examples:\n"
      "  gigawatt check scenarios/memphis.yaml\n"
      "  gigawatt run scenarios/memphis.yaml -o year.h5 --set "
      "sites.memphis.power.grid.limit=170MW");
  root.set_version_flag("--version", fmt::format("gigawatt {} ({})", kVersion, kGitCommit));
  bool no_color = false;
  root.add_flag("--no-color", no_color, "No progress bar and no colour, as with NO_COLOR");
  root.require_subcommand(0, 1);
  root.fallthrough();
  const std::vector<Verb> verbs = add_verbs(root);

  const std::vector<std::string> names = names_of(verbs);
  const std::string word = verb_of(words);
  if (!word.empty() && std::find(names.begin(), names.end(), word) == names.end()) {
    become_plugin(word, words);
    const std::string nearest = nearest_name(word, names);
    return complain(
        fmt::format(
            "gigawatt: there is no verb '{}'{}; verbs are {}, and programs gigawatt-VERB on "
            "the PATH",
            word, nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest),
            fmt::join(names, ", ")),
        kBadInput);
  }

  try {
    root.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // last word first
  } catch (const CLI::Success& help) {
    return root.exit(help);
  } catch (const CLI::ParseError& error) {
    const Verb* verb = chosen_among(verbs);
    const std::string name = verb ? "gigawatt " + verb->command->get_name() : "gigawatt";
    return complain(fmt::format("{}: {}{} (see: {} --help)", name, error.what(),
                                nearest_option(verb ? *verb->command : root, words), name),
                    kBadInput);
  }
  const Verb* verb = chosen_among(verbs);
  if (verb == nullptr) {
    fmt::print("{}", root.help());
    return kBadInput;
  }
  return act(*verb, {fmt::format("gigawatt {}", fmt::join(words, " ")), !no_color});
}

}  // namespace
}  // namespace gigawatt::cli

int main(int argc, char** argv) {
  const int exit_code = gigawatt::cli::run_command({argv + 1, argv + argc});
  // Results that did not reach their reader are no results.
  if (std::fflush(stdout) != 0 && exit_code == gigawatt::cli::kOk) {
    std::perror("gigawatt: standard output");
    return gigawatt::cli::kFailed;
  }
  return exit_code;
}
