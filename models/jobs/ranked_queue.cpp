// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/ranked_queue.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace gigawatt::jobs {

namespace {

std::ptrdiff_t offset(std::size_t at) {
  return static_cast<std::ptrdiff_t>(at);
}

std::size_t size_class(std::uint32_t nodes, std::size_t classes) {
  const auto width = static_cast<std::size_t>(std::bit_width(nodes));
  return std::min(width == 0 ? 0 : width - 1, classes - 1);
}

bool fits(const QueuedJob& job, const WaitQueue::Room& room) {
  return job.nodes <= room.free && (job.limit_ns <= room.longest_ns || job.nodes <= room.spare);
}

}  // namespace

/// The last chunk that begins before that key, or the first of all.
std::size_t RankedQueue::chunk_of(double rank, std::uint64_t order) const {
  const auto after = std::partition_point(order_.begin(), order_.end(), [&](std::uint32_t chunk) {
    return before(pool_[chunk].items[0], rank, order);
  });
  return after == order_.begin() ? 0 : static_cast<std::size_t>(after - order_.begin()) - 1;
}

std::uint32_t RankedQueue::new_chunk() {
  if (unused_.empty()) {
    pool_.emplace_back();
    unused_.reserve(pool_.capacity());
    return static_cast<std::uint32_t>(pool_.size() - 1);
  }
  const std::uint32_t chunk = unused_.back();
  unused_.pop_back();
  return chunk;
}

void RankedQueue::insert_chunk(std::size_t at, std::uint32_t index) {
  order_.insert(order_.begin() + offset(at), index);
  least_nodes_.insert(least_nodes_.begin() + offset(at), 0);
  bounds_.insert(bounds_.begin() + offset(at), Bounds{});
}

void RankedQueue::split(std::size_t at) {
  const std::uint32_t upper_index = new_chunk();
  Chunk& lower = pool_[order_[at]];
  Chunk& upper = pool_[upper_index];
  // A queue that grows at its end keeps its chunks full.
  const std::uint32_t kept = at + 1 == order_.size() ? kCapacity * 7 / 8 : kCapacity / 2;
  std::copy(lower.items.begin() + kept, lower.items.end(), upper.items.begin());
  upper.count = kCapacity - kept;
  lower.count = kept;
  insert_chunk(at + 1, upper_index);
  tighten(at);
  tighten(at + 1);
}

void RankedQueue::insert(double rank, const QueuedJob& job) {
  assert(job.nodes > 0);
  if (order_.empty()) {
    insert_chunk(0, new_chunk());
    tighten(0);
  }
  std::size_t at = chunk_of(rank, job.order);
  if (pool_[order_[at]].count == kCapacity) {
    split(at);
    if (before(pool_[order_[at + 1]].items[0], rank, job.order)) ++at;
  }
  Chunk& chunk = pool_[order_[at]];
  const auto end = chunk.items.begin() + chunk.count;
  const auto place = std::partition_point(
      chunk.items.begin(), end, [&](const Item& item) { return before(item, rank, job.order); });
  std::move_backward(place, end, end + 1);
  *place = {rank, job};
  ++chunk.count;
  include(at, job);
  ++size_;
  nodes_ += job.nodes;
}

void RankedQueue::remove(const Place& place) {
  Chunk& chunk = pool_[order_[place.chunk]];
  const auto item = chunk.items.begin() + offset(place.item);
  nodes_ -= item->job.nodes;
  --size_;
  std::move(item + 1, chunk.items.begin() + chunk.count, item);
  bounds_[place.chunk].stale = true;
  if (--chunk.count > 0) return;
  unused_.push_back(order_[place.chunk]);
  order_.erase(order_.begin() + offset(place.chunk));
  least_nodes_.erase(least_nodes_.begin() + offset(place.chunk));
  bounds_.erase(bounds_.begin() + offset(place.chunk));
}

bool RankedQueue::next(Place& place) const {
  if (place.chunk < order_.size() && place.item >= pool_[order_[place.chunk]].count)
    place = {place.chunk + 1, 0};
  return place.chunk < order_.size();
}

RankedQueue::Place RankedQueue::find(double rank, std::uint64_t order) const {
  // chunk_of() gives the chunk before if the job is the first of its own.
  for (std::size_t at = chunk_of(rank, order); at < order_.size(); ++at) {
    const Chunk& chunk = pool_[order_[at]];
    const auto end = chunk.items.begin() + chunk.count;
    const auto item = std::partition_point(
        chunk.items.begin(), end, [&](const Item& other) { return before(other, rank, order); });
    if (item != end) return {at, static_cast<std::size_t>(item - chunk.items.begin())};
  }
  return {order_.size(), 0};
}

bool RankedQueue::find(Place& place, const WaitQueue::Room& room) {
  for (; place.chunk < order_.size(); place = {place.chunk + 1, 0}) {
    if (least_nodes_[place.chunk] > room.free || !may_hold(place.chunk, room)) continue;
    const Chunk& chunk = pool_[order_[place.chunk]];
    for (; place.item < chunk.count; ++place.item)
      if (fits(chunk.items[place.item].job, room)) return true;
    // The bounds promised too much: pay once to make them exact.
    if (bounds_[place.chunk].stale) tighten(place.chunk);
  }
  return false;
}

bool RankedQueue::may_hold(std::size_t at, const WaitQueue::Room& room) const {
  return least_nodes_[at] <= room.spare ||
         bounds_[at].least_limit_ns[size_class(room.free, kClasses)] <= room.longest_ns;
}

void RankedQueue::tighten(std::size_t at) {
  least_nodes_[at] = std::numeric_limits<std::uint32_t>::max();
  bounds_[at].least_limit_ns.fill(std::numeric_limits<std::int64_t>::max());
  bounds_[at].stale = false;
  const Chunk& chunk = pool_[order_[at]];
  for (std::uint32_t i = 0; i < chunk.count; ++i)
    include(at, chunk.items[i].job);
}

void RankedQueue::include(std::size_t at, const QueuedJob& job) {
  least_nodes_[at] = std::min(least_nodes_[at], job.nodes);
  auto& least = bounds_[at].least_limit_ns;
  for (std::size_t c = size_class(job.nodes, kClasses); c < kClasses && least[c] > job.limit_ns;
       ++c)
    least[c] = job.limit_ns;
}

}  // namespace gigawatt::jobs
