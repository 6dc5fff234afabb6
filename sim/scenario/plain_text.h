// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/scenario/tree.h"

namespace gigawatt {

/// The text without byte-order mark and with '\n' line ends. Throws ScenarioError on what is not
/// UTF-8 text, at its line and column, or at `base` itself if `fixed_mark`.
std::string plain_text(const std::string& text, const SourceMark& base, bool fixed_mark);

}  // namespace gigawatt
