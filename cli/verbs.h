// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace gigawatt::cli {

enum ExitCode : int { kOk = 0, kFailed = 1, kBadInput = 2, kInterrupted = 130 };

/// The command line asks for something that cannot be done. One line, exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What every verb may want to know about how the command was called.
struct Invocation {
  std::string command_line;
  bool may_draw = true;  ///< False with --no-color.
};

/// One verb: its options as declared, and what it does once they are read.
struct Verb {
  CLI::App* command = nullptr;
  std::function<int(const Invocation&)> act;  ///< Gives the exit code.
  /// What its argument may be, for shell completion; null: files.
  std::function<std::vector<std::string>()> words{};
};

/// Each declares its verb below `root`. In the order of the help.
Verb add_run(CLI::App& root);
Verb add_check(CLI::App& root);
Verb add_limits(CLI::App& root);
Verb add_capacity(CLI::App& root);
Verb add_size(CLI::App& root);
Verb add_adequacy(CLI::App& root);
Verb add_info(CLI::App& root);
Verb add_explain(CLI::App& root);
Verb add_new(CLI::App& root);
Verb add_models(CLI::App& root);
Verb add_schema(CLI::App& root);
Verb add_completion(CLI::App& root);

std::vector<Verb> add_verbs(CLI::App& root);

}  // namespace gigawatt::cli
