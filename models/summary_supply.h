// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a summary says of the sources beside the grid.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/summary.h"

namespace gigawatt {

/// Nothing for a site with a grid and a price alone.
std::optional<SupplySummary> supply_of(const Site& site);

/// Laws of the bus, the battery and the bill.
std::vector<Residual> supply_residuals(const Site& site);

/// Stable keys, documented in docs/results_format.md.
nlohmann::ordered_json supply_json(const SupplySummary& supply);

/// Appends lines for people.
void supply_rows(std::string& out, const SupplySummary& supply);

}  // namespace gigawatt
