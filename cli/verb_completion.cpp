// SPDX-License-Identifier: Apache-2.0

// `gigawatt completion`: a script that teaches a shell the verbs and options.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/completion_script.h"
#include "cli/verbs.h"

namespace gigawatt::cli {
namespace {

const std::vector<std::string> kShells = {"bash", "zsh", "fish"};

std::vector<VerbWords> words_of(const std::vector<Verb>& verbs) {
  std::vector<VerbWords> all;
  for (const Verb& verb : verbs) {
    VerbWords& words = all.emplace_back();
    words.verb = verb.command->get_name();
    words.what = verb.command->get_description();
    if (verb.words) words.words = verb.words();
    for (const CLI::Option* option : verb.command->get_options()) {
      for (const std::string& name : option->get_snames())
        words.options.push_back("-" + name);
      for (const std::string& name : option->get_lnames())
        words.options.push_back("--" + name);
    }
  }
  return all;
}

int act(const std::string& shell) {
  CLI::App root;
  const std::vector<VerbWords> words = words_of(add_verbs(root));
  fmt::print("{}", shell == "bash"  ? bash_completion(words)
                   : shell == "zsh" ? zsh_completion(words)
                                    : fish_completion(words));
  return kOk;
}

}  // namespace

Verb add_completion(CLI::App& root) {
  CLI::App* command = root.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  command->footer(
      "Examples:\n"
      "  source <(gigawatt completion bash)\n"
      "  gigawatt completion fish | source");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember(kShells));
  return {command, [shell](const Invocation&) { return act(*shell); }, [] { return kShells; }};
}

}  // namespace gigawatt::cli
