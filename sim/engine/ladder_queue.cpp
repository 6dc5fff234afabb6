// SPDX-License-Identifier: Apache-2.0
//
// What keeps every mix of events fast:
//  - A new rung spans the events it gets, not the bucket they come from, so one event years ahead
//    costs one level, and each level narrows the span at least by the number of buckets.
//  - Bags keep the order of arrival: events of one instant whose ties count up come out sorted.
//  - The bottom is spread over a rung when many events fall into it; if they share one instant that
//    is impossible, and a heap takes what would have to be moved into their middle.

#include "sim/engine/ladder_queue.h"

#include <bit>
#include <utility>

namespace gigawatt {
namespace {

constexpr std::size_t kEventsPerBucket = 8;
// A bucket up to this size is sorted at once, a larger one is spread over a rung of its own.
constexpr std::size_t kSortLimit = 32;
// Above kSortLimit, so that a bottom just filled does not go back at the first push.
constexpr std::size_t kBottomLimit = 96;
// Levels narrow a span of 2^63 ns at least fourfold each; in practice two to four are in use. Past
// the limit, reached by pushing ever earlier events, the heap takes over.
constexpr std::size_t kMaxDepth = 24;

bool later(const Event& a, const Event& b) {
  return earlier(b, a);
}

struct Span {
  TimeNs first_ns = kNever;
  TimeNs last_ns = -kNever - 1;

  void include(const Event& event) {
    first_ns = std::min(first_ns, event.time_ns);
    last_ns = std::max(last_ns, event.time_ns);
  }
};

}  // namespace

void LadderQueue::Rung::put_next(std::uint32_t bucket) {
  next = bucket;
  // Unsigned, because a span may exceed the largest TimeNs.
  boundary_ns =
      static_cast<TimeNs>(static_cast<std::uint64_t>(start_ns) + (std::uint64_t{bucket} << shift));
}

template <class Visit>
void LadderQueue::visit(const Bag& bag, Visit visitor) const {
  std::uint32_t left = bag.count;
  for (std::uint32_t chunk = bag.head; left > 0; chunk = chunks_[chunk].next) {
    const std::uint32_t here = std::min(left, kChunkEvents);
    for (std::uint32_t i = 0; i < here; ++i) {
      const Event event = chunks_[chunk].events[i];  // A copy: the visitor may grow chunks_.
      visitor(event);
    }
    left -= here;
  }
}

void LadderQueue::release(const Bag& bag) {
  if (bag.count == 0) return;
  chunks_[bag.tail].next = free_chunk_;
  free_chunk_ = bag.head;
}

void LadderQueue::append(Bag& bag, const Event& event) {
  const std::uint32_t slot = bag.count % kChunkEvents;
  if (slot == 0) {
    std::uint32_t chunk = free_chunk_;
    if (chunk == kNoChunk) {
      chunk = static_cast<std::uint32_t>(chunks_.size());
      chunks_.emplace_back();
    } else {
      free_chunk_ = chunks_[chunk].next;
    }
    if (bag.count == 0) {
      bag.head = chunk;
    } else {
      chunks_[bag.tail].next = chunk;
    }
    bag.tail = chunk;
  }
  chunks_[bag.tail].events[slot] = event;
  ++bag.count;
}

void LadderQueue::put(Rung& rung, const Event& event) {
  const std::uint64_t offset =
      (static_cast<std::uint64_t>(event.time_ns) - static_cast<std::uint64_t>(rung.start_ns)) >>
      rung.shift;
  append(rung.buckets[std::min<std::uint64_t>(offset, rung.count - 1)], event);
}

LadderQueue::Rung& LadderQueue::add_rung(TimeNs first_ns, TimeNs last_ns, std::size_t events) {
  const std::uint64_t span_ns =
      static_cast<std::uint64_t>(last_ns) - static_cast<std::uint64_t>(first_ns);
  const std::uint64_t wanted = std::max<std::uint64_t>(events / kEventsPerBucket, 4);
  if (depth_ == rungs_.size()) rungs_.emplace_back();
  Rung& rung = rungs_[depth_++];
  rung.start_ns = first_ns;
  rung.shift = static_cast<std::uint32_t>(std::bit_width(span_ns / wanted));
  rung.count = static_cast<std::uint32_t>(span_ns >> rung.shift) + 1;
  if (rung.buckets.size() < rung.count) rung.buckets.resize(rung.count);
  rung.put_next(0);
  return rung;
}

void LadderQueue::push_below(const Event& event) {
  if (size_ == 1) {
    bottom_.assign(1, event);
    first_ = 0;
    depth_ = 0;
    above_from_ns_ = event.time_ns;
    return;
  }
  for (std::size_t level = 0; level < depth_; ++level) {
    if (event.time_ns >= rungs_[level].boundary_ns) return put(rungs_[level], event);
  }
  // While a queue is being filled, only its earliest event waits below.
  const bool filling = depth_ == 0 && late_.empty() && bottom_.size() - first_ == 1;
  if (filling && event.time_ns < bottom_[first_].time_ns) {
    above_.push_back(bottom_[first_]);
    bottom_[first_] = event;
    above_from_ns_ = event.time_ns;
    return;
  }
  push_bottom(event);
}

void LadderQueue::push_bottom(const Event& event) {
  if (bottom_.size() - first_ + late_.size() >= kBottomLimit && should_spread_bottom()) {
    spread_bottom();
    // The rung now covers the bottom's span; where the event belongs is decided anew.
    return push_below(event);
  }
  if (first_ > bottom_.size() - first_ + kBottomLimit) {
    bottom_.erase(bottom_.begin(), bottom_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  const std::size_t reach = std::min(bottom_.size() - first_, kBottomLimit);
  std::size_t moved = 0;
  while (moved < reach && earlier(event, bottom_[bottom_.size() - 1 - moved]))
    ++moved;
  if (moved == kBottomLimit) {
    late_.push_back(event);
    std::push_heap(late_.begin(), late_.end(), later);
    return;
  }
  bottom_.insert(bottom_.end() - static_cast<std::ptrdiff_t>(moved), event);
}

void LadderQueue::pop_late() {
  std::pop_heap(late_.begin(), late_.end(), later);
  late_.pop_back();
}

bool LadderQueue::should_spread_bottom() const {
  if (depth_ >= kMaxDepth || first_ == bottom_.size()) return false;
  const TimeNs last_ns = bottom_.back().time_ns;
  return bottom_[first_].time_ns < last_ns || (!late_.empty() && late_.front().time_ns < last_ns);
}

void LadderQueue::spread_bottom() {
  Span span;
  for (std::size_t i = first_; i < bottom_.size(); ++i)
    span.include(bottom_[i]);
  for (const Event& event : late_)
    span.include(event);
  Rung& rung = add_rung(span.first_ns, span.last_ns, bottom_.size() - first_ + late_.size());
  for (std::size_t i = first_; i < bottom_.size(); ++i)
    put(rung, bottom_[i]);
  for (const Event& event : late_)
    put(rung, event);
  late_.clear();
  refill();
}

void LadderQueue::sort_bottom() {
  if (bottom_.size() > kSortLimit) {
    if (!std::is_sorted(bottom_.begin(), bottom_.end(), earlier)) {
      std::sort(bottom_.begin(), bottom_.end(), earlier);
    }
    return;
  }
  for (std::size_t i = 1; i < bottom_.size(); ++i) {
    const Event event = bottom_[i];
    std::size_t place = i;
    for (; place > 0 && earlier(event, bottom_[place - 1]); --place)
      bottom_[place] = bottom_[place - 1];
    bottom_[place] = event;
  }
}

void LadderQueue::refill() {
  bottom_.clear();
  first_ = 0;
  for (;;) {
    if (depth_ == 0) {
      Span span;
      for (const Event& event : above_)
        span.include(event);
      above_from_ns_ = span.last_ns;
      if (above_.size() <= kSortLimit || span.first_ns == span.last_ns) {
        bottom_.swap(above_);
        return sort_bottom();
      }
      Rung& rung = add_rung(span.first_ns, span.last_ns, above_.size());
      for (const Event& event : above_)
        put(rung, event);
      above_.clear();
    }

    Rung& rung = rungs_[depth_ - 1];
    std::uint32_t bucket = rung.next;
    while (bucket < rung.count && rung.buckets[bucket].count == 0)
      ++bucket;
    const Bag bag = bucket < rung.count ? std::exchange(rung.buckets[bucket], Bag{}) : Bag{};
    if (bucket + 1 < rung.count) {
      rung.put_next(bucket + 1);
    } else {
      --depth_;
    }
    if (bag.count == 0) continue;

    Span span;
    visit(bag, [&](const Event& event) { span.include(event); });
    if (bag.count <= kSortLimit || span.first_ns == span.last_ns || depth_ == kMaxDepth) {
      visit(bag, [&](const Event& event) { bottom_.push_back(event); });
      release(bag);
      return sort_bottom();
    }
    Rung& narrower = add_rung(span.first_ns, span.last_ns, bag.count);
    visit(bag, [&](const Event& event) { put(narrower, event); });
    release(bag);
  }
}

void LadderQueue::clear() {
  for (std::size_t level = 0; level < depth_; ++level) {
    for (Bag& bag : rungs_[level].buckets) {
      release(bag);
      bag = Bag{};
    }
  }
  bottom_.clear();
  late_.clear();
  above_.clear();
  first_ = 0;
  depth_ = 0;
  size_ = 0;
}

void LadderQueue::reserve(std::size_t count) {
  above_.reserve(count);
  chunks_.reserve(count / 4);
}

void LadderQueue::drain(std::vector<Event>& events) {
  events.insert(events.end(), bottom_.begin() + static_cast<std::ptrdiff_t>(first_), bottom_.end());
  events.insert(events.end(), late_.begin(), late_.end());
  events.insert(events.end(), above_.begin(), above_.end());
  for (std::size_t level = 0; level < depth_; ++level) {
    for (const Bag& bag : rungs_[level].buckets) {
      visit(bag, [&](const Event& event) { events.push_back(event); });
    }
  }
  clear();
}

}  // namespace gigawatt
