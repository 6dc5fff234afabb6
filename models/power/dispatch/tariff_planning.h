// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "models/power/dispatch/look_ahead.h"
#include "models/power/dispatch/tariff.h"

namespace gigawatt::power {

/// The steps of one plan.
struct PlanSteps {
  TimeNs from_ns = 0;
  std::int64_t step_ns = kNsPerHour;  ///< A divisor of an hour, or whole hours.
  int count = 0;

  TimeNs at(int step) const { return from_ns + step * step_ns; }
};

/// Part of the import price that is known ahead, per step: bands or the flat price (at the middle
/// of the step) and the named hours of coincident peaks, as USD per kWh. A series is forecast by
/// the caller and added.
void known_import_price(const Tariff& tariff, const PlanSteps& steps,
                        std::span<double> usd_per_kwh);
/// The same of the export credit.
void known_export_price(const Tariff& tariff, const PlanSteps& steps,
                        std::span<double> usd_per_kwh);

/// One window per demand charge and month that the steps touch, with what is owed already as its
/// floor: in the month of `state` its peak so far, else what the ratchet bills.
std::vector<DemandWindow> demand_windows(const Tariff& tariff, const TariffState& state,
                                         const PlanSteps& steps);

/// Most windows that demand_windows() can return for a horizon of at most 28 days.
inline int most_demand_windows(const Tariff& tariff) {
  return 2 * static_cast<int>(tariff.demand.size());
}

}  // namespace gigawatt::power
