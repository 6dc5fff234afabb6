// SPDX-License-Identifier: Apache-2.0
#pragma once

// Dates of a building network: the critical path method without crews, and a serial schedule with
// them. Equations: docs/models/power/buildup.md.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/power/buildup/network.h"

namespace gigawatt::power {

/// Who has a day of a phase: the kinds of activities in their order, then waits.
enum class BuildCause {
  permit,
  delivery,
  construction,
  interconnection,
  commissioning,
  crews,  ///< Ready, but every crew is elsewhere.
  dates   ///< Ready, but before its `not_before`.
};
inline constexpr std::array<std::string_view, 7> kBuildCauseNames{
    "permit", "delivery", "construction", "interconnection", "commissioning", "crews", "dates"};
/// A span [ns] for each BuildCause.
using SpanByCause = std::array<std::int64_t, kBuildCauseNames.size()>;

/// Dates by activity.
struct Schedule {
  std::vector<TimeNs> start_ns, finish_ns;
  std::vector<TimeNs> late_finish_ns;  ///< Latest that delays no phase; kNever: feeds none.

  bool is_critical(std::size_t activity) const {
    return late_finish_ns[activity] == finish_ns[activity];
  }
};

/// What a schedule may leave out of account, to ask what it costs.
struct ScheduleRules {
  bool crews = true;
  bool dates = true;  ///< `not_before`.
};

/// A network ready to be scheduled many times with other durations. Activities take their crews in
/// one order, fixed by the planned durations: least late start first (without crews), then as
/// listed, never before what they wait for.
class Scheduler {
 public:
  explicit Scheduler(const BuildNetwork& network);

  /// Dates with `spans_ns` [ns] per activity: each in its turn at the earliest time at which all
  /// it waits for has ended and its crews are free from start to end.
  Schedule run(std::span<const std::int64_t> spans_ns, const ScheduleRules& rules = {}) const;

  const std::vector<std::size_t>& order() const { return order_; }
  const BuildNetwork& network() const { return network_; }

 private:
  TimeNs ready_ns(std::size_t activity, const Schedule& schedule, const ScheduleRules& rules) const;
  TimeNs crew_start_ns(std::size_t activity, TimeNs ready_ns, std::int64_t span_ns,
                       const Schedule& schedule, std::span<const std::size_t> scheduled) const;
  void late_pass(std::span<const std::int64_t> spans_ns, const ScheduleRules& rules,
                 Schedule& schedule) const;
  std::vector<Precedence> crew_arcs(const Schedule& schedule) const;

  BuildNetwork network_;
  std::vector<std::size_t> order_;
};

/// Durations [ns] the plan reckons with.
std::vector<std::int64_t> planned_spans_ns(const BuildNetwork& network);

/// When a phase is energised: its last activity ends; the start of building without any.
TimeNs phase_date_ns(const BuildNetwork& network, const Schedule& schedule, std::size_t phase);

/// The activities that set a phase's date, first to last, and whose its days are. The spans sum to
/// the phase's date less the start of building, exactly.
struct CriticalPath {
  std::vector<std::size_t> activities;
  SpanByCause span_ns{};
};
CriticalPath critical_path(const BuildNetwork& network, const Schedule& schedule,
                           std::size_t phase);

}  // namespace gigawatt::power
