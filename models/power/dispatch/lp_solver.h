// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

namespace gigawatt::power {

/// Bound of a row or column that has none.
inline constexpr double kUnbounded = std::numeric_limits<double>::max();

/// Rows and columns are counted in int, as the solver does.
inline std::size_t index_of(int index) {
  return static_cast<std::size_t>(index);
}

struct MatrixEntry {
  int row;
  int column;
  double value;
};

/// minimise cost · x subject to row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper. The entries of A
/// stay as they are for the life of a solver; bounds and costs change from solve to solve.
struct LinearProgram {
  std::vector<MatrixEntry> entries;
  std::vector<double> row_lower, row_upper;  ///< (rows)
  std::vector<double> lower, upper, cost;    ///< (columns)

  int rows() const { return static_cast<int>(row_lower.size()); }
  int columns() const { return static_cast<int>(lower.size()); }
};

/// Where a simplex ended: one status per column, then one per row. A plain value, so that a saved
/// state holds the warm start of its next solve. Empty = cold.
struct LpBasis {
  std::vector<unsigned char> status;
};

struct LpSolution {
  std::vector<double> values;  ///< (columns)
  double objective = 0.0;
};

/// Two columns of which at most one may be above zero. Both have lower bound 0 and a finite upper.
struct ExclusivePair {
  int first;
  int second;
};

/// What makes a linear program a mixed-integer one.
struct MixedParts {
  std::vector<ExclusivePair> pairs;
  std::vector<int> switches;  ///< Columns within [0, 1] that must be 0 or 1.
  LinearProgram cuts;         ///< Rows (only) that hold for every mixed solution.
};

struct MixedLimits {
  double gap_frac = 1e-6;  ///< Stop once this close to the best bound, relative.
  int nodes = 2000;        ///< Stop after this many nodes of the search tree: never by the clock.
};

struct MixedSolution {
  std::vector<double> values;  ///< (columns); empty if none was found within the limits.
  double best_bound = 0.0;     ///< No solution costs less.
};

/// CLP, and CBC for what is not linear. Each solve is a function of its arguments alone: the same
/// program and basis give the same bits whatever was solved before. Const calls may run in threads.
class LpSolver {
 public:
  explicit LpSolver(const LinearProgram& shape);
  LpSolver(LpSolver&&) noexcept;
  LpSolver& operator=(LpSolver&&) noexcept;
  ~LpSolver();

  /// Optimum of `program`, whose entries are those of the shape; starts from `basis` and leaves the
  /// final one there. Throws RunError if there is no optimum.
  void solve(const LinearProgram& program, LpBasis& basis, LpSolution& solution) const;

  /// Optimum with the mixed parts, within the limits.
  MixedSolution solve_mixed(const LinearProgram& program, const MixedParts& parts,
                            const MixedLimits& limits) const;

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace gigawatt::power
