// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/plan_problem.h"

#include <algorithm>
#include <utility>

#include "sim/engine/energy_units.h"

namespace gigawatt::power {
namespace {

// A solver's tolerances are absolute: MW and MWh keep its numbers near one.
constexpr double kMwPerW = 1e-6;
constexpr double kWPerMw = 1e6;
constexpr double kMwhPerJ = 1.0 / 3.6e9;
constexpr double kKwPerMw = 1e3;

constexpr int kCommittedRows = 3;  // most, least, start

void set_column(LinearProgram& program, int column, double upper, double cost) {
  program.upper[index_of(column)] = upper;
  program.cost[index_of(column)] = cost;
}

}  // namespace

PlanProblem::PlanProblem(LookAheadParams params) : params_(std::move(params)) {
  lay_out();
  add_entries();
}

void PlanProblem::lay_out() {
  step_columns_ = kStepColumns;
  int committed = 0;
  for (const PlannedSource& source : params_.sources) {
    segment_offset_.push_back(step_columns_);
    step_columns_ += static_cast<int>(source.segments.size());
    on_offset_.push_back(step_columns_);
    committed_offset_.push_back(committed * kCommittedRows);
    if (source.is_committed()) {
      step_columns_ += 2;
      ++committed;
    }
  }
  has_committed_ = committed > 0;
  step_rows_ = kStepRows + params_.demand_windows + committed * kCommittedRows;
  const std::size_t columns = index_of(peak(params_.demand_windows));
  const std::size_t rows = index_of(row(params_.steps, 0)) + 1;
  shape_.lower.assign(columns, 0.0);
  shape_.upper.assign(columns, kUnbounded);
  shape_.cost.assign(columns, 0.0);
  shape_.row_lower.assign(rows, 0.0);
  shape_.row_upper.assign(rows, 0.0);
}

void PlanProblem::add_entries() {
  auto& entries = shape_.entries;
  const PlannedStore& store = params_.store;
  for (int step = 0; step < params_.steps; ++step) {
    const int balance = row(step, kBalance);
    const auto add = [&](int at_row, Column kind, double value) {
      entries.push_back({at_row, column(step, kind), value});
    };
    // What comes in less what goes out = load.
    add(balance, kImport, 1.0);
    add(balance, kExport, -1.0);
    add(balance, kPv, 1.0);
    add(balance, kCharge, -1.0);
    add(balance, kDischarge, 1.0);
    add(balance, kUnserved, 1.0);
    for (std::size_t source = 0; source < params_.sources.size(); ++source) {
      for (std::size_t part = 0; part < params_.sources[source].segments.size(); ++part)
        entries.push_back({balance, segment(step, source, part), 1.0});
    }
    // Stored after less stored before = what was taken and kept less what was given.
    const int storage = row(step, kStorage);
    add(storage, kEnergy, 1.0);
    if (step > 0) entries.push_back({storage, column(step - 1, kEnergy), -1.0});
    add(storage, kCharge, -store.charge_efficiency * step_h());
    add(storage, kDischarge, step_h() / store.discharge_efficiency);
    for (int window = 0; window < params_.demand_windows; ++window) {
      entries.push_back({row(step, kStepRows + window), peak(window), 1.0});
      add(row(step, kStepRows + window), kImport, -1.0);
    }
    for (std::size_t source = 0; source < params_.sources.size(); ++source) {
      if (params_.sources[source].is_committed()) add_committed(step, source);
    }
  }
  const int end = row(params_.steps, 0);
  entries.push_back({end, column(params_.steps - 1, kEnergy), 1.0});
  entries.push_back({end, shortfall(), 1.0});
  shape_.row_upper[index_of(end)] = kUnbounded;
}

void PlanProblem::add_committed(int step, std::size_t source) {
  auto& entries = shape_.entries;
  const PlannedSource& params = params_.sources[source];
  const int most = committed_row(step, source);
  for (std::size_t part = 0; part < params.segments.size(); ++part) {
    entries.push_back({most, segment(step, source, part), 1.0});
    entries.push_back({most + 1, segment(step, source, part), 1.0});
  }
  entries.push_back({most, on(step, source), -params.most_w() * kMwPerW});
  shape_.row_lower[index_of(most)] = -kUnbounded;
  entries.push_back({most + 1, on(step, source), -params.least_w * kMwPerW});
  shape_.row_upper[index_of(most + 1)] = kUnbounded;
  // On, and not before, is a start.
  entries.push_back({most + 2, on(step, source), 1.0});
  entries.push_back({most + 2, on(step, source) + 1, -1.0});
  if (step > 0) entries.push_back({most + 2, on(step - 1, source), -1.0});
  shape_.row_lower[index_of(most + 2)] = -kUnbounded;
}

void PlanProblem::fill(const LookAheadInput& input, LinearProgram& program) const {
  program = shape_;
  for (int step = 0; step < params_.steps; ++step)
    fill_step(input, step, program);
  const double start_mwh =
      std::clamp(input.energy_j, params_.store.least_energy_j, params_.store.most_energy_j) *
      kMwhPerJ;
  program.row_lower[index_of(row(0, kStorage))] = start_mwh;
  program.row_upper[index_of(row(0, kStorage))] = start_mwh;
  program.row_lower[index_of(row(params_.steps, 0))] = input.end_energy_j * kMwhPerJ;
  program.cost[index_of(shortfall())] = params_.shortfall_usd_per_kwh * kKwPerMw;
  fill_demand(input, program);
}

void PlanProblem::fill_step(const LookAheadInput& input, int step, LinearProgram& program) const {
  const PlannedStore& store = params_.store;
  const std::size_t here = index_of(step);
  const double usd_per_price = kKwPerMw * step_h();  // USD per MW at 1 USD/kWh
  double supply_w = input.pv_w[here] + store.discharge_limit_w;
  for (std::size_t source = 0; source < params_.sources.size(); ++source) {
    supply_w += params_.sources[source].most_w();
    fill_source(input, step, source, program);
  }
  // Whoever does not buy and sell at once buys no more than he can use and sells no more than he
  // makes; these bounds also hold where the connection is unlimited.
  const double import_w =
      std::min(input.import_limit_w[here], input.load_w[here] + store.charge_limit_w);
  const double export_w = std::min(input.export_limit_w[here], supply_w);
  set_column(program, column(step, kImport), import_w * kMwPerW,
             input.import_usd_per_kwh[here] * usd_per_price);
  set_column(program, column(step, kExport), export_w * kMwPerW,
             -input.export_usd_per_kwh[here] * usd_per_price);
  set_column(program, column(step, kPv), input.pv_w[here] * kMwPerW, 0.0);
  set_column(program, column(step, kCharge), store.charge_limit_w * kMwPerW, 0.0);
  set_column(program, column(step, kDischarge), store.discharge_limit_w * kMwPerW,
             store.wear_usd_per_kwh * usd_per_price);
  set_column(program, column(step, kEnergy), store.most_energy_j * kMwhPerJ, 0.0);
  program.lower[index_of(column(step, kEnergy))] = store.least_energy_j * kMwhPerJ;
  set_column(program, column(step, kUnserved), input.load_w[here] * kMwPerW,
             params_.unserved_usd_per_kwh * usd_per_price);
  const std::size_t balance = index_of(row(step, kBalance));
  program.row_lower[balance] = input.load_w[here] * kMwPerW;
  program.row_upper[balance] = program.row_lower[balance];
}

void PlanProblem::fill_source(const LookAheadInput& input, int step, std::size_t source,
                              LinearProgram& program) const {
  const PlannedSource& params = params_.sources[source];
  double limit_w = params.most_w();
  if (!input.source_limit_w.empty()) {
    limit_w =
        std::min(limit_w, input.source_limit_w[index_of(step) * params_.sources.size() + source]);
  }
  double below_w = 0.0;
  for (std::size_t part = 0; part < params.segments.size(); ++part) {
    const double up_to_w = params.segments[part].up_to_w;
    const double width_w = std::clamp(limit_w - below_w, 0.0, up_to_w - below_w);
    set_column(program, segment(step, source, part), width_w * kMwPerW,
               params.segments[part].usd_per_kwh * kKwPerMw * step_h());
    below_w = up_to_w;
  }
  if (!params.is_committed()) return;
  const bool can_run = limit_w > 0.0 && limit_w >= params.least_w;
  set_column(program, on(step, source), can_run ? 1.0 : 0.0, params.no_load_usd_per_h * step_h());
  set_column(program, on(step, source) + 1, 1.0, params.start_usd);
  if (step == 0 && !input.running.empty() && input.running[source] != 0) {
    program.row_upper[index_of(committed_row(step, source) + 2)] = 1.0;
  }
}

void PlanProblem::fill_demand(const LookAheadInput& input, LinearProgram& program) const {
  for (int window = 0; window < params_.demand_windows; ++window) {
    const bool is_used = index_of(window) < input.demand.size();
    for (int step = 0; step < params_.steps; ++step) {
      const std::size_t index = index_of(row(step, kStepRows + window));
      const bool holds = is_used && input.demand[index_of(window)].steps[index_of(step)] != 0;
      program.row_lower[index] = holds ? 0.0 : -kUnbounded;
      program.row_upper[index] = kUnbounded;
    }
    if (!is_used) continue;
    const DemandWindow& demand = input.demand[index_of(window)];
    program.lower[index_of(peak(window))] = demand.floor_w * kMwPerW;
    program.cost[index_of(peak(window))] = demand.usd_per_kw * kKwPerMw;
  }
}

double PlanProblem::floor_cost_usd(const LookAheadInput& input) const {
  double cost_usd = 0.0;
  for (const DemandWindow& demand : input.demand)
    cost_usd += demand.usd_per_kw * demand.floor_w * 1e-3;
  return cost_usd;
}

void PlanProblem::extract(const LookAheadInput& input, const std::vector<double>& values,
                          Plan& plan) const {
  const auto watts = [&](int column) { return std::max(values[index_of(column)], 0.0) * kWPerMw; };
  plan.steps.resize(index_of(params_.steps));
  plan.source_w.assign(index_of(params_.steps) * params_.sources.size(), 0.0);
  for (int step = 0; step < params_.steps; ++step) {
    const double bought_w = watts(column(step, kImport)), sold_w = watts(column(step, kExport));
    const double taken_w = watts(column(step, kCharge)), given_w = watts(column(step, kDischarge));
    plan.steps[index_of(step)] = {.import_w = bought_w >= sold_w ? bought_w : 0.0,
                                  .export_w = bought_w >= sold_w ? 0.0 : sold_w,
                                  .pv_w = watts(column(step, kPv)),
                                  .charge_w = taken_w >= given_w ? taken_w : 0.0,
                                  .discharge_w = taken_w >= given_w ? 0.0 : given_w,
                                  .unserved_w = watts(column(step, kUnserved)),
                                  .energy_j = values[index_of(column(step, kEnergy))] * kJPerMwh};
    for (std::size_t source = 0; source < params_.sources.size(); ++source) {
      double& source_w = plan.source_w[index_of(step) * params_.sources.size() + source];
      for (std::size_t part = 0; part < params_.sources[source].segments.size(); ++part)
        source_w += watts(segment(step, source, part));
    }
  }
  plan.peak_w.clear();
  for (std::size_t window = 0; window < input.demand.size(); ++window)
    plan.peak_w.push_back(watts(peak(static_cast<int>(window))));
  plan.shortfall_j = std::max(values[index_of(shortfall())], 0.0) * kJPerMwh;
}

}  // namespace gigawatt::power
