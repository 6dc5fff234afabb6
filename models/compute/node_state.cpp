// SPDX-License-Identifier: Apache-2.0
#include "models/compute/node_state.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/compute/catalogue.h"

namespace gigawatt::compute {
namespace {

double span_w(const Sourced& low, const Sourced& high) {
  return high.value - low.value;
}

std::string fault_of_clock(const NodeType& node, const ClockState& state) {
  if (state.name.empty()) return "a clock state has no name";
  if (std::count_if(node.clocks.begin(), node.clocks.end(),
                    [&](const ClockState& other) { return other.name == state.name; }) > 1)
    return fmt::format("two clock states are named '{}'", state.name);
  if (state.idle_w.value > state.measured_max_w.value ||
      state.measured_max_w.value > node.measured_max_w.value)
    return fmt::format(
        "'{}': idle {:g} W, measured_max {:g} W and the node's own {:g} W do not rise", state.name,
        state.idle_w.value, state.measured_max_w.value, node.measured_max_w.value);
  if (!is_usable_curve(state.power_curve))
    return fmt::format("'{}': its power_curve does not rise from 0 to 1", state.name);
  if (node.host && !state.off() &&
      span_w(node.host->idle_w, node.host->max_w) > span_w(state.idle_w, state.measured_max_w))
    return fmt::format("'{}': its power rises by less than that of the host alone", state.name);
  return "";
}

}  // namespace

const ClockState* find_clock(const NodeType& node, std::string_view name) {
  const auto found = std::find_if(node.clocks.begin(), node.clocks.end(),
                                  [&](const ClockState& state) { return state.name == name; });
  return found == node.clocks.end() ? nullptr : &*found;
}

std::vector<std::string> clock_names(const NodeType& node) {
  std::vector<std::string> names;
  for (const ClockState& state : node.clocks)
    names.push_back(state.name);
  return names;
}

NodeType at_clock(const NodeType& node, std::string_view clock) {
  NodeType held = node;
  if (clock.empty()) return held;
  const ClockState& state = *find_clock(node, clock);
  held.idle_w = state.idle_w;
  held.measured_max_w = state.measured_max_w;
  held.rated_w.value =
      state.off() ? state.measured_max_w.value
                  : node.rated_w.value - node.measured_max_w.value + state.measured_max_w.value;
  if (!state.power_curve.empty()) held.power_curve = state.power_curve;
  return held;
}

std::string fault_of_states(const NodeType& node, std::string& key) {
  key = "host";
  if (node.host) {
    const HostPower& host = *node.host;
    if (host.idle_w.value > host.max_w.value) return "idle and max do not rise";
    if (host.idle_w.value > node.idle_w.value)
      return fmt::format("idle {:g} W is above the node's own, {:g} W", host.idle_w.value,
                         node.idle_w.value);
    if (span_w(host.idle_w, host.max_w) > span_w(node.idle_w, node.measured_max_w))
      return "its power rises by more than the node's";
  }
  for (std::size_t i = 0; i < node.clocks.size(); ++i) {
    key = fmt::format("clocks.{}", i);
    if (std::string fault = fault_of_clock(node, node.clocks[i]); !fault.empty()) return fault;
  }
  return "";
}

}  // namespace gigawatt::compute
