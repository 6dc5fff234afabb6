// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/engine/ladder_queue.h"

namespace gigawatt {

/// Names one scheduled event, also after it has fired; a default one names none.
struct EventHandle {
  std::uint32_t slot = 0xffffffff;
  std::uint32_t generation = 0;

  bool operator==(const EventHandle&) const = default;
};

/// A ladder queue whose events can be cancelled. Cancelling is O(1): the event stays below as a
/// dead entry, is skipped when its turn comes, and all dead ones are swept out when they outnumber
/// the live, so memory is bounded by the most ever pending. A plain copy is a snapshot; handles
/// hold in the copy as well.
class EventQueue {
 public:
  /// The order of events is (time, priority, tie); see Event.
  EventHandle schedule(const Event& event);

  /// Takes the event out. False if it has fired or been cancelled before.
  bool cancel(EventHandle handle);
  bool is_pending(EventHandle handle) const;

  bool empty() const { return live_ == 0; }
  std::size_t size() const { return live_; }

  /// The earliest event with the payload it was scheduled with; the queue must not be empty.
  Event top() const;
  void pop();
  void clear();

  /// Entries held, dead ones included; at most 2 size() + 64.
  std::size_t held() const { return ladder_.size(); }

 private:
  struct Slot {
    std::uint32_t payload;
    std::uint32_t generation;  ///< Counts the events this slot has held.
    bool live;
  };

  void free_slot(std::uint32_t slot);
  void drop_dead_top();
  void sweep();

  LadderQueue ladder_;  // The payload of its events is the slot.
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Event> swept_;  // Scratch of sweep.
  std::size_t live_ = 0;
};

}  // namespace gigawatt
