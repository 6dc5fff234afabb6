// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/look_ahead.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

#include "models/power/dispatch/one_way.h"
#include "models/power/dispatch/plan_problem.h"

namespace gigawatt::power {
namespace {

void check(const LookAheadParams& params) {
  if (params.steps < 1 || !(params.step_s > 0.0)) {
    throw std::invalid_argument("a look-ahead needs steps of positive length");
  }
  for (const PlannedSource& source : params.sources) {
    for (std::size_t part = 1; part < source.segments.size(); ++part) {
      const CostSegment &lower = source.segments[part - 1], &upper = source.segments[part];
      if (upper.up_to_w < lower.up_to_w || upper.usd_per_kwh < lower.usd_per_kwh) {
        throw std::invalid_argument("the segments of a source must rise in output and in cost");
      }
    }
  }
}

void require(std::size_t size, std::size_t wanted, const char* what) {
  if (size == wanted) return;
  throw std::invalid_argument(
      fmt::format("look-ahead: {} has {} values; {} were expected", what, size, wanted));
}

void check(const LookAheadParams& params, const LookAheadInput& input) {
  const auto steps = static_cast<std::size_t>(params.steps);
  require(input.load_w.size(), steps, "load_w");
  require(input.pv_w.size(), steps, "pv_w");
  require(input.import_usd_per_kwh.size(), steps, "import_usd_per_kwh");
  require(input.export_usd_per_kwh.size(), steps, "export_usd_per_kwh");
  require(input.import_limit_w.size(), steps, "import_limit_w");
  require(input.export_limit_w.size(), steps, "export_limit_w");
  if (!input.source_limit_w.empty()) {
    require(input.source_limit_w.size(), steps * params.sources.size(), "source_limit_w");
  }
  if (!input.running.empty()) require(input.running.size(), params.sources.size(), "running");
  if (input.demand.size() > static_cast<std::size_t>(params.demand_windows)) {
    throw std::invalid_argument(fmt::format("look-ahead: {} demand windows; at most {} fit",
                                            input.demand.size(), params.demand_windows));
  }
  for (const DemandWindow& window : input.demand)
    require(window.steps.size(), steps, "a demand window");
}

/// Statuses of one kind (columns or rows) moved by whole steps; the end repeats the day before it.
void roll_statuses(unsigned char* statuses, int per_step, int steps, int by, int day) {
  const auto at = [&](std::ptrdiff_t step) { return statuses + step * per_step; };
  std::copy(at(by), at(steps), statuses);
  if (steps - by < day) return;  // no whole day is left to repeat: the old end stands
  for (int step = steps - by; step < steps; ++step)
    std::copy_n(at(step - day), per_step, at(step));
}

}  // namespace

struct LookAhead::Parts {
  explicit Parts(LookAheadParams params) : problem(std::move(params)), solver(problem) {}

  PlanProblem problem;
  OneWaySolver solver;
};

LookAhead::LookAhead(LookAheadParams params) {
  check(params);
  parts_ = std::make_unique<Parts>(std::move(params));
}

LookAhead::LookAhead(LookAhead&&) noexcept = default;
LookAhead& LookAhead::operator=(LookAhead&&) noexcept = default;
LookAhead::~LookAhead() = default;

const LookAheadParams& LookAhead::params() const {
  return parts_->problem.params();
}

void LookAhead::plan(const LookAheadInput& input, LpBasis& basis, Plan& plan) const {
  check(params(), input);
  LinearProgram program;
  parts_->problem.fill(input, program);
  const OneWaySolution found = parts_->solver.solve(input, program, basis);
  parts_->problem.extract(input, found.solution.values, plan);
  plan.cost_usd = found.solution.objective - parts_->problem.floor_cost_usd(input);
  plan.gap_usd = found.solution.objective - found.best_bound_usd;
}

void LookAhead::roll(LpBasis& basis, int steps) const {
  const PlanProblem& problem = parts_->problem;
  const int all = params().steps;
  if (basis.status.empty() || steps <= 0 || steps >= all) return;
  const int day = static_cast<int>(std::lround(86'400.0 / params().step_s));
  roll_statuses(basis.status.data(), problem.step_columns(), all, steps, day);
  roll_statuses(basis.status.data() + problem.shape().columns(), problem.step_rows(), all, steps,
                day);
}

}  // namespace gigawatt::power
