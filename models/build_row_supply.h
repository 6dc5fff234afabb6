// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// Temperature headroom [K] of the racks of a fleet entry: the least, over the coolant and the air
/// that its nodes take, of the warmest inlet they accept less the plant's set point and the rise of
/// their row. 0 for all where no row states a rise.
double row_headroom_k(const Scenario& scenario, const SiteParams& site,
                      const compute::FleetEntryParams& fleet);

/// Rows whose supply is warmer than their nodes accept, and rises that nothing can have.
void check_row_supply(const Scenario& scenario, const SiteParams& site,
                      std::vector<Problem>& problems);

}  // namespace gigawatt
