// SPDX-License-Identifier: Apache-2.0
//
// One battery must not charge and discharge in the same step, and one connection must not buy and
// sell. A linear program does both where burning energy pays: at a negative price, or where power
// sells for more than it costs. Both are rare, so the order is
//
//   1. the linear program alone. No pair of flows at once: done, and optimal;
//   2. keep the net direction of each such pair and solve again. No dearer: done, and optimal
//      (the pair was a tie);
//   3. binaries in every step where a price can reward it, and where 2 met it; then 2 with the
//      directions found. What is left to the best bound is reported.
//
// Step 2 always has a solution: with all flows at zero the load is unserved and the charge stays.

#include "models/power/dispatch/one_way.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gigawatt::power {
namespace {

using Column = PlanProblem::Column;

constexpr double kAtOnceMw = 1e-7;     // below it a flow is the solver's tolerance
constexpr double kSameCostUsd = 1e-7;  // per USD, and absolute below 1 USD

bool is_dearer(double cost_usd, double than_usd) {
  return cost_usd - than_usd > kSameCostUsd * std::max(1.0, std::abs(than_usd));
}

/// True if `more` had anything that `all` lacked.
bool join(std::vector<std::uint8_t>& all, const std::vector<std::uint8_t>& more) {
  bool grew = false;
  for (std::size_t step = 0; step < all.size(); ++step) {
    if (more[step] <= all[step]) continue;
    all[step] = more[step];
    grew = true;
  }
  return grew;
}

/// Closes what a mixed solution leaves unused, and holds its switches. Without one: all off.
void keep_choices(const MixedParts& parts, const std::vector<double>& values,
                  LinearProgram& program) {
  for (const int column : parts.switches) {
    const double is_on = values.empty() ? 0.0 : std::round(values[index_of(column)]);
    program.lower[index_of(column)] = is_on;
    program.upper[index_of(column)] = is_on;
  }
  if (values.empty()) return;
  for (const auto& [first, second] : parts.pairs)
    program.upper[index_of(values[index_of(first)] >= values[index_of(second)] ? second : first)] =
        0.0;
}

}  // namespace

OneWaySolution OneWaySolver::solve(const LookAheadInput& input, const LinearProgram& program,
                                   LpBasis& basis) const {
  OneWaySolution best;
  solver_.solve(program, basis, best.solution);
  best.best_bound_usd = best.solution.objective;
  PairSteps binaries = rewarded_pairs(input);
  if (problem_.has_committed()) {
    solve_with_binaries(program, std::move(binaries), false, basis, best);
    return best;
  }
  const PairSteps met = solve_net(program, basis, best.solution);
  if (is_dearer(best.solution.objective, best.best_bound_usd)) {
    join(binaries.battery, met.battery);
    join(binaries.grid, met.grid);
    solve_with_binaries(program, std::move(binaries), true, basis, best);
  }
  return best;
}

OneWaySolver::PairSteps OneWaySolver::no_pairs() const {
  const std::size_t steps = index_of(problem_.params().steps);
  return {.battery = std::vector<std::uint8_t>(steps), .grid = std::vector<std::uint8_t>(steps)};
}

OneWaySolver::PairSteps OneWaySolver::rewarded_pairs(const LookAheadInput& input) const {
  PairSteps pairs = no_pairs();
  for (std::size_t step = 0; step < pairs.battery.size(); ++step) {
    const double buys = input.import_usd_per_kwh[step], sells = input.export_usd_per_kwh[step];
    const bool can_sell = input.export_limit_w[step] > 0.0;
    pairs.battery[step] = buys < 0.0 || (can_sell && sells < 0.0) ? 1 : 0;
    pairs.grid[step] = can_sell && sells > buys ? 1 : 0;
  }
  return pairs;
}

/// Closes the lesser flow of each pair that runs at once; false if there is none.
bool OneWaySolver::close_pairs(const std::vector<double>& values, LinearProgram& program,
                               PairSteps& met) const {
  const PlannedStore& store = problem_.params().store;
  bool any = false;
  const auto close = [&](int first, int second, double net, std::uint8_t& is_met) {
    if (std::min(values[index_of(first)], values[index_of(second)]) <= kAtOnceMw) return;
    program.upper[index_of(net >= 0.0 ? second : first)] = 0.0;
    is_met = 1;
    any = true;
  };
  for (int step = 0; step < problem_.params().steps; ++step) {
    const int charge = problem_.column(step, Column::kCharge);
    const int discharge = problem_.column(step, Column::kDischarge);
    const double stored = store.charge_efficiency * values[index_of(charge)] -
                          values[index_of(discharge)] / store.discharge_efficiency;
    close(charge, discharge, stored, met.battery[index_of(step)]);
    const int bought = problem_.column(step, Column::kImport);
    const int sold = problem_.column(step, Column::kExport);
    close(bought, sold, values[index_of(bought)] - values[index_of(sold)],
          met.grid[index_of(step)]);
  }
  return any;
}

/// Solves with net directions kept until no pair runs at once, and returns the pairs met. Ends:
/// each round closes a flow.
OneWaySolver::PairSteps OneWaySolver::solve_net(LinearProgram program, LpBasis& basis,
                                                LpSolution& solution) const {
  PairSteps met = no_pairs();
  while (close_pairs(solution.values, program, met))
    solver_.solve(program, basis, solution);
  return met;
}

/// `best` holds a plan if `is_plan`, else the relaxed optimum; it leaves with the best plan found.
/// Ends: each round adds a pair to the binaries.
void OneWaySolver::solve_with_binaries(const LinearProgram& open, PairSteps binaries, bool is_plan,
                                       LpBasis& basis, OneWaySolution& best) const {
  bool goes_on = true;
  while (goes_on) {
    const MixedParts parts = mixed_parts(open, binaries);
    const MixedSolution mixed = solver_.solve_mixed(open, parts, problem_.params().mixed);
    best.best_bound_usd = std::max(best.best_bound_usd, mixed.best_bound);

    LinearProgram program = open;
    keep_choices(parts, mixed.values, program);
    LpSolution found;
    solver_.solve(program, basis, found);
    const PairSteps met = solve_net(std::move(program), basis, found);
    if (!is_plan || found.objective < best.solution.objective) best.solution = std::move(found);
    is_plan = true;
    const bool grew_battery = join(binaries.battery, met.battery);
    const bool grew_grid = join(binaries.grid, met.grid);
    goes_on =
        (grew_battery || grew_grid) && is_dearer(best.solution.objective, best.best_bound_usd);
  }
  best.best_bound_usd = std::min(best.best_bound_usd, best.solution.objective);
}

MixedParts OneWaySolver::mixed_parts(const LinearProgram& program, const PairSteps& pairs) const {
  MixedParts parts;
  for (int step = 0; step < problem_.params().steps; ++step) {
    if (pairs.battery[index_of(step)] != 0) {
      parts.pairs.push_back(
          {problem_.column(step, Column::kCharge), problem_.column(step, Column::kDischarge)});
      add_cuts(program, step, parts.cuts);
    }
    if (pairs.grid[index_of(step)] != 0) {
      parts.pairs.push_back(
          {problem_.column(step, Column::kImport), problem_.column(step, Column::kExport)});
    }
    for (std::size_t source = 0; source < problem_.params().sources.size(); ++source) {
      if (problem_.params().sources[source].is_committed()) {
        parts.switches.push_back(problem_.on(step, source));
      }
    }
  }
  return parts;
}

/// What charging alone and discharging alone may do from the energy before the step: true of every
/// battery that does one of the two, and it cuts off most of what a relaxed battery gains by both.
void OneWaySolver::add_cuts(const LinearProgram& program, int step, LinearProgram& cuts) const {
  const PlannedStore& store = problem_.params().store;
  const int energy = problem_.column(step, Column::kEnergy);
  const double before =  // at the first step the energy before is a number
      step == 0 ? program.row_lower[index_of(problem_.storage_row(0))] : 0.0;
  const auto add = [&](Column flow, double value, double lower, double upper) {
    const int row = cuts.rows();
    if (step > 0) {
      cuts.entries.push_back({row, problem_.column(step - 1, Column::kEnergy), 1.0});
    }
    cuts.entries.push_back({row, problem_.column(step, flow), value});
    cuts.row_lower.push_back(lower);
    cuts.row_upper.push_back(upper);
  };
  add(Column::kCharge, store.charge_efficiency * problem_.step_h(), -kUnbounded,
      program.upper[index_of(energy)] - before);
  add(Column::kDischarge, -problem_.step_h() / store.discharge_efficiency,
      program.lower[index_of(energy)] - before, kUnbounded);
}

}  // namespace gigawatt::power
