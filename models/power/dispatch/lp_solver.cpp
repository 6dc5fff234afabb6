// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/lp_solver.h"

#include <algorithm>
#include <array>
#include <span>

#include <coin/CbcModel.hpp>
#include <coin/CbcStrategy.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>
#include <fmt/core.h>

#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

constexpr int kOptimal = 0;

CoinPackedMatrix packed(const LinearProgram& program) {
  std::vector<int> rows, columns;
  std::vector<double> values;
  for (const MatrixEntry& entry : program.entries) {
    rows.push_back(entry.row);
    columns.push_back(entry.column);
    values.push_back(entry.value);
  }
  CoinPackedMatrix matrix(true, rows.data(), columns.data(), values.data(),
                          static_cast<int>(values.size()));
  matrix.setDimensions(program.rows(), program.columns());
  return matrix;
}

void copy_bounds(const LinearProgram& program, ClpSimplex& model) {
  std::ranges::copy(program.row_lower, model.rowLower());
  std::ranges::copy(program.row_upper, model.rowUpper());
  std::ranges::copy(program.lower, model.columnLower());
  std::ranges::copy(program.upper, model.columnUpper());
  std::ranges::copy(program.cost, model.objective());
}

void add_row(OsiClpSolverInterface& solver, std::span<const int> columns,
             std::span<const double> values, double lower, double upper) {
  solver.addRow(static_cast<int>(columns.size()), columns.data(), values.data(), lower, upper);
}

/// A binary z per pair: first ≤ upper z, second ≤ upper (1 − z).
void add_pairs(const LinearProgram& program, const MixedParts& parts,
               OsiClpSolverInterface& solver) {
  for (const ExclusivePair& pair : parts.pairs) {
    const int direction = solver.getNumCols();
    solver.addCol(0, nullptr, nullptr, 0.0, 1.0, 0.0);
    solver.setInteger(direction);
    const double first_upper = program.upper[static_cast<std::size_t>(pair.first)];
    const double second_upper = program.upper[static_cast<std::size_t>(pair.second)];
    add_row(solver, std::array{pair.first, direction}, std::array{1.0, -first_upper}, -kUnbounded,
            0.0);
    add_row(solver, std::array{pair.second, direction}, std::array{1.0, second_upper}, -kUnbounded,
            second_upper);
  }
}

void add_cuts(const LinearProgram& cuts, OsiClpSolverInterface& solver) {
  std::vector<int> columns;
  std::vector<double> values;
  auto entry = cuts.entries.begin();  // sorted by row
  for (int row = 0; row < cuts.rows(); ++row) {
    columns.clear();
    values.clear();
    for (; entry != cuts.entries.end() && entry->row == row; ++entry) {
      columns.push_back(entry->column);
      values.push_back(entry->value);
    }
    const auto index = static_cast<std::size_t>(row);
    add_row(solver, columns, values, cuts.row_lower[index], cuts.row_upper[index]);
  }
}

}  // namespace

struct LpSolver::Model {
  ClpSimplex clp;
};

LpSolver::LpSolver(const LinearProgram& shape) : model_(std::make_unique<Model>()) {
  model_->clp.setLogLevel(0);
  model_->clp.loadProblem(packed(shape), shape.lower.data(), shape.upper.data(), shape.cost.data(),
                          shape.row_lower.data(), shape.row_upper.data());
}

LpSolver::LpSolver(LpSolver&&) noexcept = default;
LpSolver& LpSolver::operator=(LpSolver&&) noexcept = default;
LpSolver::~LpSolver() = default;

void LpSolver::solve(const LinearProgram& program, LpBasis& basis, LpSolution& solution) const {
  // A copy, so that nothing of this solve (weights, factors, scale, random numbers) reaches the
  // next.
  ClpSimplex clp(model_->clp);
  copy_bounds(program, clp);
  const std::size_t statuses = program.cost.size() + program.row_lower.size();
  if (basis.status.size() == statuses) {
    clp.copyinStatus(basis.status.data());
  } else {
    clp.createStatus();
  }
  clp.dual();
  if (clp.status() != kOptimal) clp.primal();
  if (clp.status() != kOptimal) {
    throw RunError(
        fmt::format("look-ahead: the linear program has no optimum (CLP status {})", clp.status()));
  }
  basis.status.assign(clp.statusArray(), clp.statusArray() + statuses);
  const double* values = clp.primalColumnSolution();
  solution.values.assign(values, values + program.columns());
  solution.objective = clp.objectiveValue();
}

MixedSolution LpSolver::solve_mixed(const LinearProgram& program, const MixedParts& parts,
                                    const MixedLimits& limits) const {
  ClpSimplex clp(model_->clp);
  copy_bounds(program, clp);
  OsiClpSolverInterface solver(&clp);
  solver.messageHandler()->setLogLevel(0);
  for (const int column : parts.switches)
    solver.setInteger(column);
  add_pairs(program, parts, solver);
  add_cuts(parts.cuts, solver);

  CbcModel cbc(solver);
  cbc.setLogLevel(0);
  cbc.messageHandler()->setLogLevel(0);
  cbc.setAllowableFractionGap(limits.gap_frac);
  cbc.setMaximumNodes(limits.nodes);
  CbcStrategyDefault strategy(1, 5, 5, 0);
  cbc.setStrategy(strategy);
  cbc.branchAndBound();

  MixedSolution mixed{.values = {}, .best_bound = cbc.getBestPossibleObjValue()};
  if (const double* best = cbc.bestSolution()) {
    mixed.values.assign(best, best + program.columns());
  }
  return mixed;
}

}  // namespace gigawatt::power
