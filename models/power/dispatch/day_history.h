// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::power {

/// Means over a time.
struct DayMeans {
  double load_w = 0.0;
  double pv_w = 0.0;
  double usd_per_kwh = 0.0;
};

/// What the last day was like, by equal steps of the UTC day; a value.
struct DayHistory {
  std::int64_t step_ns = 0;         ///< 0 = nothing noted yet. Divides a day.
  std::vector<DayMeans> means;      ///< (steps of a day) The latest of each.
  std::vector<std::uint8_t> noted;  ///< (steps of a day) 1 where there is one.
  TimeNs open_ns = 0;               ///< Start of the step in progress,
  DayMeans open_sum = {};           ///< what was noted of it, times seconds,
  double open_s = 0.0;              ///< and for how long.
};

/// Start of the step that holds an instant; steps count from 1970 UTC.
TimeNs step_start(std::int64_t step_ns, TimeNs at);

/// Notes means of [from, to); intervals come in order. A step ends with the interval that reaches
/// its end. Allocates once.
void note(DayHistory& history, std::int64_t step_ns, TimeNs from, TimeNs to, const DayMeans& means);

/// The latest step that ended at this time of day; null if none has.
const DayMeans* latest(const DayHistory& history, TimeNs at);

/// Mean of load less PV over the noted steps [W]; `otherwise_w` if there is none.
double mean_net_load_w(const DayHistory& history, double otherwise_w);

}  // namespace gigawatt::power
