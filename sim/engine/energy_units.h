// SPDX-License-Identifier: Apache-2.0
#pragma once

// Joules in the units that people are billed in.

namespace gigawatt {

inline constexpr double kJPerKwh = 3.6e6;
inline constexpr double kJPerMwh = 3.6e9;

}  // namespace gigawatt
