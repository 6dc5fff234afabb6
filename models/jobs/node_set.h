// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gigawatt::jobs {

/// 64 consecutive nodes of which those in `mask` are meant, at least one.
struct NodeMask {
  std::uint32_t word;   ///< Nodes 64·word ... 64·word + 63.
  std::uint32_t count;  ///< Of nodes in `mask`.
  std::uint64_t mask;
};

/// The free nodes of a partition, a two-level bitmap. Lowest ids first.
class NodeSet {
 public:
  explicit NodeSet(std::uint32_t node_count);  ///< All absent.

  /// Takes the `count` lowest free nodes (count ≤ size()), appending them to `taken`.
  void take_lowest(std::uint32_t count, std::vector<NodeMask>& taken);
  /// The same among nodes `first` to `end` − 1, of which `count` are free.
  void take_lowest_in(std::uint32_t first, std::uint32_t end, std::uint32_t count,
                      std::vector<NodeMask>& taken);
  void insert(std::span<const NodeMask> nodes);
  void insert_range(std::uint32_t first, std::uint32_t count);
  void erase(std::uint32_t node);  ///< O(1); no effect if absent.
  bool contains(std::uint32_t node) const;
  std::uint32_t size() const { return size_; }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> counts_;   ///< Nodes in each word.
  std::vector<std::uint64_t> summary_;  ///< Bit w set: words_[w] is not zero.
  std::uint32_t size_ = 0;
};

}  // namespace gigawatt::jobs
