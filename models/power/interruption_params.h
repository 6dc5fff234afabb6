// SPDX-License-Identifier: Apache-2.0
#pragma once

// When the grid gives less than its limit: calls and outages by date, and outages by statistics.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/power/grid_limit.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

/// `{from: 2027-01-15T06:00Z, duration: 4 h, limit: 20 MW, notice: 30 min}`.
struct InterruptionParams {
  std::optional<TimeNs> from;
  std::optional<double> duration_s;
  std::optional<TimeNs> until;  ///< Instead of a duration.
  double limit_w = 0.0;         ///< Import left.
  double notice_s = 0.0;        ///< Told so long before.

  void visit(FieldVisitor& v);
  /// Its end, given a beginning and either a duration or an end.
  TimeNs end_ns() const;
};

/// Interruptions that have no end, two, or one before their beginning. `path` is their list's.
void find_interruption_problems(std::span<const InterruptionParams> interruptions,
                                const std::string& path, std::vector<Problem>& problems);

/// Outages without notice whose gaps and lengths are exponential.
struct OutageStatisticsParams {
  double per_year = 0.0;  ///< Of the time with power.
  double mean_duration_s = 0.0;

  void visit(FieldVisitor& v);
};

/// Puts interruptions of both kinds into the limits by date: where several hold, the lowest does.
/// `steps` ascend and begin at `start_ns`; so does what is returned.
std::vector<GridLimit> with_interruptions(std::span<const GridLimit> steps,
                                          std::span<const InterruptionParams> interruptions,
                                          const std::optional<OutageStatisticsParams>& statistics,
                                          const RandomStream& luck, TimeNs start_ns, TimeNs end_ns);

}  // namespace gigawatt::power
