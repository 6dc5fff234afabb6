// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/compute/catalogue.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::compute {

/// How a fleet entry's chassis and rack supplies share their load.
enum class SupplySharing { catalogue, equal, staged };

/// One line of `fleet:`: `{node: hgx-h100-8, nodes: 12500, nodes_per_rack: 8, energised:
/// 2025-01-01}`.
struct FleetEntryParams {
  std::string node;                            ///< Catalogue name.
  std::optional<std::int64_t> nodes;           ///< Either this
  std::optional<std::int64_t> racks;           ///< or this (full racks).
  std::optional<std::int64_t> nodes_per_rack;  ///< Absent: the catalogue's full rack.
  std::optional<TimeNs> energised;             ///< Absent: from the start.
  std::string phase;                           ///< Energised with it, instead of at a date.
  std::optional<TimeNs> retired;               ///< Absent: never. First instant without the nodes.
  std::string row;                             ///< Empty: not placed.
  std::optional<std::int64_t> first_rack;      ///< Its position in `row`; absent: 1.
  std::int64_t hot_spares = 0;  ///< Nodes of each rack that take over from failed ones.
  SupplySharing supply_sharing = SupplySharing::catalogue;
  bool network =
      true;  ///< False: the catalogue's tiers (switches, storage, CPU nodes) are left out.
  std::optional<double> power_cap_w;  ///< Most that one accelerator draws; its own if absent.
  std::string clock;                  ///< Clock state its nodes are held at; empty: none.
  std::string path;                   ///< Where the entry stands in the scenario.

  void visit(FieldVisitor& v);
};

/// Sizes of an entry. The last rack may be partial when `nodes` is given.
std::int64_t nodes_per_rack(const FleetEntryParams& entry, const NodeType& type);
std::int64_t node_count(const FleetEntryParams& entry, const NodeType& type);
std::int64_t rack_count(const FleetEntryParams& entry, const NodeType& type);
/// Chassis in a full rack of this entry; the last one may be partial.
std::int64_t chassis_per_rack(const FleetEntryParams& entry, const NodeType& type);
/// Steady power [W] of the entry's tiers; 0 with `network: false`.
double tier_power_w(const FleetEntryParams& entry, const NodeType& type);
/// Supplies of the type with the entry's choice of sharing applied to chassis and rack levels.
std::vector<NodeSupply> supplies_of(const FleetEntryParams& entry, const NodeType& type);

/// Faults of single entries: unknown node, both or neither of nodes and racks, retired before
/// energised, a position in no row, staged sharing without ratings. Paths are set; file and line
/// are for the caller.
std::vector<Problem> find_fleet_problems(std::span<const FleetEntryParams> entries,
                                         const Catalogue& catalogue);

/// Pairs of entries that claim the same racks of a row at the same time, [energised, retired).
/// Each names both. Entries with unknown nodes or no row are passed over.
std::vector<Problem> find_rack_conflicts(std::span<const FleetEntryParams> entries,
                                         const Catalogue& catalogue);

}  // namespace gigawatt::compute
