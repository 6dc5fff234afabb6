// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/release_set.h"

#include <algorithm>
#include <cassert>

namespace gigawatt::jobs {

/// The last chunk that begins at or before `key`, or the first of all.
std::size_t ReleaseSet::chunk_of(const Release& key) const {
  std::size_t at = 0;
  for (std::size_t count = order_.size(); count > 1;) {
    const std::size_t half = count / 2;
    at += before(key, first_of(at + half)) ? 0 : half;
    count -= half;
  }
  return at;
}

/// Where `key` is or would be: behind all that are before it.
std::uint32_t ReleaseSet::place_in(const Chunk& chunk, const Release& key) {
  std::uint32_t place = 0;
  for (std::uint32_t count = chunk.count; count > 0;) {
    const std::uint32_t half = (count + 1) / 2;
    place += before(chunk.items[place + half - 1], key) ? half : 0;
    count -= half;
  }
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

void ReleaseSet::split(std::size_t at) {
  const std::uint32_t upper_index = new_chunk();
  Chunk& lower = pool_[order_[at]];
  Chunk& upper = pool_[upper_index];
  constexpr std::uint32_t kHalf = kCapacity / 2;
  std::copy(lower.items.begin() + kHalf, lower.items.end(), upper.items.begin());
  upper.count = kCapacity - kHalf;
  upper.nodes = 0;
  for (std::uint32_t i = 0; i < upper.count; ++i)
    upper.nodes += upper.items[i].nodes;
  lower.count = kHalf;
  lower.nodes -= upper.nodes;
  order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(at) + 1, upper_index);
}

void ReleaseSet::insert(TimeNs limit_end_ns, std::uint32_t slot, std::uint32_t nodes) {
  const Release release{limit_end_ns, slot, nodes};
  if (order_.empty()) order_.push_back(new_chunk());
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
  chunk.nodes += nodes;
}

void ReleaseSet::erase(TimeNs limit_end_ns, std::uint32_t slot) {
  assert(!order_.empty());
  const Release key{limit_end_ns, slot, 0};
  const std::size_t at = chunk_of(key);
  Chunk& chunk = pool_[order_[at]];
  const auto end = chunk.items.begin() + chunk.count;
  const auto place = chunk.items.begin() + place_in(chunk, key);
  assert(place != end && place->end_ns == limit_end_ns && place->slot == slot);
  chunk.nodes -= place->nodes;
  std::move(place + 1, end, place);
  --chunk.count;

  if (chunk.count == 0) {
    unused_.push_back(order_[at]);
    order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(at));
  } else if (chunk.count < kCapacity / 4 && at + 1 < order_.size()) {
    merge_with_next(at);
  }
}

void ReleaseSet::merge_with_next(std::size_t at) {
  Chunk& lower = pool_[order_[at]];
  Chunk& upper = pool_[order_[at + 1]];
  if (lower.count + upper.count > 3 * kCapacity / 4) return;
  std::copy_n(upper.items.begin(), upper.count, lower.items.begin() + lower.count);
  lower.count += upper.count;
  lower.nodes += upper.nodes;
  upper.count = 0;
  upper.nodes = 0;
  unused_.push_back(order_[at + 1]);
  order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(at) + 1);
}

ReleaseSet::Reservation ReleaseSet::reserve(std::uint32_t needed, std::uint32_t free) const {
  std::uint64_t sum = free;
  std::size_t at = 0;
  for (; at < order_.size() && sum + pool_[order_[at]].nodes < needed; ++at)
    sum += pool_[order_[at]].nodes;

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
