// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a node draws part by part, and at other clocks than its own.
// docs/models/compute/node_power.md.

#include <string>
#include <string_view>
#include <vector>

#include "models/compute/sourced.h"

namespace gigawatt::compute {

struct NodeType;

/// What a node draws beside its accelerators (CPUs, memory); part of the node's own powers.
struct HostPower {
  Sourced idle_w, max_w;
};

/// Clocks that a node can be held at. Powers are of one node, on the side of its `powers_at`.
struct ClockState {
  std::string name;
  double speed = 1.0;  ///< Relative to the clocks that the node's own powers are for; 0: off.
  Sourced idle_w, measured_max_w;
  std::vector<double> power_curve;  ///< In place of the node's own; empty: the same.

  bool off() const { return speed == 0.0; }
};

/// The state of that name; null if the node has none.
const ClockState* find_clock(const NodeType& node, std::string_view name);
std::vector<std::string> clock_names(const NodeType& node);

/// The node as it is with its clocks held at `clock`: what it draws, and `rated_w` less by as much
/// as full power is. An empty name leaves it as it is. Requires that the node has the state.
NodeType at_clock(const NodeType& node, std::string_view clock);

/// What keeps a node's host or clock states from being used, "" if nothing does; `key` is where.
std::string fault_of_states(const NodeType& node, std::string& key);

}  // namespace gigawatt::compute
