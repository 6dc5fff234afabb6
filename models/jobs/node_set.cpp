// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/node_set.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace gigawatt::jobs {

namespace {

std::uint32_t count_of(std::uint64_t mask) {
  return static_cast<std::uint32_t>(std::popcount(mask));
}

/// The lowest `count` of the `held` nodes in `mask`, from whichever end is nearer.
std::uint64_t lowest_of(std::uint64_t mask, std::uint32_t held, std::uint32_t count) {
  if (2 * count <= held) {
    std::uint64_t rest = mask;
    for (; count > 0; --count)
      rest &= rest - 1;
    return mask ^ rest;
  }
  for (; held > count; --held)
    mask ^= std::bit_floor(mask);
  return mask;
}

}  // namespace

NodeSet::NodeSet(std::uint32_t node_count)
    : words_((node_count + 63u) / 64u),
      counts_(words_.size()),
      summary_((words_.size() + 63u) / 64u) {}

void NodeSet::take_lowest(std::uint32_t count, std::vector<NodeMask>& taken) {
  assert(count <= size_);
  size_ -= count;
  for (std::uint32_t group = 0; count > 0; ++group) {
    while (count > 0 && summary_[group] != 0) {
      const auto word = group * 64u + static_cast<std::uint32_t>(std::countr_zero(summary_[group]));
      if (counts_[word] <= count) {
        count -= counts_[word];
        taken.push_back({word, counts_[word], words_[word]});
        words_[word] = 0;
        counts_[word] = 0;
        summary_[group] &= summary_[group] - 1;
      } else {
        const std::uint64_t mask = lowest_of(words_[word], counts_[word], count);
        taken.push_back({word, count, mask});
        words_[word] ^= mask;
        counts_[word] -= count;
        count = 0;
      }
    }
  }
}

void NodeSet::take_lowest_in(std::uint32_t first, std::uint32_t end, std::uint32_t count,
                             std::vector<NodeMask>& taken) {
  const bool all = count == end - first;  // then every node of the range is free
  for (std::uint32_t word = first / 64; count > 0; ++word) {
    assert(64 * word < end);
    std::uint64_t mask = words_[word];
    if (word == first / 64) mask &= ~std::uint64_t{0} << (first % 64);
    if (64 * word + 64 > end) mask &= (std::uint64_t{1} << (end % 64)) - 1;
    if (mask == 0) continue;
    const std::uint32_t held =
        all ? std::min(end, 64 * word + 64) - std::max(first, 64 * word) : count_of(mask);
    if (held > count) mask = lowest_of(mask, held, count);
    const std::uint32_t got = std::min(held, count);
    taken.push_back({word, got, mask});
    words_[word] ^= mask;
    counts_[word] -= got;
    if (counts_[word] == 0) summary_[word / 64] &= ~(std::uint64_t{1} << (word % 64));
    size_ -= got;
    count -= got;
  }
}

void NodeSet::insert(std::span<const NodeMask> nodes) {
  std::uint32_t gained = 0;
  for (const NodeMask& part : nodes) {
    std::uint64_t& word = words_[part.word];
    const std::uint64_t absent = part.mask & ~word;
    const std::uint32_t count = absent == part.mask ? part.count : count_of(absent);
    word |= part.mask;
    counts_[part.word] += count;
    gained += count;
    summary_[part.word / 64] |= std::uint64_t{1} << (part.word % 64);
  }
  size_ += gained;
}

void NodeSet::insert_range(std::uint32_t first, std::uint32_t count) {
  while (count > 0) {
    const std::uint32_t offset = first % 64;
    const std::uint32_t here = std::min(count, 64 - offset);
    const std::uint64_t ones = here == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
    const NodeMask part{first / 64, here, ones << offset};
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
  --counts_[word];
  --size_;
  if (words_[word] == 0) summary_[word / 64] &= ~(std::uint64_t{1} << (word % 64));
}

bool NodeSet::contains(std::uint32_t node) const {
  return (words_[node / 64] >> (node % 64) & 1) != 0;
}

}  // namespace gigawatt::jobs
