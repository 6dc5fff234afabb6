// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/jobs/scheduler.h"

namespace gigawatt::jobs {

/// Waiting jobs in queue order, built to answer "which is the next that could start?" without
/// looking at each.
///
/// An array with tombstones, compacted when more than half is dead. A short one is scanned. Over a
/// longer one chunks of 32 places, and groups of 32 chunks, hold the least nodes and, per
/// power-of-two size class, the least wall time among jobs of that class *or a smaller one*. The
/// classes matter: with one least wall time per chunk, a short wide job and a long narrow one
/// together look like a job that fits.
class WaitQueue {
 public:
  static constexpr std::size_t kEnd = ~std::size_t{0};

  /// What may start: `nodes` ≤ `free`, and a wall time ≤ `longest_ns` or nodes ≤ `spare`.
  struct Room {
    std::uint32_t free;
    std::int64_t longest_ns;
    std::uint32_t spare;
  };

  /// Adds a job at its place by `order`; true if that is the end. O(1) at the end, O(size)
  /// anywhere else, which only a requeued job needs.
  bool insert(const QueuedJob& job);
  /// The first place ≥ `from` whose job fits `room`, or kEnd.
  std::size_t find(std::size_t from, const Room& room);
  /// The first waiting job's place ≥ `from`, or kEnd.
  std::size_t next(std::size_t from) const;
  /// The place of the last `count` jobs' first, provided none was removed since they were added.
  std::size_t last(std::size_t count) const { return jobs_.size() - count; }
  void remove(std::size_t place);
  /// The place of the waiting job of this `order`, or kEnd.
  std::size_t place_of(std::uint64_t order) const;
  /// Frees dead places; every place may move.
  void compact();

  const QueuedJob& operator[](std::size_t place) const { return jobs_[place]; }
  std::size_t size() const { return live_; }
  std::uint64_t nodes() const { return nodes_; }

 private:
  static constexpr std::size_t kWidth = 32;
  static constexpr std::size_t kScanned = 96;         // Places up to which a scan beats the bounds.
  static constexpr std::size_t kLeastCompacted = 16;  // Shorter arrays keep their tombstones.
  static constexpr std::size_t kClasses = 20;  // Sizes of 2^19 nodes and more share the last.
  static constexpr std::uint32_t kDead =
      ~std::uint32_t{0};  // `nodes` of a tombstone: fits nowhere.

  /// Lower bounds over a stretch of the array; exact unless `stale`.
  struct Bounds {
    std::array<std::int64_t, kClasses> least_limit_ns;
    std::uint32_t least_nodes;
    bool stale;

    void clear();
    void include(const QueuedJob& job);
    void include(const Bounds& other);
    bool may_hold(const Room& room) const;
  };

  static std::size_t size_class(std::uint32_t nodes);
  static bool fits(const QueuedJob& job, const Room& room) {
    return job.nodes <= room.free && (job.limit_ns <= room.longest_ns || job.nodes <= room.spare);
  }
  /// Whether the array is long enough to have bounds.
  bool indexed() const { return !groups_.empty(); }
  void note(std::size_t place);
  void rebuild_from(std::size_t place);
  void tighten_chunk(std::size_t chunk);
  void tighten_group(std::size_t group);

  std::vector<QueuedJob> jobs_;  // In queue order, dead ones with nodes == kDead.
  std::vector<Bounds> chunks_;   // Of 32 places each.
  std::vector<Bounds> groups_;   // Of 32 chunks each.
  std::size_t live_ = 0;
  std::size_t front_ = 0;  // No job waits before it.
  std::uint64_t nodes_ = 0;
};

}  // namespace gigawatt::jobs
