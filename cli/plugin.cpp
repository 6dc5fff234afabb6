// SPDX-License-Identifier: Apache-2.0
#include "cli/plugin.h"

#include <algorithm>

#include <unistd.h>

namespace gigawatt::cli {

std::string verb_of(const std::vector<std::string>& words) {
  const auto verb = std::find_if(words.begin(), words.end(),
                                 [](const std::string& word) { return !word.starts_with('-'); });
  return verb == words.end() ? "" : *verb;
}

void become_plugin(const std::string& verb, const std::vector<std::string>& words) {
  // execvp takes a name with a slash as a path, which no verb is.
  if (verb.find('/') != std::string::npos) return;
  std::string program = "gigawatt-" + verb;
  std::vector<std::string> passed(std::find(words.begin(), words.end(), verb) + 1, words.end());
  std::vector<char*> arguments{program.data()};
  for (std::string& word : passed)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(program.c_str(), arguments.data());
}

}  // namespace gigawatt::cli
