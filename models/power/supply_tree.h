// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/interfaces.h"

namespace gigawatt::power {

/// One level of converters inside the racks.
struct SupplyStage {
  TreeLevel level = TreeLevel::chassis;  ///< node, chassis or rack.
  ConverterLoss loss{};                  ///< Of one unit.
  int units = 1;                         ///< Parallel units per chassis (or rack, or node).
  Sharing sharing = Sharing::equal;
  double unit_rated_w = 0.0;  ///< Output per unit [W]; needed by `staged`.
};

/// Input power [mW] of one element's converters at output `load_mw` [mW], rounded to whole mW so
/// that sums over elements are exact and do not depend on order. An overload goes on with the
/// formula; a table holds its end efficiency. A node-level stage is used through this alone.
std::int64_t supply_input_mw(const SupplyStage& stage, std::int64_t load_mw);

/// Chassis- and rack-level power supplies of a partition. They have no memory: the sum of inputs is
/// kept exact and incremental, O(1) per touched element. Node-level stages are not here (they are
/// in the node's own power). A chassis or rack without load is off and draws nothing. Copyable.
class SupplyTree {
 public:
  /// `fixed_chassis_load_mw`: what every chassis feeds besides its nodes (switches). Elements may
  /// be partial at the end. Stages of level chassis and rack only, leaf first. Throws DomainError
  /// for another level, a rack stage before a chassis stage, or sizes below 1.
  SupplyTree(std::vector<SupplyStage> stages, std::uint32_t node_count,
             std::uint32_t nodes_per_chassis, std::uint32_t chassis_per_rack,
             std::int64_t fixed_chassis_load_mw);

  bool trivial() const { return stages_.empty(); }  ///< Input = load, nothing to keep.
  /// Changes the load of a chassis by `delta_mw`; call flush() once afterwards.
  void add(std::uint32_t chassis, std::int64_t delta_mw);
  /// Replaces every chassis load (after a change of throttle): loads_mw has one entry per chassis.
  void assign(const std::vector<std::int64_t>& loads_mw);
  /// Brings the sums up to date with every add() since the last flush.
  void flush();

  std::int64_t load_mw() const { return load_mw_; }    ///< Sum of node and fixed loads [mW].
  std::int64_t input_mw() const { return input_mw_; }  ///< What the partition draws [mW].
  std::uint32_t chassis_count() const;

 private:
  std::int64_t through(TreeLevel level, std::int64_t load_mw) const;
  void refresh_rack(std::uint32_t rack);
  std::uint32_t rack_of(std::uint32_t chassis) const { return chassis / chassis_per_rack_; }

  std::vector<SupplyStage> stages_;
  std::uint32_t chassis_per_rack_ = 1;
  std::int64_t load_mw_ = 0;
  std::int64_t input_mw_ = 0;
  std::vector<std::int64_t> chassis_load_mw_;   ///< Nodes and fixed load (chassis).
  std::vector<std::int64_t> chassis_input_mw_;  ///< As of the last flush (chassis).
  std::vector<std::int64_t> rack_load_mw_;      ///< Sum of chassis inputs (racks).
  std::vector<std::int64_t> rack_input_mw_;     ///< As of the last flush (racks).
  std::vector<std::uint32_t> touched_;    ///< Chassis changed since the last flush, each once.
  std::vector<std::uint8_t> is_touched_;  ///< (chassis).
};

}  // namespace gigawatt::power
