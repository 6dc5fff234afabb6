// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who carries how much. Equations: docs/models/power/path.md.

#include <span>
#include <vector>

#include "models/power/path/network.h"

namespace gigawatt::power {

struct PathFlow {
  std::vector<bool> on;          ///< By element: has power.
  std::vector<double> output_w;  ///< By element [W].
  std::vector<double> loss_w;    ///< By element [W]; 0 without power.
  std::vector<double> served_w;  ///< By row [W].
  std::vector<bool> overloaded;  ///< By element: beyond its limit before anything was shed.
  double input_w = 0.0;          ///< Of all feeds [W].
};

/// Flow with the loads of the rows (one per model.rows) [W] and the elements of `out` gone: sources
/// share by their shares, those left take over. Nothing is shed: see `overloaded`.
PathFlow solve(const PathModel& model, std::span<const double> loads_w,
               const std::vector<bool>& out);

/// The same, rows upstream of whose load an element is beyond its limit reduced alike until none
/// is; the most overloaded element first.
PathFlow solve_within_limits(const PathModel& model, std::span<const double> loads_w,
                             const std::vector<bool>& out);

/// The most that `row` (index into model.rows) can draw [W] with the others at `loads_w`, no
/// element that it loads beyond its limit. 0 if it has no power.
double most_load_w(const PathModel& model, std::span<const double> loads_w, std::size_t row,
                   const std::vector<bool>& out);

}  // namespace gigawatt::power
