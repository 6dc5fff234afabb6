// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

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

// LadderQueue follows here (push, top, pop, empty, size, clear, copyable).

}  // namespace gigawatt
