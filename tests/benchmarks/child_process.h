// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace gigawatt::bench {

/// What one process took, as the kernel accounts for it when it is gone.
struct ProcessCost {
  double cpu_s = 0.0;           ///< Processor time, user and system.
  double wall_s = 0.0;          ///< From start to end, as the parent saw it.
  double peak_mb = 0.0;         ///< Peak resident memory [MB of 10^6 B].
  std::vector<double> figures;  ///< What the work returned.
};

/// Runs `work` in a child process of its own, so that neither time nor memory of one case is mixed
/// with another's. Throws std::runtime_error if the child does not end well.
ProcessCost run_in_child(const std::function<std::vector<double>()>& work);

/// Runs a program, its output thrown away.
ProcessCost run_program(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace gigawatt::bench
