// SPDX-License-Identifier: Apache-2.0
#include "cli/next_step.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "sim/results/result_file.h"

namespace gigawatt::cli {

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string hint_of_partial(const std::string& result) {
  std::error_code error;
  const std::filesystem::path partial = partial_path_of(result);
  if (std::filesystem::exists(result, error) || !std::filesystem::exists(partial, error)) return "";
  return fmt::format(" ({} is there: its run was stopped, or is still going)", partial.string());
}

}  // namespace gigawatt::cli
