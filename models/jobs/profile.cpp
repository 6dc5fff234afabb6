// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/profile.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace gigawatt::jobs {

void Profile::reset(TimeNs from_ns, std::int64_t free) {
  while (!order_.empty())
    drop_chunk(order_.size() - 1);
  order_.push_back(new_chunk());
  Chunk& only = chunk(0);
  only.steps[0] = {from_ns, free};
  only.count = 1;
  only.more = 0;
  bound(only);
}

std::uint32_t Profile::new_chunk() {
  if (unused_.empty()) {
    pool_.emplace_back();
    unused_.reserve(pool_.capacity());
    order_.reserve(pool_.capacity());
    return static_cast<std::uint32_t>(pool_.size() - 1);
  }
  const std::uint32_t index = unused_.back();
  unused_.pop_back();
  return index;
}

void Profile::drop_chunk(std::size_t at) {
  unused_.push_back(order_[at]);
  order_.erase(order_.begin() + static_cast<std::ptrdiff_t>(at));
}

void Profile::bound(Chunk& chunk) {
  chunk.least = chunk.most = chunk.steps[0].free;
  for (std::uint32_t i = 1; i < chunk.count; ++i) {
    chunk.least = std::min(chunk.least, chunk.steps[i].free);
    chunk.most = std::max(chunk.most, chunk.steps[i].free);
  }
}

/// The chunk in which `time_ns` lies; the first for all that is before.
std::size_t Profile::chunk_of(TimeNs time_ns) const {
  const auto after = std::partition_point(order_.begin(), order_.end(), [&](std::uint32_t index) {
    return pool_[index].steps[0].from_ns <= time_ns;
  });
  return after == order_.begin() ? 0 : static_cast<std::size_t>(after - order_.begin()) - 1;
}

/// The step of that chunk in which `time_ns` lies; the first for all that is before.
std::uint32_t Profile::step_of(const Chunk& chunk, TimeNs time_ns) {
  const auto end = chunk.steps.begin() + chunk.count;
  const auto after = std::partition_point(
      chunk.steps.begin(), end, [&](const Step& step) { return step.from_ns <= time_ns; });
  const auto index = static_cast<std::uint32_t>(after - chunk.steps.begin());
  return index == 0 ? 0 : index - 1;
}

void Profile::advance(TimeNs now_ns) {
  while (order_.size() > 1 && chunk(1).steps[0].from_ns <= now_ns)
    drop_chunk(0);
  Chunk& first = chunk(0);
  const std::uint32_t current = step_of(first, now_ns);
  if (current > 0) {
    std::copy(first.steps.begin() + current, first.steps.begin() + first.count,
              first.steps.begin());
    first.count -= current;
    bound(first);
  }
  first.steps[0].from_ns = std::max(first.steps[0].from_ns, now_ns);
}

/// Makes a step begin at `time_ns`, which is not before the start.
void Profile::cut(TimeNs time_ns) {
  std::size_t at = chunk_of(time_ns);
  if (chunk(at).steps[step_of(chunk(at), time_ns)].from_ns == time_ns) return;
  if (chunk(at).count == kCapacity) {
    const std::uint32_t upper_index = new_chunk();
    Chunk& lower = chunk(at);
    Chunk& upper = pool_[upper_index];
    constexpr std::uint32_t kHalf = kCapacity / 2;
    std::copy(lower.steps.begin() + kHalf, lower.steps.end(), upper.steps.begin());
    upper.count = kCapacity - kHalf;
    upper.more = lower.more;
    lower.count = kHalf;
    bound(lower);
    bound(upper);
    order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(at) + 1, upper_index);
    if (upper.steps[0].from_ns <= time_ns) ++at;
  }
  Chunk& here = chunk(at);
  const std::uint32_t step = step_of(here, time_ns);
  const auto end = here.steps.begin() + here.count;
  const auto place = here.steps.begin() + step + 1;
  std::move_backward(place, end, end + 1);
  *place = {time_ns, here.steps[step].free};
  ++here.count;
}

/// Removes the step at `time_ns` if it is like the one before it.
void Profile::join(TimeNs time_ns) {
  const std::size_t at = chunk_of(time_ns);
  Chunk& here = chunk(at);
  const std::uint32_t step = step_of(here, time_ns);
  if (here.steps[step].from_ns != time_ns || (step == 0 && at == 0)) return;
  const Chunk& there = step == 0 ? chunk(at - 1) : here;
  const std::int64_t before = there.steps[step == 0 ? there.count - 1 : step - 1].free + there.more;
  if (here.steps[step].free + here.more != before) return;

  std::copy(here.steps.begin() + step + 1, here.steps.begin() + here.count,
            here.steps.begin() + step);
  if (--here.count == 0) return drop_chunk(at);
  bound(here);
  // Chunks that run empty are put together with their neighbour.
  if (at + 1 == order_.size() || here.count > kCapacity / 4) return;
  Chunk& next = chunk(at + 1);
  if (here.count + next.count > 3 * kCapacity / 4) return;
  for (std::uint32_t i = 0; i < next.count; ++i)
    here.steps[here.count + i] = {next.steps[i].from_ns,
                                  next.steps[i].free + next.more - here.more};
  here.count += next.count;
  bound(here);
  drop_chunk(at + 1);
}

void Profile::add(TimeNs from_ns, TimeNs to_ns, std::int64_t nodes) {
  from_ns = std::max(from_ns, start_ns());
  if (from_ns >= to_ns || nodes == 0) return;
  cut(from_ns);
  if (to_ns != kNever) cut(to_ns);

  for (std::size_t at = chunk_of(from_ns); at < order_.size(); ++at) {
    Chunk& here = chunk(at);
    if (here.steps[0].from_ns >= to_ns && to_ns != kNever) break;
    const bool to_its_end =
        to_ns == kNever || (at + 1 < order_.size() && chunk(at + 1).steps[0].from_ns <= to_ns);
    if (here.steps[0].from_ns >= from_ns && to_its_end) {
      here.more += nodes;
      continue;
    }
    for (std::uint32_t i = 0; i < here.count; ++i) {
      const TimeNs time_ns = here.steps[i].from_ns;
      if (time_ns >= from_ns && (to_ns == kNever || time_ns < to_ns)) here.steps[i].free += nodes;
    }
    bound(here);
  }
  join(from_ns);
  if (to_ns != kNever) join(to_ns);
}

TimeNs Profile::earliest(TimeNs from_ns, std::int64_t span_ns, std::int64_t nodes) const {
  return first_fit(from_ns, span_ns, nodes, kNever);
}

TimeNs Profile::earlier(TimeNs from_ns, std::int64_t span_ns, std::int64_t nodes,
                        TimeNs before_ns) const {
  const TimeNs start_ns = first_fit(from_ns, span_ns, nodes, before_ns);
  return start_ns < before_ns ? start_ns : kNever;
}

/// From `before_ns` on the job's own nodes are there, so a fit that lasts until then is one.
TimeNs Profile::first_fit(TimeNs from_ns, std::int64_t span_ns, std::int64_t nodes,
                          TimeNs before_ns) const {
  from_ns = std::max(from_ns, start_ns());
  const std::size_t first = chunk_of(from_ns);
  TimeNs candidate_ns = kNever;
  TimeNs until_ns = before_ns;  // The candidate is good once we get here; or there is none.
  const auto accept = [&](TimeNs time_ns) {
    if (candidate_ns != kNever) return;
    candidate_ns = std::max(from_ns, time_ns);
    until_ns = std::min(saturating_add(candidate_ns, span_ns), before_ns);
  };
  const auto reject = [&] {
    candidate_ns = kNever;
    until_ns = before_ns;
  };
  for (std::size_t at = first; at < order_.size(); ++at) {
    const Chunk& here = chunk(at);
    const std::int64_t needed = nodes - here.more;
    if (here.steps[0].from_ns >= until_ns) return candidate_ns;
    if (here.most < needed) {
      reject();
      continue;
    }
    std::uint32_t step = at == first ? step_of(here, from_ns) : 0;
    if (here.least >= needed) {
      accept(here.steps[step].from_ns);
      continue;
    }
    for (; step < here.count; ++step) {
      if (here.steps[step].from_ns >= until_ns) return candidate_ns;
      if (here.steps[step].free >= needed) {
        accept(here.steps[step].from_ns);
      } else {
        reject();
      }
    }
  }
  return candidate_ns;
}

std::int64_t Profile::least(TimeNs from_ns, TimeNs to_ns) const {
  std::int64_t result = std::numeric_limits<std::int64_t>::max();
  const std::size_t first = chunk_of(from_ns);
  for (std::size_t at = first; at < order_.size(); ++at) {
    const Chunk& here = chunk(at);
    if (at > first && here.steps[0].from_ns >= to_ns) break;
    const bool whole =
        at > first && at + 1 < order_.size() && chunk(at + 1).steps[0].from_ns <= to_ns;
    if (whole) {
      result = std::min(result, here.least + here.more);
      continue;
    }
    const std::uint32_t current = at == first ? step_of(here, from_ns) : 0;
    for (std::uint32_t i = current; i < here.count; ++i) {
      if (i > current && here.steps[i].from_ns >= to_ns) break;
      result = std::min(result, here.steps[i].free + here.more);
    }
  }
  return result;
}

TimeNs Profile::next_step(TimeNs after_ns) const {
  const std::size_t at = chunk_of(after_ns);
  const Chunk& here = chunk(at);
  if (here.steps[0].from_ns > after_ns) return here.steps[0].from_ns;
  const std::uint32_t next = step_of(here, after_ns) + 1;
  if (next < here.count) return here.steps[next].from_ns;
  return at + 1 < order_.size() ? chunk(at + 1).steps[0].from_ns : kNever;
}

std::size_t Profile::steps() const {
  std::size_t sum = 0;
  for (const std::uint32_t index : order_)
    sum += pool_[index].count;
  return sum;
}

}  // namespace gigawatt::jobs
