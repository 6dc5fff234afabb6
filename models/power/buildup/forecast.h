// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/power/buildup/duration_law.h"
#include "models/power/buildup/schedule.h"

namespace gigawatt::power {

struct PhaseForecast {
  std::string name;
  double power_w = 0.0;
  TimeNs date_ns = 0;                         ///< With the planned durations.
  TimeNs p10_ns = 0, p50_ns = 0, p90_ns = 0;  ///< Of the draws; nearest rank.
  CriticalPath path;
  SpanByCause lost_ns{};  ///< How much sooner it would be energised if the cause took no time.
};

struct ActivityForecast {
  std::string name;
  ActivityKind kind = ActivityKind::construction;
  TimeNs start_ns = 0, finish_ns = 0;
  std::optional<std::int64_t> float_ns;  ///< It may slip that far; nothing: it feeds no phase.
  double criticality = 0.0;              ///< Share of draws in which it may not slip at all.
};

struct BuildForecast {
  TimeNs start_ns = 0;
  std::vector<PhaseForecast> phases;
  std::vector<ActivityForecast> activities;
  std::int64_t draws = 0;
};

struct DrawOptions {
  std::uint64_t seed = 1;
  std::string_view path;  ///< Of the block in the scenario; names the random streams.
  DurationKind law = DurationKind::triangular;
  std::int64_t draws = 1000;
};

/// Dates, paths, causes and their uncertainty.
BuildForecast forecast(const BuildNetwork& network, const DrawOptions& options);

}  // namespace gigawatt::power
