// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// Requests of one region's users over the day and the week, on the users' clock:
///   λ(t) = mean · (1 + swing · cos(2π (t − peak) / 24 h)) · weekday factor,
/// t the local time of day. Docs: docs/models/jobs/serving.md.
struct DemandParams {
  double requests_per_s = 0.0;                         ///< Mean over a day with weekday factor 1.
  double swing = 0.35;                                 ///< 0 to 1 [-].
  double peak_hour = 15.0;                             ///< Local hour of the peak.
  std::array<double, 7> weekday{1, 1, 1, 1, 1, 1, 1};  ///< Monday to Sunday.
  std::string time_zone = "UTC";                       ///< IANA name.
};

/// Throws DomainError for a rate below zero, a swing outside 0..1, a negative weekday factor or an
/// unknown time zone.
void check(const DemandParams& demand);

/// Requests per second [1/s] at an instant.
double demand_rate(const DemandParams& demand, TimeNs at_ns);

/// Requests expected in [from, to), exact over the curve; the local clock changes at whole hours.
double demand_between(const DemandParams& demand, TimeNs from_ns, TimeNs to_ns);

}  // namespace gigawatt::jobs
