// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes under `buildup:` of a site. docs/models/power/buildup.md.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/power/buildup/duration_law.h"
#include "models/power/buildup/network.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

struct ActivityParams {
  std::string path;  ///< Where it stands in the scenario.
  std::string name;
  ActivityKind kind = ActivityKind::construction;
  double duration_s = 0.0;                      ///< Of the case that is read.
  std::optional<double> low_s, base_s, high_s;  ///< Of each case, if they were read.
  std::vector<std::string> after;
  std::string crew;
  std::int64_t crew_size = 1;
  std::optional<TimeNs> not_before;
  std::string feeds;  ///< Of an interconnection: the phase that cannot do without it.

  void visit(FieldVisitor& v);
};

struct CrewParams {
  std::string path;
  std::string name;
  std::int64_t count = 1;

  void visit(FieldVisitor& v);
};

struct BuildPhaseParams {
  std::string path;
  std::string name;
  std::vector<std::string> energised_by;
  double power_w = 0.0;

  void visit(FieldVisitor& v);
};

struct BuildupParams {
  std::string path;
  std::optional<TimeNs> start;
  std::vector<ActivityParams> activities;
  std::vector<CrewParams> crews;
  std::vector<BuildPhaseParams> phases;
  DurationKind law = DurationKind::triangular;
  std::int64_t draws = 1000;

  void visit(FieldVisitor& v);
};

/// What single fields cannot say: names that are unknown or taken, cycles, an interconnection after
/// the phase it feeds, crews that do not suffice. Paths are set; file and line are for the caller.
std::vector<Problem> find_buildup_problems(const BuildupParams& params);

/// The network of a block without problems.
BuildNetwork make_network(const BuildupParams& params);

/// Dates of the phases by name, with the durations of the case that was read.
std::map<std::string, TimeNs> phase_dates(const BuildupParams& params);

}  // namespace gigawatt::power
