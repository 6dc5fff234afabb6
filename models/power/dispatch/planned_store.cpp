// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/planned_store.h"

#include <algorithm>

namespace gigawatt::power {

FlowRange flow_range(const PlannedStore& store, double energy_j, double span_s) {
  const double room_w = (store.most_energy_j - energy_j) / (store.charge_efficiency * span_s);
  const double stock_w = (energy_j - store.least_energy_j) * store.discharge_efficiency / span_s;
  return {.charge_w = std::clamp(room_w, 0.0, store.charge_limit_w),
          .discharge_w = std::clamp(stock_w, 0.0, store.discharge_limit_w)};
}

double next_energy_j(const PlannedStore& store, double energy_j, double charge_w,
                     double discharge_w, double span_s) {
  const double change_w =
      store.charge_efficiency * charge_w - discharge_w / store.discharge_efficiency;
  return std::clamp(energy_j + change_w * span_s, std::min(energy_j, store.least_energy_j),
                    std::max(energy_j, store.most_energy_j));
}

}  // namespace gigawatt::power
