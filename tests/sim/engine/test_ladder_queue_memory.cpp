// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <new>
#include <random>

#include <doctest/doctest.h>

#include "sim/engine/ladder_queue.h"

namespace {

std::uint64_t allocations = 0;

}  // namespace

// Counts for the whole test program.
void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
// The library's temporary buffers ask this way; they must come from where delete gives them back.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

using namespace gigawatt;

TEST_CASE("ladder queue: a steady state allocates nothing") {
  std::mt19937_64 random(3);
  LadderQueue queue;
  const auto push_after = [&](TimeNs now_ns) {
    // Seconds, whole seconds and failures years ahead.
    const std::uint64_t kind = random() % 10;
    const std::uint64_t span_ns = kind == 0 ? 300 * kNsPerDay : 100 * kNsPerSecond;
    const std::uint64_t increment_ns = random() % span_ns;
    const std::uint64_t step_ns = kind < 5 ? 1 : kNsPerSecond;
    const auto time_ns = now_ns + static_cast<TimeNs>(increment_ns / step_ns * step_ns);
    queue.push({time_ns, random(), 0, 0});
  };
  const auto hold = [&](int steps) {
    for (int i = 0; i < steps; ++i) {
      const TimeNs now_ns = queue.top().time_ns;
      queue.pop();
      push_after(now_ns);
    }
  };
  for (int i = 0; i < 5'000; ++i)
    push_after(0);
  hold(2'000'000);

  const std::uint64_t before = allocations;
  hold(1'000'000);

  CHECK(before > 0);
  // A new high-water mark of some bucket is rare but may still occur.
  CHECK(allocations - before <= 5);
}

TEST_CASE("ladder queue: a bottom that never empties does not grow") {
  LadderQueue queue;
  queue.push({kNever, 0, 0, 0});
  queue.push({0, 0, 0, 0});
  for (TimeNs now_ns = 0; now_ns < 1'000; ++now_ns) {
    queue.push({now_ns + 1, 0, 0, 0});
    queue.pop();
  }

  const std::uint64_t before = allocations;
  for (TimeNs now_ns = 1'000; now_ns < 1'000'000; ++now_ns) {
    queue.push({now_ns + 1, 0, 0, 0});
    queue.pop();
  }

  CHECK(allocations == before);
  CHECK(queue.top().time_ns == 1'000'000);
}
