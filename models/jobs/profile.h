// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// Free nodes over future time, a step function that is planned on. Neighbouring steps differ.
///
/// Steps lie in sorted chunks of up to 64 with the least and the most free nodes of each, and with
/// a change that applies to all its steps and is not yet booked in them. So a job of any length is
/// added, taken out or fitted in at the cost of one or two chunks and one look at each chunk
/// passed.
class Profile {
 public:
  /// `free` nodes from `from_ns` on, for ever.
  void reset(TimeNs from_ns, std::int64_t free);
  /// Forgets what lies before.
  void advance(TimeNs now_ns);
  /// Changes the free nodes in [from, to); what lies before the profile's start is left out.
  void add(TimeNs from_ns, TimeNs to_ns, std::int64_t nodes);

  /// First instant ≥ `from_ns` at which `nodes` are free for `span_ns` on end; kNever if none.
  TimeNs earliest(TimeNs from_ns, std::int64_t span_ns, std::int64_t nodes) const;
  /// The first instant from `from_ns` on, before `before_ns`, at which a job that has these nodes
  /// planned from `before_ns` on could start instead; kNever if there is none.
  TimeNs earlier(TimeNs from_ns, std::int64_t span_ns, std::int64_t nodes, TimeNs before_ns) const;
  /// Least free nodes in [from, to).
  std::int64_t least(TimeNs from_ns, TimeNs to_ns) const;
  /// The first step after `after_ns`, kNever if none.
  TimeNs next_step(TimeNs after_ns) const;

  TimeNs start_ns() const { return pool_[order_[0]].steps[0].from_ns; }
  std::size_t steps() const;

 private:
  static constexpr std::uint32_t kCapacity = 64;

  struct Step {
    TimeNs from_ns;
    std::int64_t free;
  };
  struct Chunk {
    std::array<Step, kCapacity> steps;  // The first `count`, ascending.
    std::uint32_t count = 0;
    std::int64_t more = 0;             ///< To be added to every `free` here.
    std::int64_t least = 0, most = 0;  ///< Of the steps' `free`, without `more`.
  };

  TimeNs first_fit(TimeNs from_ns, std::int64_t span_ns, std::int64_t nodes,
                   TimeNs before_ns) const;
  Chunk& chunk(std::size_t at) { return pool_[order_[at]]; }
  const Chunk& chunk(std::size_t at) const { return pool_[order_[at]]; }
  std::size_t chunk_of(TimeNs time_ns) const;
  static std::uint32_t step_of(const Chunk& chunk, TimeNs time_ns);
  static void bound(Chunk& chunk);
  std::uint32_t new_chunk();
  void cut(TimeNs time_ns);
  void join(TimeNs time_ns);
  void drop_chunk(std::size_t at);

  std::vector<Chunk> pool_;
  std::vector<std::uint32_t> unused_;
  std::vector<std::uint32_t> order_;  // Chunks in order of time, none empty.
};

}  // namespace gigawatt::jobs
