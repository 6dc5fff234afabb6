// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "models/power/dispatch/planned_store.h"

namespace gigawatt::power {

/// A unit to be started on a dead site.
struct BlackStartUnit {
  double auxiliary_w = 0.0;  ///< Drawn while it starts; 0 = it starts by itself.
  double start_s = 0.0;      ///< From the order to full output.
  double output_w = 0.0;     ///< Once started.
};

/// How a dead site comes back. Times count from the moment of the black start [s]; infinity =
/// never.
struct BlackStart {
  std::vector<double> ready_s;  ///< (units)
  double load_s = 0.0;          ///< When the units together carry the load.
  double stored_used_j = 0.0;   ///< Taken from the store.
};

/// Starts the units in the order given: each as soon as the battery and the units that run can feed
/// its auxiliaries beside those that are starting, and the store can carry all starts to their
/// ends. A unit that must wait does not hold back those after it. The load waits for the units;
/// the battery serves starts alone.
BlackStart plan_black_start(std::span<const BlackStartUnit> units, const PlannedStore& store,
                            double energy_j, double load_w);

}  // namespace gigawatt::power
