// SPDX-License-Identifier: Apache-2.0
#pragma once

// One generating unit: it is told a set point for an interval and answers with output, fuel and
// emissions. What it is lies in a const model that sister units share; what changes in a run is a
// plain value that a snapshot copies.
//
//   undelivered ─► off ─► starting ─► on ──► off          (set point, minimum times)
//                   ▲        └─ fails ─┐  └─ trips ─┐
//                   └──────────────── tripped ◄─────┘     (repaired)
//   off, starting, on ─► maintenance ─► off               (planned blocks)
//
// Equations, assumptions and sources: docs/models/power/generators.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/power/sources/generator_curves.h"
#include "models/power/sources/outage_law.h"
#include "models/power/sources/permit.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

struct GeneratorModel {
  std::string path;  ///< Name path, for messages and luck: "sites.memphis.power.generators.gas".
  SiteCurves curves;
  double hhv_over_lhv = 1.0;      ///< Of the fuel.
  double nox_kg_per_j_hhv = 0.0;  ///< [kg/J].
  double co2_kg_per_j_hhv = 0.0;  ///< [kg/J].
  double standby_w = 0.0;         ///< Own use while it stands [W].
  double auxiliary_w = 0.0;       ///< Own use while it starts and runs [W].

  double min_load = 0.0;           ///< Least output over the full load of the moment.
  std::int64_t start_ns = 0;       ///< From the order to minimum load.
  double start_fuel_lhv_j = 0.0;   ///< Burned by a start [J].
  double ramp_up_w_per_s = 0.0;    ///< > 0; infinite = at once.
  double ramp_down_w_per_s = 0.0;  ///< > 0.
  std::int64_t min_up_ns = 0;
  std::int64_t min_down_ns = 0;

  double start_failure = 0.0;  ///< Probability that a start ends in a repair.
  std::optional<SpanLaw> up;   ///< Running time to the next failure; absent = never.
  SpanLaw repair;
  std::vector<PlannedBlock> planned;
  std::int64_t planned_stagger_ns = 0;  ///< Unit n goes n times this later.
  PermitLimits permit;                  ///< Of one unit.
  TimeNs delivered_ns = 0;              ///< It can be started from then on.
  bool refuse_outside = false;          ///< Throw outside the curves instead of counting hours.

  RandomStream failures{0, "", ""};
  RandomStream starts{0, "", ""};
};

enum class GeneratorStatus : std::uint8_t { undelivered, off, starting, on, tripped, maintenance };

struct GeneratorState {
  std::uint32_t unit = 0;
  GeneratorStatus status = GeneratorStatus::undelivered;
  bool start_fails = false;
  TimeNs now_ns = 0;
  TimeNs until_ns = 0;                ///< End of waiting, start, repair or maintenance.
  TimeNs locked_until_ns = 0;         ///< Minimum up or down time.
  std::int64_t run_left_ns = kNever;  ///< Running time to the next failure.
  double output_w = 0.0;
  OutageSpan planned;          ///< The next one, or the one it is in.
  std::uint32_t failures = 0;  ///< Drawn so far.
  std::uint32_t starts = 0;    ///< Tried so far.
  PermitUse permit;
};

/// What an interval amounts to. Energies [J], masses [kg].
struct GeneratorStep {
  double output_j = 0.0;   ///< At the terminals.
  double own_use_j = 0.0;  ///< Standby and auxiliaries; taken from the output or the feed.
  double fuel_lhv_j = 0.0;
  double fuel_hhv_j = 0.0;
  double nox_kg = 0.0;
  double co2_kg = 0.0;
  std::int64_t run_ns = 0;       ///< Fuel burning: starting or on.
  std::int64_t outside_ns = 0;   ///< On, with air beyond the curves; their ends were used.
  std::int64_t withheld_ns = 0;  ///< Off only because the permit is used up.
  std::uint32_t starts = 0, failed_starts = 0, trips = 0;

  GeneratorStep& operator+=(const GeneratorStep& other);
};

/// What a dispatcher may ask of a unit now.
struct GeneratorLimits {
  bool on = false;
  bool may_start = false;
  bool may_stop = false;
  double least_w = 0.0;  ///< Output while on, at least.
  double most_w = 0.0;   ///< Full load with this air; 0 if it can neither run nor be started.
};

/// What the air of an interval leaves of a model; the same for sister units.
struct UnitAir {
  double dry_bulb_c;
  double full_w;   ///< Full load.
  double least_w;  ///< Minimum load.
};
UnitAir air_of(const GeneratorModel& model, double dry_bulb_k);

/// A unit as it stands at the beginning of a run.
GeneratorState new_unit(const GeneratorModel& model, std::uint32_t unit, TimeNs start_ns);

/// Carries the unit from `state.now_ns` to `to_ns` with constant inlet air and set point. A set
/// point of 0 stops it; one below minimum load runs it there. Switches inside the interval happen
/// at their instants, so cutting an interval in two changes nothing but rounding.
GeneratorStep advance(const GeneratorModel& model, GeneratorState& state, TimeNs to_ns,
                      double dry_bulb_k, double set_point_w);
/// The same, added to `sum`, all but what add_fuel() does once for sister units.
void advance(const GeneratorModel& model, GeneratorState& state, TimeNs to_ns, const UnitAir& air,
             double set_point_w, GeneratorStep& sum);
/// Heat and CO2 of the fuel that has been burned.
void add_fuel(const GeneratorModel& model, GeneratorStep& sum);

/// The next instant at which output or status changes by itself under this air and set point:
/// end of start, ramp, repair, maintenance or minimum time, failure, a permit used up or renewed.
TimeNs next_switch_ns(const GeneratorModel& model, const GeneratorState& state, const UnitAir& air,
                      double set_point_w);
inline TimeNs next_switch_ns(const GeneratorModel& model, const GeneratorState& state,
                             double dry_bulb_k, double set_point_w) {
  return next_switch_ns(model, state, air_of(model, dry_bulb_k), set_point_w);
}

GeneratorLimits limits_of(const GeneratorModel& model, const GeneratorState& state,
                          const UnitAir& air);
inline GeneratorLimits limits_of(const GeneratorModel& model, const GeneratorState& state,
                                 double dry_bulb_k) {
  return limits_of(model, state, air_of(model, dry_bulb_k));
}

/// True while the output moves towards what was asked.
bool is_ramping(const GeneratorModel& model, const GeneratorState& state, double dry_bulb_k,
                double set_point_w);

/// Long-run share of time it could run, if it always did: planned blocks and repairs taken off.
double expected_availability(const GeneratorModel& model);

/// Wire names of GeneratorStatus.
const char* status_name(GeneratorStatus status);

}  // namespace gigawatt::power
