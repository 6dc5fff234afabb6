// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/wait_queue.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace gigawatt::jobs {

std::size_t WaitQueue::size_class(std::uint32_t nodes) {
  const auto width = static_cast<std::size_t>(std::bit_width(nodes));
  return std::min(width == 0 ? 0 : width - 1, kClasses - 1);
}

void WaitQueue::Bounds::clear() {
  least_limit_ns.fill(std::numeric_limits<std::int64_t>::max());
  least_nodes = kDead;
  stale = false;
}

void WaitQueue::Bounds::include(const QueuedJob& job) {
  least_nodes = std::min(least_nodes, job.nodes);
  for (std::size_t c = size_class(job.nodes); c < kClasses && least_limit_ns[c] > job.limit_ns; ++c)
    least_limit_ns[c] = job.limit_ns;
}

void WaitQueue::Bounds::include(const Bounds& other) {
  least_nodes = std::min(least_nodes, other.least_nodes);
  for (std::size_t c = 0; c < kClasses; ++c)
    least_limit_ns[c] = std::min(least_limit_ns[c], other.least_limit_ns[c]);
}

bool WaitQueue::Bounds::may_hold(const Room& room) const {
  if (least_nodes > room.free) return false;
  return least_nodes <= room.spare || least_limit_ns[size_class(room.free)] <= room.longest_ns;
}

bool WaitQueue::insert(const QueuedJob& job) {
  assert(job.nodes > 0 && job.nodes != kDead);
  ++live_;
  nodes_ += job.nodes;
  const bool at_end = jobs_.empty() || jobs_.back().order < job.order;
  if (at_end) {
    jobs_.push_back(job);
    if (indexed()) {
      note(jobs_.size() - 1);
    } else if (jobs_.size() > kScanned) {
      rebuild_from(0);
    }
    return true;
  }

  const auto place = std::lower_bound(
      jobs_.begin(), jobs_.end(), job.order,
      [](const QueuedJob& waiting, std::uint64_t order) { return waiting.order < order; });
  const auto index = static_cast<std::size_t>(place - jobs_.begin());
  front_ = std::min(front_, index);
  if (place->nodes == kDead) {  // A dead place lies right there: take it over.
    *place = job;
    if (indexed()) note(index);
  } else {
    jobs_.insert(place, job);
    if (indexed()) {
      rebuild_from(index);
    } else if (jobs_.size() > kScanned) {
      rebuild_from(0);
    }
  }
  return false;
}

void WaitQueue::note(std::size_t place) {
  const std::size_t chunk = place / kWidth;
  const std::size_t group = chunk / kWidth;
  if (chunk == chunks_.size()) chunks_.emplace_back().clear();
  if (group == groups_.size()) groups_.emplace_back().clear();
  chunks_[chunk].include(jobs_[place]);
  groups_[group].include(jobs_[place]);
}

void WaitQueue::rebuild_from(std::size_t place) {
  const std::size_t first_chunk = place / kWidth;
  chunks_.resize(std::min(chunks_.size(), first_chunk));
  const std::size_t kept_groups = std::min(groups_.size(), first_chunk / kWidth);
  groups_.resize(kept_groups);
  for (std::size_t chunk = kept_groups * kWidth; chunk * kWidth < jobs_.size(); ++chunk) {
    if (chunk == chunks_.size()) {
      chunks_.emplace_back();
      tighten_chunk(chunk);
    }
    if (chunk / kWidth == groups_.size()) groups_.emplace_back().clear();
    groups_[chunk / kWidth].include(chunks_[chunk]);
  }
}

void WaitQueue::tighten_chunk(std::size_t chunk) {
  Bounds& bounds = chunks_[chunk];
  bounds.clear();
  const std::size_t end = std::min((chunk + 1) * kWidth, jobs_.size());
  for (std::size_t place = chunk * kWidth; place < end; ++place)
    if (jobs_[place].nodes != kDead) bounds.include(jobs_[place]);
}

void WaitQueue::tighten_group(std::size_t group) {
  Bounds& bounds = groups_[group];
  bounds.clear();
  const std::size_t end = std::min((group + 1) * kWidth, chunks_.size());
  for (std::size_t chunk = group * kWidth; chunk < end; ++chunk)
    bounds.include(chunks_[chunk]);
}

std::size_t WaitQueue::find(std::size_t from, const Room& room) {
  std::size_t place = std::max(from, front_);
  if (!indexed()) {
    while (place < jobs_.size() && !fits(jobs_[place], room))
      ++place;
    return place < jobs_.size() ? place : kEnd;
  }

  while (place < jobs_.size()) {
    const std::size_t chunk = place / kWidth;
    const std::size_t group = chunk / kWidth;
    if (!groups_[group].may_hold(room)) {
      place = (group + 1) * kWidth * kWidth;
      continue;
    }

    const std::size_t group_end = std::min((group + 1) * kWidth, chunks_.size());
    for (std::size_t c = chunk; c < group_end; ++c, place = c * kWidth) {
      if (!chunks_[c].may_hold(room)) continue;
      const std::size_t end = std::min((c + 1) * kWidth, jobs_.size());
      for (; place < end; ++place)
        if (fits(jobs_[place], room)) return place;

      // The bounds promised too much: pay once to make them exact.
      if (chunks_[c].stale) {
        tighten_chunk(c);
        groups_[group].stale = true;
      }
    }
    if (groups_[group].stale) tighten_group(group);
  }
  return kEnd;
}

std::size_t WaitQueue::next(std::size_t from) const {
  for (std::size_t place = std::max(from, front_); place < jobs_.size(); ++place)
    if (jobs_[place].nodes != kDead) return place;
  return kEnd;
}

std::size_t WaitQueue::place_of(std::uint64_t order) const {
  const auto place = std::lower_bound(
      jobs_.begin(), jobs_.end(), order,
      [](const QueuedJob& waiting, std::uint64_t key) { return waiting.order < key; });
  if (place == jobs_.end() || place->order != order || place->nodes == kDead) return kEnd;
  return static_cast<std::size_t>(place - jobs_.begin());
}

void WaitQueue::remove(std::size_t place) {
  --live_;
  nodes_ -= jobs_[place].nodes;
  jobs_[place].nodes = kDead;
  if (indexed()) chunks_[place / kWidth].stale = true;
  while (front_ < jobs_.size() && jobs_[front_].nodes == kDead)
    ++front_;
}

void WaitQueue::compact() {
  if (jobs_.size() < kLeastCompacted || 2 * live_ >= jobs_.size()) return;
  std::erase_if(jobs_, [](const QueuedJob& job) { return job.nodes == kDead; });
  front_ = 0;
  if (!indexed()) return;
  if (jobs_.size() > kScanned / 2) return rebuild_from(0);
  chunks_.clear();
  groups_.clear();
}

}  // namespace gigawatt::jobs
