// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gigawatt {

/// JSON Schema (draft-07) of scenario files, every model of the registry included.
std::string scenario_schema();

/// Reference page (Markdown) of every key of scenario files and every model.
std::string scenario_reference();

}  // namespace gigawatt
