// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who decides what the battery does, as a site's power plant sees it: asked at the start of every
// plant interval, told at its end what happened. A dispatcher does not change in a run; all it must
// remember is a value that the site keeps. Docs: docs/models/power/dispatch.md.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/power/dispatch/day_history.h"
#include "models/power/dispatch/lp_solver.h"
#include "models/power/dispatch/planned_store.h"
#include "models/power/dispatch/rules.h"
#include "models/power/dispatch/tariff.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt {
class Registry;
}

namespace gigawatt::power {

/// What a dispatcher may ask about the hours ahead. Means over [from, to). Implemented by the site.
class DispatchOutlook {
 public:
  virtual ~DispatchOutlook() = default;
  /// What sun and array will give [W]: weather of the typical year, so the truth.
  virtual double pv_w(TimeNs from, TimeNs to) const = 0;
  /// The price series; the truth. Must have a value a horizon beyond the end of the run.
  virtual double import_usd_per_kwh(TimeNs from, TimeNs to) const = 0;
  virtual double import_limit_w(TimeNs at) const = 0;
};

/// The start of a plant interval.
struct DispatchMoment {
  TimeNs now_ns = 0;
  double span_s = 0.0;  ///< Expected length of the coming interval.
  double stored_j = 0.0;
  PlannedStore store = {};
  DispatchSnapshot now = {};
  double last_import_w = 0.0;  ///< Mean since the last moment.
  double month_peak_import_w = 0.0;
};

/// A plan in force, by steps from its start.
struct DispatchPlan {
  TimeNs from_ns = 0;
  std::int64_t step_ns = 0;       ///< 0 = no plan yet.
  std::size_t sources = 0;        ///< That the plan knew: the shape of its basis.
  std::vector<double> battery_w;  ///< (steps) Above 0 charging.
  std::vector<double> peak_w;     ///< (steps) Lowest import peak that it counts on, or kUnbounded.
};

/// What a dispatcher remembers; a value: copying it is a snapshot.
struct DispatchMemory {
  DayHistory day;                    ///< What was observed.
  std::optional<TariffState> meter;  ///< Peaks of the month and of earlier ones.
  DispatchPlan plan;
  LpBasis basis;  ///< Where that plan's simplex ended.
  TimeNs next_roll_ns = 0;
  std::uint64_t rolls = 0;
};

class Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  /// Battery power over the coming interval [W], above 0 charging; within the snapshot's range.
  /// Called at every plant interval: rules allocate nothing.
  virtual double battery_w(const DispatchMoment& moment, const DispatchOutlook& outlook,
                           DispatchMemory& memory) const = 0;
  /// Means of an interval that is over; `load_w` and `pv_w` as the snapshot showed them.
  virtual void observe(TimeNs from, TimeNs to, double load_w, double pv_w, double usd_per_kwh,
                       DispatchMemory& memory) const;
  /// What the battery carries in place of units over [from, to) [W]: all that it can, `most_w`,
  /// unless a plan has it give less. Below 0 it charges, and units are ordered for that too.
  virtual double carries_w(const DispatchMemory& /*memory*/, TimeNs /*from*/, TimeNs /*to*/,
                           double most_w) const {
    return most_w;
  }
  /// Import that a plan in force counts on not to pass [W]: sources run before it does, dearer ones
  /// too.
  virtual double held_import_w(const DispatchMemory& /*memory*/, TimeNs /*now*/) const {
    return kUnbounded;
  }
};

/// Parameters of a model of kind "dispatch".
class DispatchParams : public ModelParams {
 public:
  /// Valid if find_problems() finds none. `tariff` may be null; it must outlive the dispatcher.
  virtual std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                                 const Tariff* tariff) const = 0;
  /// What single fields cannot say. Paths are set; file and line are for the caller.
  virtual std::vector<Problem> find_problems() const { return {}; }
};

/// `merit-order`, the default.
class MeritOrderParams final : public DispatchParams {
 public:
  void visit(FieldVisitor&) override {}
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
};

/// Registers all models of kind "dispatch".
void add_dispatch_models(Registry& registry);

}  // namespace gigawatt::power
