// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/power/dispatch/lp_solver.h"
#include "models/power/dispatch/plan_problem.h"

namespace gigawatt::power {

struct OneWaySolution {
  LpSolution solution;
  double best_bound_usd = 0.0;  ///< No solution costs less.
};

/// Solves the program of a plan so that no step charges and discharges, or buys and sells, at once,
/// and committed sources are on or off. How and why: one_way.cpp.
class OneWaySolver {
 public:
  explicit OneWaySolver(const PlanProblem& problem) : problem_(problem), solver_(problem.shape()) {}

  OneWaySolution solve(const LookAheadInput& input, const LinearProgram& program,
                       LpBasis& basis) const;

 private:
  /// Which pairs of flows, by step.
  struct PairSteps {
    std::vector<std::uint8_t> battery;  ///< (steps) Charge and discharge.
    std::vector<std::uint8_t> grid;     ///< (steps) Import and export.
  };

  PairSteps no_pairs() const;
  PairSteps rewarded_pairs(const LookAheadInput& input) const;
  bool close_pairs(const std::vector<double>& values, LinearProgram& program, PairSteps& met) const;
  PairSteps solve_net(LinearProgram program, LpBasis& basis, LpSolution& solution) const;
  void solve_with_binaries(const LinearProgram& open, PairSteps binaries, bool is_plan,
                           LpBasis& basis, OneWaySolution& best) const;
  MixedParts mixed_parts(const LinearProgram& program, const PairSteps& pairs) const;
  void add_cuts(const LinearProgram& program, int step, LinearProgram& cuts) const;

  const PlanProblem& problem_;
  LpSolver solver_;
};

}  // namespace gigawatt::power
