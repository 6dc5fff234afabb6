// SPDX-License-Identifier: Apache-2.0
#pragma once

// What can break, how often, and what mending takes: parameters resolved to numbers, const while a
// run goes on. Equations and sources: docs/models/faults/faults.md.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/faults/daily_window.h"
#include "models/faults/distribution.h"
#include "models/faults/fault_log.h"

namespace gigawatt::faults {

/// What a repair takes beside time. With a spare the node is back after the swap.
enum class RepairNeed : std::uint8_t { nothing, crew, crew_and_spare };

/// Something in a node that breaks.
struct Component {
  std::string name;    ///< "gpu", "hbm", "nic", ...
  double share = 1.0;  ///< Of the node's faults; shares sum to 1.
  Distribution repair = Distribution::fixed(0.0);
  RepairNeed need = RepairNeed::crew_and_spare;
};

/// Something that takes many nodes down at once: `nodes_per_domain` neighbours share one.
struct FailureDomain {
  std::string name;  ///< "leaf-switch", "rack", ...
  std::uint32_t nodes_per_domain = 1;
  double mean_between_s = 0.0;  ///< Between faults of one domain while it is up [s], > 0.
  Distribution repair = Distribution::fixed(0.0);
};

struct FaultModel {
  /// Up time before the next fault of an average node [s]. Not used with a log.
  Distribution up = Distribution::fixed(0.0);
  double lemon_share = 0.0;    ///< Of nodes.
  double lemon_factor = 1.0;   ///< Their hazard over that of the others; the mean stays.
  double frailty_shape = 0.0;  ///< Gamma shape of the nodes' hazards, mean 1; 0 = all alike.
  std::vector<Component> components;
  std::vector<FailureDomain> domains;
  double drain_share = 0.0;             ///< Of node faults, those that let the job go on.
  std::int64_t detection_ns = 0;        ///< From a fault until it is known.
  double discovery_share = 0.0;         ///< Of faults that only people find,
  DailyWindow discovery;                ///< in these hours.
  std::shared_ptr<const FaultLog> log;  ///< Instead of draws: what really happened.

  /// False: nothing ever fails.
  bool any() const { return log || up.mean_s() > 0.0 || !domains.empty(); }

  /// Faults [1/s] that end an attempt on `nodes` neighbouring nodes, on average over placements.
  double interruptions_per_s(std::uint32_t nodes) const;
};

}  // namespace gigawatt::faults
