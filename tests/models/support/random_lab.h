// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

/// A small lab drawn by number: policy, caps and holds, limit steps down to darkness, nodes that
/// come and go, converters, jobs of several phases, jobs that are killed. Always the same for a
/// number.
Lab random_lab(std::uint64_t number);

}  // namespace gigawatt::test
