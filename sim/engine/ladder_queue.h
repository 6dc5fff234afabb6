// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt {

/// An event: a small plain value with a strict total order (time, priority, tie).
struct Event {
  TimeNs time_ns;
  std::uint64_t tie;       ///< Entity id, or the sequence a job got at its start; never insertion.
  std::uint32_t priority;  ///< Order inside an instant.
  std::uint32_t payload;   ///< The owner's handle; not part of the order.
};

constexpr bool earlier(const Event& a, const Event& b) {
  if (a.time_ns != b.time_ns) return a.time_ns < b.time_ns;
  if (a.priority != b.priority) return a.priority < b.priority;
  return a.tie < b.tie;
}

/// Priority queue of events, earliest first; amortised O(1) where a heap is O(log n). Events may be
/// pushed at any time, also before the present top. A plain copy is a snapshot. Memory is kept and
/// reused: about twice a heap's at 1,000,000 pending, and nothing is allocated in a steady state.
///
///   late ──────────┐ heap: what would have to be moved into the middle of a long bottom
///   bottom ────────┴► top()   the next few events, sorted
///   rung n     |b|b|b|b|      buckets of one bucket of the rung above ...
///   rung 0     | b | b | b |  ... down from buckets of the whole former "above"
///   above      unsorted, everything later than the rungs
///
/// After W. T. Tang, R. S. M. Goh and I. L.-J. Thng, "Ladder queue: An O(1) priority queue
/// structure for large-scale discrete event simulation", ACM Trans. Model. Comput. Simul. 15 (2005)
/// 175-204.
class LadderQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The earliest event; the queue must not be empty.
  const Event& top() const {
    assert(size_ > 0);
    return late_is_first() ? late_.front() : bottom_[first_];
  }

  void push(const Event& event) {
    ++size_;
    if (size_ > 1 && event.time_ns > above_from_ns_) {
      above_.push_back(event);
    } else {
      push_below(event);
    }
  }

  void pop() {
    assert(size_ > 0);
    if (late_is_first()) {
      pop_late();
    } else {
      ++first_;
    }
    --size_;
    if (first_ == bottom_.size() && late_.empty() && size_ > 0) refill();
  }

  /// Forgets all events, keeps the memory.
  void clear();
  /// Prepares for `count` pending events.
  void reserve(std::size_t count);
  /// Moves all events to the end of `events`, in no particular order, and leaves the queue empty.
  void drain(std::vector<Event>& events);

 private:
  static constexpr std::uint32_t kNoChunk = 0xffffffff;
  static constexpr std::uint32_t kChunkEvents = 10;  // 10 × 24 B and a link fill four cache lines.

  struct Chunk {
    std::array<Event, kChunkEvents> events;
    std::uint32_t next;
  };

  /// Unsorted events in order of arrival, in linked chunks.
  struct Bag {
    std::uint32_t head = kNoChunk;
    std::uint32_t tail = kNoChunk;
    std::uint32_t count = 0;
  };

  /// Buckets of equal width 2^shift ns; the last also takes all that comes later.
  struct Rung {
    TimeNs start_ns = 0;
    TimeNs boundary_ns = 0;  ///< Start of bucket `next`; what is earlier belongs further down.
    std::uint32_t shift = 0;
    std::uint32_t next = 0;   ///< First bucket not yet taken.
    std::uint32_t count = 0;  ///< Buckets in use.
    std::vector<Bag> buckets;

    void put_next(std::uint32_t bucket);
  };

  bool late_is_first() const {
    return !late_.empty() && (first_ == bottom_.size() || earlier(late_.front(), bottom_[first_]));
  }

  void push_below(const Event& event);
  void push_bottom(const Event& event);
  void pop_late();
  void refill();
  void sort_bottom();
  bool should_spread_bottom() const;
  void spread_bottom();

  void append(Bag& bag, const Event& event);
  void put(Rung& rung, const Event& event);
  Rung& add_rung(TimeNs first_ns, TimeNs last_ns, std::size_t events);
  template <class Visit>
  void visit(const Bag& bag, Visit visitor) const;
  void release(const Bag& bag);

  std::size_t size_ = 0;
  std::size_t first_ = 0;      // Of bottom_; what is before it has been popped.
  TimeNs above_from_ns_ = 0;   // Later events go to above_.
  std::vector<Event> bottom_;  // Ascending from first_.
  std::vector<Event> late_;    // Binary heap.
  std::vector<Event> above_;
  std::vector<Rung> rungs_;  // The first depth_ are in use, the widest first.
  std::size_t depth_ = 0;
  std::vector<Chunk> chunks_;
  std::uint32_t free_chunk_ = kNoChunk;
};

}  // namespace gigawatt
