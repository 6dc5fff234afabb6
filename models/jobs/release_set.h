// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// When running jobs must have released their nodes, in order of (limit end, slot). Sorted chunks
/// of up to 32; their first instants and sums of nodes lie side by side, so that a chunk is found,
/// and with it the instant at which enough nodes come free, without a look into the others.
class ReleaseSet {
 public:
  /// When a job that does not fit now can start at the latest, and what it leaves over then.
  struct Reservation {
    TimeNs shadow_ns;     ///< kNever if the releases never suffice.
    std::uint32_t spare;  ///< Nodes free at the shadow instant beyond those reserved.
  };

  void insert(TimeNs limit_end_ns, std::uint32_t slot, std::uint32_t nodes);
  void erase(TimeNs limit_end_ns, std::uint32_t slot);
  /// For a job of `needed` > `free` nodes. Every release at the shadow instant counts.
  Reservation reserve(std::uint32_t needed, std::uint32_t free) const;

  /// Calls `visit(end_ns, slot)` in order of (end, slot) until it returns false.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const std::uint32_t chunk : order_) {
      for (std::uint32_t i = 0; i < pool_[chunk].count; ++i)
        if (!visit(pool_[chunk].items[i].end_ns, pool_[chunk].items[i].slot)) return;
    }
  }

  bool empty() const { return order_.empty(); }
  TimeNs earliest_ns() const { return empty() ? kNever : first_ns_.front(); }
  std::uint32_t earliest_slot() const { return first_of(0).slot; }  ///< Not when empty.

 private:
  static constexpr std::uint32_t kCapacity = 32;

  struct Release {
    TimeNs end_ns;
    std::uint32_t slot;
    std::uint32_t nodes;
  };
  struct Chunk {
    std::array<Release, kCapacity> items;  // The first `count`, ascending.
    std::uint32_t count = 0;
  };

  static bool before(const Release& a, const Release& b) {
    return a.end_ns < b.end_ns || (a.end_ns == b.end_ns && a.slot < b.slot);
  }
  const Release& first_of(std::size_t at) const { return pool_[order_[at]].items[0]; }
  std::size_t chunk_of(const Release& key) const;
  static std::uint32_t place_in(const Chunk& chunk, const Release& key);
  std::uint32_t new_chunk();
  void split(std::size_t at);
  void merge_with_next(std::size_t at);
  void remove_chunk(std::size_t at);

  std::vector<Chunk> pool_;
  std::vector<std::uint32_t> unused_;  // Chunks of the pool that hold nothing.
  // Chunks in ascending order, none empty: which, its first instant, its sum of nodes.
  std::vector<std::uint32_t> order_;
  std::vector<TimeNs> first_ns_;
  std::vector<std::uint64_t> nodes_;
};

}  // namespace gigawatt::jobs
