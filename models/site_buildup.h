// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "models/power/buildup/forecast.h"
#include "sim/engine/time.h"

namespace gigawatt {

/// Calendar months (UTC) with the same power, at the instant of each that has the least headroom.
struct HeadroomMonths {
  TimeNs first_ns = 0;       ///< Midnight that opens the first month.
  TimeNs last_ns = 0;        ///< Midnight that opens the last.
  double energised_w = 0.0;  ///< Of phases by then.
  double funded_w = 0.0;     ///< Of phases that are paid for.
  double demand_w = 0.0;     ///< Of the energised fleet, design_power_w().

  double headroom_w() const { return std::min(energised_w, funded_w) - demand_w; }
};

/// What is built before a site has power, and what that leaves.
struct SiteBuildup {
  power::BuildForecast forecast;
  std::vector<HeadroomMonths> headroom;  ///< Of the months of the run.
};

}  // namespace gigawatt
