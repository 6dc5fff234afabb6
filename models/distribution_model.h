// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows, PDUs and feeds of a site with what they carry, and which racks hang on them. Const while a
// run goes on; what changes is in row_limits.h. Docs: docs/models/jobs/row_limits.md.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt {

/// Power set aside from an instant on.
struct ReservedPower {
  TimeNs from_ns;
  std::int64_t power_mw;
};

/// One point of the tree: a row, PDU or feed, or one rack with a limit of its own.
struct DistributionPoint {
  std::string name;
  std::string fed_by;         ///< Name of the point above; empty: none.
  std::uint32_t parent;       ///< Its index, or jobs::LimitTree::kTop.
  std::int64_t limit_mw = 0;  ///< At the input of IT equipment.
  std::uint32_t racks = 0;    ///< That hang on it or on what it feeds.
  std::uint32_t nodes = 0;    ///< In them, at the time when most are energised.
  std::int64_t full_mw = 0;   ///< Of those nodes, all at full utilisation.
  std::uint32_t carried = 0;  ///< Of those nodes, the most that it carries at full utilisation.
  /// For idle nodes of the racks right on it: as much as any later instant needs, so that nodes
  /// which are energised later never take the point beyond its limit. Falls with time.
  std::vector<ReservedPower> reserved;
};

struct DistributionModel {
  std::vector<DistributionPoint> points;     ///< Each after the one that feeds it; racks last.
  std::size_t named = 0;                     ///< Points before the racks.
  std::vector<std::uint32_t> gpus_per_node;  ///< By partition.
  /// Of each rack, by partition: the point it hangs on.
  std::vector<std::vector<std::uint32_t>> point_of_rack;
  /// Of each rack, by partition: between its supply and the warmest that its nodes accept [K].
  std::vector<std::vector<double>> headroom_k_of_rack;
  /// The same of its coolant alone; infinite where its nodes take none, or in a row without a rise.
  std::vector<std::vector<double>> coolant_headroom_k_of_rack;
  double coolant_set_k = 0.0;  ///< The plant's; 0: it has no coolant, or no row states a rise.
};

}  // namespace gigawatt
