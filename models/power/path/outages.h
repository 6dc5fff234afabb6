// SPDX-License-Identifier: Apache-2.0
#pragma once

// Elements that are out in a run, and the IT power that stays up. Docs: docs/models/power/path.md.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "models/power/path/network.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// IT power that the path holds up from an instant on, with the rows as planned.
struct PathLimit {
  TimeNs from_ns = 0;
  double it_w = std::numeric_limits<double>::infinity();  ///< Without limit: nothing is out.
  std::size_t element = 0;  ///< Of those out, the one whose return would bring back most.
};

/// An element is out over [from, to).
struct ElementOutage {
  std::size_t element = 0;
  TimeNs from_ns = 0, to_ns = 0;
};

/// Planned outages, and failures if `params` asks for them: exponential times in service and under
/// repair. Draws hang on seed, `path` (of the block), name of the element and the number of its
/// failure alone.
std::vector<ElementOutage> find_outages(const PathParams& params, std::uint64_t seed,
                                        std::string_view path, TimeNs start_ns, TimeNs end_ns);

/// Ascending changes in [start, end); none if nothing is ever out.
std::vector<PathLimit> path_limits(const PathModel& model,
                                   const std::vector<ElementOutage>& outages, TimeNs start_ns,
                                   TimeNs end_ns);

}  // namespace gigawatt::power
