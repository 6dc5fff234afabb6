// SPDX-License-Identifier: Apache-2.0
#pragma once

// The electrical path as a graph: who draws from whom, in an order from the feeds to the rows.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/interfaces.h"
#include "models/power/path_params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

struct PathSource {
  std::size_t element = 0;
  double share = 1.0;  ///< Relative to the others; 0 = on standby.
};

struct PathElement {
  std::string name;
  ConverterLoss loss{};
  double limit_w = 0.0;  ///< Output: rating less headroom.
  std::vector<PathSource> from;
  bool carries_cooling = false;  ///< Cooling power passes too.
  bool in_hall = false;          ///< Its loss is hall heat.
  Redundancy redundancy = Redundancy::n;
  bool breaker = false;
  bool is_row = false;
  double load_w = 0.0;  ///< Of a row, as planned.
  std::int64_t racks = 0;
  std::int64_t positions = 0;
  double rack_w = 0.0;
  double unavailable_frac = -1.0;  ///< Of the time under repair; below 0 = not stated.
};

struct PathModel {
  std::vector<PathElement> elements;                    ///< As in the scenario.
  std::vector<std::size_t> order;                       ///< Feeds first, each after its sources.
  std::vector<std::size_t> rows;                        ///< Those with a load.
  std::vector<std::vector<std::size_t>> single_points;  ///< By row: elements it cannot do without.
};

/// Which elements have power when those of `out` are gone (by element, true = out).
std::vector<bool> powered(const PathModel& model, const std::vector<bool>& out);

/// Elements anywhere upstream of `element` (by element; itself not included).
std::vector<bool> upstream(const PathModel& model, std::size_t element);

/// Names that are not there, cycles, rows that nothing feeds, elements that feed no row, or that
/// carry IT only to one that carries cooling too.
std::vector<Problem> find_path_problems(const PathParams& params);

/// Requires that find_path_problems() found none.
PathModel make_path(const PathParams& params);

}  // namespace gigawatt::power
