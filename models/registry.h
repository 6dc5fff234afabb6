// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/scenario/registry.h"

namespace gigawatt {

/// Every model that `model:` can choose. Adding a model is one line in registry.cpp.
const Registry& registry();

}  // namespace gigawatt
