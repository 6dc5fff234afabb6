// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a summary says of the sources beside the grid.

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/routing_summary.h"
#include "models/site.h"

namespace gigawatt {

/// Sister units of a site's own over the whole run.
struct FleetSummary {
  std::string name;
  std::uint32_t units = 0;
  double rated_w = 0.0;  ///< Of all.
  power::GeneratorStep total;
};

/// What fed a site, where that is more than a grid and a price.
struct SupplySummary {
  power::SupplyTotals totals;
  double peak_import_w = 0.0;  ///< Highest 15-minute mean; and when it began.
  TimeNs peak_import_ns = 0;
  std::vector<FleetSummary> fleets;  ///< Cheapest fuel first.
  bool has_pv = false, has_battery = false, has_tariff = false, has_export = false;
  double stored_j = 0.0;        ///< At the end.
  double battery_health = 0.0;  ///< Capacity per nameplate at the end.
  double full_cycles = 0.0;     ///< Given, per usable capacity as new.
};

/// Nothing for a site with a grid and a price alone.
std::optional<SupplySummary> supply_of(const Site& site);

/// Laws of the bus, the battery and the bill.
std::vector<Residual> supply_residuals(const Site& site);

/// Stable keys, documented in docs/results_format.md.
nlohmann::ordered_json supply_json(const SupplySummary& supply);

/// Appends lines for people.
void supply_rows(std::string& out, const SupplySummary& supply);

}  // namespace gigawatt
