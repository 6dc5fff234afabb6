// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/jobs/scheduler.h"
#include "models/jobs/wait_queue.h"

namespace gigawatt::jobs {

/// Waiting jobs in the order of (rank, order), where a newcomer may belong anywhere.
///
/// Sorted chunks of up to 64 in one list. Beside it, contiguous, lie what the narrowest job of each
/// chunk needs and, per power-of-two size class, the least wall time among jobs of that class or a
/// smaller one (as in WaitQueue), so chunks that cannot hold a startable job are passed over.
/// Inserting and removing cost one chunk; finding reads 4 bytes for each chunk passed over.
class RankedQueue {
 public:
  struct Place {
    std::size_t chunk = 0;
    std::size_t item = 0;
  };

  void insert(double rank, const QueuedJob& job);
  /// Moves `place` on to the first job at or after it that fits `room`; false at the end.
  bool find(Place& place, const WaitQueue::Room& room);
  /// The same for any job.
  bool next(Place& place) const;
  /// Afterwards `place` is that of the next job, if there is one.
  void remove(const Place& place);
  /// The place of the first job that is not before that key.
  Place find(double rank, std::uint64_t order) const;

  const QueuedJob& job(const Place& place) const { return item_at(place).job; }
  double rank(const Place& place) const { return item_at(place).rank; }
  std::size_t size() const { return size_; }
  std::uint64_t nodes() const { return nodes_; }

 private:
  static constexpr std::uint32_t kCapacity = 64;
  static constexpr std::size_t kClasses = 20;  // Sizes of 2^19 nodes and more share the last.

  struct Item {
    double rank;
    QueuedJob job;
  };
  struct Chunk {
    std::array<Item, kCapacity> items;  // The first `count`, ascending.
    std::uint32_t count = 0;
  };
  /// Lower bounds of a chunk beside least_nodes_; exact unless `stale`.
  struct Bounds {
    std::array<std::int64_t, kClasses> least_limit_ns;
    bool stale;
  };

  static bool before(const Item& item, double rank, std::uint64_t order) {
    return item.rank != rank ? item.rank < rank : item.job.order < order;
  }
  const Item& item_at(const Place& place) const {
    return pool_[order_[place.chunk]].items[place.item];
  }
  std::size_t chunk_of(double rank, std::uint64_t order) const;
  std::uint32_t new_chunk();
  void insert_chunk(std::size_t at, std::uint32_t index);
  void split(std::size_t at);
  void tighten(std::size_t at);
  void include(std::size_t at, const QueuedJob& job);
  bool may_hold(std::size_t at, const WaitQueue::Room& room) const;

  std::vector<Chunk> pool_;
  std::vector<std::uint32_t> unused_;  // Chunks of the pool that hold nothing.
  // In order, one entry for each chunk that is in use; none is empty.
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> least_nodes_;
  std::vector<Bounds> bounds_;
  std::size_t size_ = 0;
  std::uint64_t nodes_ = 0;
};

}  // namespace gigawatt::jobs
