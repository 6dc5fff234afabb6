// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <vector>

#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// Between what comes to the racks of a fleet entry at the plant's set points and the warmest that
/// their nodes accept [K].
struct RowHeadroom {
  double least_k = 0.0;  ///< Over the coolant and the air that the nodes take.
  /// Of the coolant alone; infinite in a row without a rise, where the plant's own limit holds.
  double coolant_k = std::numeric_limits<double>::infinity();
};
/// Without a row that states a rise, all are equal.
RowHeadroom row_headroom(const Scenario& scenario, const SiteParams& site,
                         const compute::FleetEntryParams& fleet);

/// The coolant's set point [K], if racks are to be compared with it: the site has coolant, and a
/// row states a rise. Else 0.
double coolant_set_point_k(const SiteParams& site);

/// Rows whose supply is warmer than their nodes accept, and rises that nothing can have.
void check_row_supply(const Scenario& scenario, const SiteParams& site,
                      std::vector<Problem>& problems);

}  // namespace gigawatt
