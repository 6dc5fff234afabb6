// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/release_set.h"

#include <algorithm>
#include <cassert>

namespace gigawatt::jobs {

// Searches go by the instant alone and without branches, which they would mispredict at every other
// step; equal instants are rare and are told apart by slot afterwards.

/// The last chunk that begins at or before `key`, or the first of all.
std::size_t ReleaseSet::chunk_of(const Release& key) const {
  const TimeNs* const first_ns = first_ns_.data();
  std::size_t at = 0;
  for (std::size_t count = first_ns_.size(); count > 1;) {
    const std::size_t half = count / 2;
    at += first_ns[at + half] <= key.end_ns ? half : 0;
    count -= half;
  }
  while (at > 0 && first_ns[at] == key.end_ns && before(key, first_of(at)))
    --at;
  return at;
}

/// Where `key` is or would be: behind all that are before it.
std::uint32_t ReleaseSet::place_in(const Chunk& chunk, const Release& key) {
  std::uint32_t place = 0;
  for (std::uint32_t count = chunk.count; count > 0;) {
    const std::uint32_t half = (count + 1) / 2;
    place += chunk.items[place + half - 1].end_ns < key.end_ns ? half : 0;
    count -= half;
  }
  while (place < chunk.count && before(chunk.items[place], key))
    ++place;
  return place;
}

std::uint32_t ReleaseSet::new_chunk() {
  if (unused_.empty()) {
    pool_.emplace_back();
    unused_.reserve(pool_.capacity());
    return static_cast<std::uint32_t>(pool_.size() - 1);
  }
  const std::uint32_t chunk = unused_.back();
  unused_.pop_back();
  return chunk;
}

void ReleaseSet::remove_chunk(std::size_t at) {
  const auto index = static_cast<std::ptrdiff_t>(at);
  unused_.push_back(order_[at]);
  order_.erase(order_.begin() + index);
  first_ns_.erase(first_ns_.begin() + index);
  nodes_.erase(nodes_.begin() + index);
}

void ReleaseSet::split(std::size_t at) {
  const std::uint32_t upper_index = new_chunk();
  Chunk& lower = pool_[order_[at]];
  Chunk& upper = pool_[upper_index];
  constexpr std::uint32_t kHalf = kCapacity / 2;
  std::copy(lower.items.begin() + kHalf, lower.items.end(), upper.items.begin());
  upper.count = kCapacity - kHalf;
  lower.count = kHalf;
  std::uint64_t upper_nodes = 0;
  for (std::uint32_t i = 0; i < upper.count; ++i)
    upper_nodes += upper.items[i].nodes;
  nodes_[at] -= upper_nodes;
  const auto next = static_cast<std::ptrdiff_t>(at) + 1;
  order_.insert(order_.begin() + next, upper_index);
  first_ns_.insert(first_ns_.begin() + next, upper.items[0].end_ns);
  nodes_.insert(nodes_.begin() + next, upper_nodes);
}

void ReleaseSet::insert(TimeNs limit_end_ns, std::uint32_t slot, std::uint32_t nodes) {
  const Release release{limit_end_ns, slot, nodes};
  if (order_.empty()) {
    order_.push_back(new_chunk());
    first_ns_.push_back(limit_end_ns);
    nodes_.push_back(0);
  }
  std::size_t at = chunk_of(release);
  if (pool_[order_[at]].count == kCapacity) {
    split(at);
    if (!before(release, first_of(at + 1))) ++at;
  }

  Chunk& chunk = pool_[order_[at]];
  const auto end = chunk.items.begin() + chunk.count;
  const auto place = chunk.items.begin() + place_in(chunk, release);
  std::move_backward(place, end, end + 1);
  *place = release;
  ++chunk.count;
  first_ns_[at] = chunk.items[0].end_ns;
  nodes_[at] += nodes;
}

void ReleaseSet::erase(TimeNs limit_end_ns, std::uint32_t slot) {
  assert(!order_.empty());
  const Release key{limit_end_ns, slot, 0};
  const std::size_t at = chunk_of(key);
  Chunk& chunk = pool_[order_[at]];
  const auto end = chunk.items.begin() + chunk.count;
  const auto place = chunk.items.begin() + place_in(chunk, key);
  assert(place != end && place->end_ns == limit_end_ns && place->slot == slot);
  nodes_[at] -= place->nodes;
  std::move(place + 1, end, place);
  --chunk.count;
  if (chunk.count == 0) return remove_chunk(at);

  first_ns_[at] = chunk.items[0].end_ns;
  if (chunk.count < kCapacity / 4 && at + 1 < order_.size()) merge_with_next(at);
}

void ReleaseSet::merge_with_next(std::size_t at) {
  Chunk& lower = pool_[order_[at]];
  Chunk& upper = pool_[order_[at + 1]];
  if (lower.count + upper.count > 3 * kCapacity / 4) return;
  std::copy_n(upper.items.begin(), upper.count, lower.items.begin() + lower.count);
  lower.count += upper.count;
  upper.count = 0;
  nodes_[at] += nodes_[at + 1];
  remove_chunk(at + 1);
}

ReleaseSet::Reservation ReleaseSet::reserve(std::uint32_t needed, std::uint32_t free) const {
  std::uint64_t sum = free;
  std::size_t at = 0;
  for (; at < order_.size() && sum + nodes_[at] < needed; ++at)
    sum += nodes_[at];

  // The shadow instant lies in this chunk; releases tied with it may run on into the next ones.
  TimeNs shadow_ns = kNever;
  for (; at < order_.size(); ++at) {
    const Chunk& chunk = pool_[order_[at]];
    for (std::uint32_t i = 0; i < chunk.count; ++i) {
      const Release& release = chunk.items[i];
      if (sum >= needed && release.end_ns != shadow_ns)
        return {shadow_ns, static_cast<std::uint32_t>(sum - needed)};
      sum += release.nodes;
      shadow_ns = release.end_ns;
    }
  }
  if (sum < needed) return {kNever, 0};
  return {shadow_ns, static_cast<std::uint32_t>(sum - needed)};
}

}  // namespace gigawatt::jobs
