// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "models/power/dispatch/look_ahead.h"
#include "models/power/dispatch/lp_solver.h"

namespace gigawatt::power {

/// The linear program of a plan: which column and row means what, in MW, MWh and USD. Its entries
/// depend on the params alone; fill() sets bounds and costs for one input.
///
///   columns   [step 0: import, export, pv, charge, discharge, energy, unserved,
///                      segments of each source, (on, start) of each committed source] [step 1] ...
///             shortfall, peak of each demand window
///   rows      [step 0: balance, storage, one per demand window,
///                      (most, least, start) of each committed source] [step 1] ... end energy
class PlanProblem {
 public:
  enum Column { kImport, kExport, kPv, kCharge, kDischarge, kEnergy, kUnserved, kStepColumns };
  enum Row { kBalance, kStorage, kStepRows };

  explicit PlanProblem(LookAheadParams params);

  const LookAheadParams& params() const { return params_; }
  const LinearProgram& shape() const { return shape_; }
  double step_h() const { return params_.step_s / 3600.0; }

  int column(int step, Column kind) const { return step * step_columns_ + kind; }
  int segment(int step, std::size_t source, std::size_t part) const {
    return step * step_columns_ + segment_offset_[source] + static_cast<int>(part);
  }
  /// Of a committed source; its start is the column after.
  int on(int step, std::size_t source) const { return step * step_columns_ + on_offset_[source]; }
  int shortfall() const { return params_.steps * step_columns_; }
  int storage_row(int step) const { return row(step, kStorage); }
  int peak(int window) const { return shortfall() + 1 + window; }
  int step_columns() const { return step_columns_; }
  int step_rows() const { return step_rows_; }
  bool has_committed() const { return has_committed_; }

  /// Bounds and costs of one input.
  void fill(const LookAheadInput& input, LinearProgram& program) const;
  /// Owed whatever the plan does: what the objective counts of the windows' floors [USD].
  double floor_cost_usd(const LookAheadInput& input) const;

  /// The plan that a solution stands for; of each exclusive pair only the net flow.
  void extract(const LookAheadInput& input, const std::vector<double>& values, Plan& plan) const;

 private:
  int row(int step, int kind) const { return step * step_rows_ + kind; }
  int committed_row(int step, std::size_t source) const {
    return row(step, kStepRows + params_.demand_windows + committed_offset_[source]);
  }
  void lay_out();
  void add_entries();
  void add_committed(int step, std::size_t source);
  void fill_step(const LookAheadInput& input, int step, LinearProgram& program) const;
  void fill_source(const LookAheadInput& input, int step, std::size_t source,
                   LinearProgram& program) const;
  void fill_demand(const LookAheadInput& input, LinearProgram& program) const;

  LookAheadParams params_;
  int step_columns_ = 0;
  int step_rows_ = 0;
  bool has_committed_ = false;
  std::vector<int> segment_offset_;    ///< (sources)
  std::vector<int> on_offset_;         ///< (sources)
  std::vector<int> committed_offset_;  ///< (sources) Rows before, of committed sources.
  LinearProgram shape_;
};

}  // namespace gigawatt::power
