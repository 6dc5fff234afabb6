// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/event_queue.h"

#include <cassert>

namespace gigawatt {
namespace {

// Below this many dead entries a sweep costs more than it saves.
constexpr std::size_t kSweepAbove = 64;

}  // namespace

EventHandle EventQueue::schedule(const Event& event) {
  std::uint32_t slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back({.payload = event.payload, .generation = 0, .live = true});
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
    slots_[slot].payload = event.payload;
    slots_[slot].live = true;
  }
  Event entry = event;
  entry.payload = slot;
  ladder_.push(entry);
  ++live_;
  return {.slot = slot, .generation = slots_[slot].generation};
}

bool EventQueue::is_pending(EventHandle handle) const {
  return handle.slot < slots_.size() && slots_[handle.slot].live &&
         slots_[handle.slot].generation == handle.generation;
}

bool EventQueue::cancel(EventHandle handle) {
  if (!is_pending(handle)) return false;
  slots_[handle.slot].live = false;
  --live_;
  drop_dead_top();
  if (ladder_.size() - live_ > live_ + kSweepAbove) sweep();
  return true;
}

Event EventQueue::top() const {
  assert(live_ > 0);
  Event event = ladder_.top();
  event.payload = slots_[event.payload].payload;
  return event;
}

void EventQueue::pop() {
  assert(live_ > 0);
  free_slot(ladder_.top().payload);
  ladder_.pop();
  --live_;
  drop_dead_top();
}

void EventQueue::clear() {
  swept_.clear();
  ladder_.drain(swept_);
  for (const Event& event : swept_)
    free_slot(event.payload);
  live_ = 0;
}

void EventQueue::free_slot(std::uint32_t slot) {
  slots_[slot].live = false;
  ++slots_[slot].generation;
  free_slots_.push_back(slot);
}

void EventQueue::drop_dead_top() {
  while (!ladder_.empty() && !slots_[ladder_.top().payload].live) {
    free_slot(ladder_.top().payload);
    ladder_.pop();
  }
}

void EventQueue::sweep() {
  swept_.clear();
  ladder_.drain(swept_);
  for (const Event& event : swept_) {
    if (slots_[event.payload].live) {
      ladder_.push(event);
    } else {
      free_slot(event.payload);
    }
  }
}

}  // namespace gigawatt
