// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gigawatt {

/// `a`, `a or b`, `one of a, b, c`; a long list is cut off with its length.
std::string name_list(const std::vector<std::string>& names);

}  // namespace gigawatt
