// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gigawatt::cli {

/// The verb of a command line: its first word that is no option. Empty if there is none.
std::string verb_of(const std::vector<std::string>& words);

/// Becomes the program `gigawatt-VERB` of the PATH with the words behind the verb, and does not
/// come back. Returns if there is no such program.
void become_plugin(const std::string& verb, const std::vector<std::string>& words);

}  // namespace gigawatt::cli
