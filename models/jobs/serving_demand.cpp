// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_demand.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"

namespace gigawatt::jobs {
namespace {

constexpr double kTwoPi = 6.283185307179586476925286766559;

/// Phase of the day's wave at `of_day_s` [rad]; 0 at the peak.
double phase(const DemandParams& demand, double of_day_s) {
  return kTwoPi * (of_day_s - demand.peak_hour * 3600.0) / kDayS;
}

}  // namespace

void check(const DemandParams& demand) {
  if (!(demand.requests_per_s >= 0.0))
    throw DomainError(
        fmt::format("demand is {} requests/s; expected 0 or more", demand.requests_per_s));
  if (!(demand.swing >= 0.0 && demand.swing <= 1.0))
    throw DomainError(fmt::format("the daily swing is {}; expected 0 to 1", demand.swing));
  for (const double factor : demand.weekday)
    if (!(factor >= 0.0))
      throw DomainError(fmt::format("a weekday factor is {}; expected 0 or more", factor));
  if (!is_time_zone(demand.time_zone))
    throw DomainError(fmt::format("'{}' is no time zone; expected a name such as America/Chicago",
                                  demand.time_zone));
}

double demand_rate(const DemandParams& demand, TimeNs at_ns) {
  const CivilTime local = civil_time(at_ns + utc_offset_ns(demand.time_zone, at_ns));
  const double wave = 1.0 + demand.swing * std::cos(phase(demand, to_seconds(local.of_day_ns)));
  return demand.requests_per_s * wave * demand.weekday[static_cast<std::size_t>(local.weekday - 1)];
}

double demand_between(const DemandParams& demand, TimeNs from_ns, TimeNs to_ns) {
  double requests = 0.0;
  // Hour by hour of UTC: inside one, neither the offset nor (but for odd zones) the day changes.
  for (TimeNs at_ns = from_ns; at_ns < to_ns;) {
    const std::int64_t offset_ns = utc_offset_ns(demand.time_zone, at_ns);
    const CivilTime local = civil_time(at_ns + offset_ns);
    const TimeNs hour_ends_ns = at_ns + kNsPerHour - local.of_day_ns % kNsPerHour;
    const TimeNs end_ns = std::min(to_ns, hour_ends_ns);
    const double span_s = to_seconds(end_ns - at_ns);
    const double from_s = to_seconds(local.of_day_ns);
    const double wave_s =
        (std::sin(phase(demand, from_s + span_s)) - std::sin(phase(demand, from_s))) * kDayS /
        kTwoPi;
    requests += demand.requests_per_s * (span_s + demand.swing * wave_s) *
                demand.weekday[static_cast<std::size_t>(local.weekday - 1)];
    at_ns = end_ns;
  }
  return requests;
}

}  // namespace gigawatt::jobs
