// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/node_set.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace gigawatt::jobs {

NodeSet::NodeSet(std::uint32_t node_count)
    : words_((node_count + 63u) / 64u), summary_((words_.size() + 63u) / 64u) {}

void NodeSet::take_lowest(std::uint32_t count, std::vector<NodeMask>& taken) {
  assert(count <= size_);
  size_ -= count;
  for (std::uint32_t group = 0; count > 0; ++group) {
    while (count > 0 && summary_[group] != 0) {
      const auto word = group * 64u + static_cast<std::uint32_t>(std::countr_zero(summary_[group]));
      std::uint64_t mask = words_[word];

      // Drop the highest nodes of the last word that is needed only in part.
      auto held = static_cast<std::uint32_t>(std::popcount(mask));
      while (held > count) {
        mask ^= std::bit_floor(mask);
        --held;
      }
      words_[word] ^= mask;
      if (words_[word] == 0) summary_[group] &= summary_[group] - 1;
      taken.push_back({word, mask});
      count -= held;
    }
  }
}

void NodeSet::insert(std::span<const NodeMask> nodes) {
  for (const NodeMask& part : nodes) {
    size_ += static_cast<std::uint32_t>(std::popcount(part.mask & ~words_[part.word]));
    words_[part.word] |= part.mask;
    if (words_[part.word] != 0) summary_[part.word / 64] |= std::uint64_t{1} << (part.word % 64);
  }
}

void NodeSet::insert_range(std::uint32_t first, std::uint32_t count) {
  while (count > 0) {
    const std::uint32_t offset = first % 64;
    const std::uint32_t here = std::min(count, 64 - offset);
    const std::uint64_t ones = here == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
    const NodeMask part{first / 64, ones << offset};
    insert({&part, 1});
    first += here;
    count -= here;
  }
}

void NodeSet::erase(std::uint32_t node) {
  const std::uint32_t word = node / 64;
  const std::uint64_t bit = std::uint64_t{1} << (node % 64);
  if ((words_[word] & bit) == 0) return;
  words_[word] ^= bit;
  --size_;
  if (words_[word] == 0) summary_[word / 64] &= ~(std::uint64_t{1} << (word % 64));
}

bool NodeSet::contains(std::uint32_t node) const {
  return (words_[node / 64] >> (node % 64) & 1) != 0;
}

}  // namespace gigawatt::jobs
