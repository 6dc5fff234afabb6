// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "sim/engine/time.h"

namespace gigawatt::power {

/// What the grid lets a site draw from an instant on.
struct GridLimit {
  TimeNs from_ns = 0;
  double limit_w = 0.0;
  double uninterrupted_w = 0.0;     ///< What it would be but for outages and calls.
  std::int64_t notice_ns = kNever;  ///< It is known so long before; kNever: all along.
};

/// The limit in force at `at_ns`, as far as it is known at `now_ns` [W]. `limits` ascend in time.
double known_limit_w(std::span<const GridLimit> limits, TimeNs now_ns, TimeNs at_ns);

/// What the limit would be at `at_ns` but for outages and calls [W].
double standing_limit_w(std::span<const GridLimit> limits, TimeNs at_ns);

/// The lowest limit of (now, until], as far as it is known at `now_ns` [W].
double lowest_known_limit_w(std::span<const GridLimit> limits, TimeNs now_ns, TimeNs until_ns);

}  // namespace gigawatt::power
