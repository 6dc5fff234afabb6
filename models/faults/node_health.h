// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstdint>
#include <vector>

namespace gigawatt::faults {

/// How many things keep each node down (its own fault, its rack, its switch), and how many racks
/// still have enough nodes up: a rack of 18 trays that gives jobs 16 has two hot spares.
class NodeHealth {
 public:
  /// Nodes fill racks in order; a rack is usable with `needed` nodes up, `needed` ≤ rack.
  explicit NodeHealth(std::uint32_t nodes, std::uint32_t nodes_per_rack = 1,
                      std::uint32_t needed = 1)
      : causes_(nodes), nodes_per_rack_(nodes_per_rack), needed_(needed) {
    assert(nodes_per_rack >= 1 && needed <= nodes_per_rack);
    for (std::uint32_t first = 0; first < nodes; first += nodes_per_rack) {
      up_in_rack_.push_back(nodes - first < nodes_per_rack ? nodes - first : nodes_per_rack);
      usable_racks_ += up_in_rack_.back() >= needed_;
    }
  }

  bool is_up(std::uint32_t node) const { return causes_[node] == 0; }
  std::uint32_t nodes_down() const { return nodes_down_; }
  std::uint32_t usable_racks() const { return usable_racks_; }
  bool is_usable(std::uint32_t rack) const { return up_in_rack_[rack] >= needed_; }

  /// One more cause. True if the node went down with it.
  bool fail(std::uint32_t node) {
    if (causes_[node]++ > 0) return false;
    const std::uint32_t rack = node / nodes_per_rack_;
    usable_racks_ -= up_in_rack_[rack]-- == needed_;
    ++nodes_down_;
    return true;
  }

  /// One cause less. True if the node is up with it.
  bool mend(std::uint32_t node) {
    assert(causes_[node] > 0);
    if (--causes_[node] > 0) return false;
    const std::uint32_t rack = node / nodes_per_rack_;
    usable_racks_ += ++up_in_rack_[rack] == needed_;
    --nodes_down_;
    return true;
  }

 private:
  std::vector<std::uint16_t> causes_;
  std::vector<std::uint32_t> up_in_rack_;
  std::uint32_t nodes_per_rack_;
  std::uint32_t needed_;
  std::uint32_t nodes_down_ = 0;
  std::uint32_t usable_racks_ = 0;
};

}  // namespace gigawatt::faults
