// SPDX-License-Identifier: Apache-2.0
#pragma once

// What must happen before a site has power: activities, what each waits for, and who does them.
// Equations and sources: docs/models/power/buildup.md.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::power {

enum class ActivityKind { permit, delivery, construction, interconnection, commissioning };

struct Activity {
  std::string name;
  ActivityKind kind = ActivityKind::construction;
  std::vector<std::size_t> after;       ///< Activities that end before this one starts.
  std::optional<std::size_t> crew;      ///< Index into the crews; nothing: nobody is scarce.
  std::int64_t crew_size = 1;           ///< Crews of that kind it takes from start to end.
  std::optional<TimeNs> not_before_ns;  ///< Earliest start.
  double low_s = 0.0, base_s = 0.0, high_s = 0.0;  ///< Duration [s].
  std::int64_t planned_ns = 0;                     ///< Duration that the plan reckons with.
};

struct Crew {
  std::string name;
  std::int64_t count = 1;
};

/// Power that comes when all its activities have ended.
struct BuildPhase {
  std::string name;
  std::vector<std::size_t> after;
  double power_w = 0.0;
};

struct BuildNetwork {
  TimeNs start_ns = 0;
  std::vector<Activity> activities;
  std::vector<Crew> crews;
  std::vector<BuildPhase> phases;
};

/// An arc between numbered things: `first` ends before `second` starts.
using Precedence = std::pair<std::size_t, std::size_t>;

/// The things of one cycle, each before the next and the last before the first; empty if none.
std::vector<std::size_t> find_cycle(std::size_t count, const std::vector<Precedence>& arcs);

/// For each thing whether it comes, directly or not, after `from`; `from` itself does not.
std::vector<bool> all_after(std::size_t count, const std::vector<Precedence>& arcs,
                            std::size_t from);

/// Every activity after those it waits for. The network has no cycle.
std::vector<std::size_t> topological_order(const BuildNetwork& network);

}  // namespace gigawatt::power
