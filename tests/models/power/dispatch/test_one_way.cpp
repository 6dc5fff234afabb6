// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <exception>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/lp_solver.h"
#include "sim/engine/random.h"
#include "tests/models/power/dispatch/plans.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

/// Least cost [USD] of trading when every step's direction is given by a bit of `mask`, by a
/// program of its own: columns are the flow of each step and the energy after it [MW, MWh].
double cost_of_directions(const PlannedStore& store, const LookAheadInput& input, unsigned mask) {
  const int steps = static_cast<int>(input.load_w.size());
  LinearProgram program;
  for (int step = 0; step < steps; ++step) {
    const bool charges = ((mask >> step) & 1U) != 0;
    const double price = 1e3 * input.import_usd_per_kwh[static_cast<std::size_t>(step)];
    program.lower.push_back(0.0);
    program.upper.push_back((charges ? store.charge_limit_w : store.discharge_limit_w) / kMw);
    program.cost.push_back(charges ? price : -price);
    program.entries.push_back(
        {step, step, charges ? -store.charge_efficiency : 1.0 / store.discharge_efficiency});
    program.entries.push_back({step, steps + step, 1.0});
    if (step > 0) program.entries.push_back({step, steps + step - 1, -1.0});
    program.row_lower.push_back(step == 0 ? input.energy_j / kMwh : 0.0);
    program.row_upper.push_back(program.row_lower.back());
  }
  for (int step = 0; step < steps; ++step) {
    program.lower.push_back(step == steps - 1 ? input.end_energy_j / kMwh : 0.0);
    program.upper.push_back(store.most_energy_j / kMwh);
    program.cost.push_back(0.0);
  }
  LpSolution solution;
  LpBasis basis;
  try {
    LpSolver(program).solve(program, basis, solution);
  } catch (const std::exception&) {
    return 1e30;  // these directions cannot reach the end
  }
  return solution.objective;
}

}  // namespace

TEST_CASE("one way: a full battery earns nothing from an hour at a negative price") {
  // The linear program alone earns 4.875 USD by charging 1 MW and giving 0.9025 MW at once.
  const Plan plan = plan_of(hourly(1, store_of(1.0, 1.0, 0.95)), trading({-50.0}, 1.0, 1.0));

  CHECK(plan.cost_usd == Approx(0.0));
  CHECK(most_at_once_w(plan) == 0.0);
  CHECK(plan.gap_usd == Approx(0.0));
}

TEST_CASE("one way: no plan is cheaper than the best of all directions") {
  RandomDraws draws = RandomStream(17, "one-way", "enumeration").at(0);
  for (int round = 0; round < 12; ++round) {
    std::vector<double> price(7);
    for (double& usd : price)
      usd = draws.uniform(-80.0, 30.0);
    const PlannedStore store = store_of(1.0, draws.uniform(0.8, 3.0), 0.9);
    const double energy_mwh = 0.5 * store.most_energy_j / kMwh;
    const LookAheadInput input = trading(price, energy_mwh, energy_mwh);
    double best_usd = 1e30;
    for (unsigned mask = 0; mask < 128; ++mask)
      best_usd = std::min(best_usd, cost_of_directions(store, input, mask));

    const Plan plan = plan_of(hourly(7, store), input);

    CAPTURE(round);
    CHECK(plan.cost_usd == Approx(best_usd).epsilon(2e-6));
    CHECK(most_at_once_w(plan) == 0.0);
  }
}

TEST_CASE("one way: two days of negative prices never run both ways at once") {
  RandomDraws draws = RandomStream(23, "one-way", "days").at(0);
  const LookAheadParams params = hourly(48, store_of(10.0, 40.0, 0.93));
  for (int round = 0; round < 6; ++round) {
    std::vector<double> price(48);
    for (double& usd : price)
      usd = round == 0 ? -20.0 : draws.uniform(-60.0, round % 2 == 0 ? 0.0 : 20.0);
    LookAheadInput input = trading(price, 20.0, 20.0);
    input.load_w.assign(48, 5.0 * kMw);
    input.import_limit_w.assign(48, 30.0 * kMw);

    const Plan plan = plan_of(params, input);

    CAPTURE(round);
    CAPTURE(plan.cost_usd);
    CHECK(most_at_once_w(plan) == 0.0);
    CHECK(worst_imbalance_w(input, plan) < 1.0);
    CHECK(worst_store_error_j(params, input, plan) < 3.6e3);
    CHECK(plan.gap_usd >= 0.0);
    CHECK(plan.gap_usd <= 0.01 * std::abs(plan.cost_usd));
  }
}

TEST_CASE("one way: a site does not sell what it buys, even where that pays") {
  LookAheadInput input = trading({50.0, 50.0}, 0.0, 0.0);
  input.export_usd_per_kwh = {0.08, 0.08};
  input.import_limit_w.assign(2, 100.0 * kMw);
  input.export_limit_w.assign(2, 100.0 * kMw);
  input.load_w.assign(2, 10.0 * kMw);
  input.pv_w = {0.0, 30.0 * kMw};

  const Plan plan = plan_of(hourly(2, {}), input);

  // By hand: 10 MWh bought at 50, then 20 MWh of PV sold at 80.
  CHECK(plan.cost_usd == Approx(500.0 - 1600.0));
  CHECK(most_at_once_w(plan) == 0.0);
}
