// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "models/climate/solar_position.h"

namespace gigawatt::climate {

/// Instants of one solar day. Rise and set are those of the upper limb at a sea-level horizon under
/// standard refraction (centre 0.8333 deg below it); neither exists while the sun stays up or down.
struct SunTimes {
  TimeNs transit_ns;
  std::optional<TimeNs> rise_ns;
  std::optional<TimeNs> set_ns;
};

/// Of the day whose transit is nearest to `near_ns` (local noon, say). Only latitude and longitude
/// of the observer matter. docs/models/climate/solar_position.md.
SunTimes sun_times(TimeNs near_ns, const Observer& observer, double delta_t_s = kDeltaTS);

}  // namespace gigawatt::climate
