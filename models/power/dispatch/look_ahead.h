// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/power/dispatch/lp_solver.h"
#include "models/power/dispatch/planned_store.h"

namespace gigawatt::power {

/// Part of a source's output up to `up_to_w` [W], at one marginal cost.
struct CostSegment {
  double up_to_w = 0.0;
  double usd_per_kwh = 0.0;
};

/// A source that runs on order. Segments rise in output and in cost (convex). A source that cannot
/// run below `least_w`, or that pays for starting or running idle, needs binaries: every plan is
/// then a mixed-integer program.
struct PlannedSource {
  std::vector<CostSegment> segments;
  double least_w = 0.0;            ///< Least output when it runs.
  double no_load_usd_per_h = 0.0;  ///< Paid while it runs, whatever it gives.
  double start_usd = 0.0;          ///< Paid once per start.

  double most_w() const { return segments.empty() ? 0.0 : segments.back().up_to_w; }
  bool is_committed() const { return least_w > 0.0 || no_load_usd_per_h > 0.0 || start_usd > 0.0; }
};

/// What holds for all plans of a site. Equations: docs/models/power/dispatch.md.
struct LookAheadParams {
  int steps = 48;
  double step_s = 3600.0;
  int demand_windows = 0;  ///< Most demand windows of one plan.
  PlannedStore store = {};
  std::vector<PlannedSource> sources = {};
  double unserved_usd_per_kwh = 20.0;   ///< Of load that a plan leaves out.
  double shortfall_usd_per_kwh = 10.0;  ///< Of charge that is missing at the end of the horizon.
  MixedLimits mixed = {};
};

/// A charge on the highest import of some steps, on top of what is owed already.
struct DemandWindow {
  double usd_per_kw = 0.0;
  double floor_w = 0.0;             ///< The month's peak so far, or what a ratchet bills.
  std::vector<std::uint8_t> steps;  ///< (steps) 1 where the window holds.
};

/// What is known or expected at the start of one plan. Series have one value per step.
struct LookAheadInput {
  std::vector<double> load_w;
  std::vector<double> pv_w;  ///< Available; a plan may use less.
  std::vector<double> import_usd_per_kwh;
  std::vector<double> export_usd_per_kwh;  ///< Earned.
  std::vector<double> import_limit_w;
  std::vector<double> export_limit_w;
  std::vector<double> source_limit_w = {};  ///< (steps x sources); empty = what the params say.
  std::vector<std::uint8_t> running = {};   ///< (sources) Runs before the first step; empty = none.
  double energy_j = 0.0;                    ///< Stored at the start.
  double end_energy_j = 0.0;                ///< To be stored at the end, at least.
  std::vector<DemandWindow> demand = {};
};

/// Mean powers [W] over one step, and the store at its end.
struct PlanStep {
  double import_w = 0.0;
  double export_w = 0.0;
  double pv_w = 0.0;
  double charge_w = 0.0;
  double discharge_w = 0.0;
  double unserved_w = 0.0;
  double energy_j = 0.0;
};

struct Plan {
  std::vector<PlanStep> steps;
  std::vector<double> source_w;  ///< (steps x sources)
  std::vector<double> peak_w;    ///< (demand windows) Highest import, at least the floor.
  double shortfall_j = 0.0;      ///< Missing at the end.
  double cost_usd = 0.0;         ///< Energy, fuel, wear, penalties, demand above the floors.
  double gap_usd = 0.0;          ///< No plan is cheaper by more than this.
};

/// Least-cost plans over a horizon, by linear programming. In no step does the battery charge and
/// discharge at once, nor the site buy and sell: where prices reward that, binaries forbid it.
/// A plan is a function of input and basis alone, so nothing hides between two rolls.
class LookAhead {
 public:
  /// Throws std::invalid_argument for a horizon without steps or sources that are not convex.
  explicit LookAhead(LookAheadParams params);
  LookAhead(LookAhead&&) noexcept;
  LookAhead& operator=(LookAhead&&) noexcept;
  ~LookAhead();

  /// Plans anew. `basis` holds the warm start (empty = cold) and then where this plan ended.
  /// Throws std::invalid_argument if a series has not one value per step.
  void plan(const LookAheadInput& input, LpBasis& basis, Plan& plan) const;

  /// Moves a basis to a horizon that begins `steps` later; the new end is like the last day.
  void roll(LpBasis& basis, int steps) const;

  const LookAheadParams& params() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gigawatt::power
