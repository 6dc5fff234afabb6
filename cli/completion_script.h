// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gigawatt::cli {

/// What a shell may offer behind one verb.
struct VerbWords {
  std::string verb;
  std::string what;                  ///< One line.
  std::vector<std::string> options;  ///< "--json", "-o", ...
  std::vector<std::string> words;    ///< Of its argument; empty: files.
};

/// Completion scripts for `gigawatt`: verbs, then options, then words or files.
std::string bash_completion(const std::vector<VerbWords>& verbs);
std::string zsh_completion(const std::vector<VerbWords>& verbs);
std::string fish_completion(const std::vector<VerbWords>& verbs);

}  // namespace gigawatt::cli
