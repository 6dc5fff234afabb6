// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace gigawatt::cli {

/// A scenario to start from, commented; it runs as it is.
struct StarterScenario {
  std::string_view name;
  std::string_view what;
  std::string_view text;
};

std::span<const StarterScenario> starter_scenarios();

}  // namespace gigawatt::cli
