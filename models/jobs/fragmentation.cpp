// SPDX-License-Identifier: Apache-2.0

// Free nodes that the topology keeps from those who wait.

#include <algorithm>
#include <limits>

#include "models/jobs/lane_scheduler.h"

namespace gigawatt::jobs {

namespace {

constexpr std::uint32_t kNothing = std::numeric_limits<std::uint32_t>::max();

/// The fewest nodes of a gang that lie together in one domain.
std::uint32_t least_piece(const Placement& placement, std::uint32_t nodes) {
  if (placement.within_domain) return nodes;
  const std::uint32_t segment = placement.segment_nodes;
  if (segment <= 1) return 1;
  if (nodes < segment) return nodes;
  return nodes % segment == 0 ? segment : nodes % segment;
}

}  // namespace

Fragmentation LaneScheduler::fragmentation() const {
  Fragmentation result;
  result.free_nodes = free_nodes();
  result.largest_in_domain = domains_.largest_usable();

  // By placement: the smallest hole that some waiting gang, which fits now, could use.
  std::vector<std::uint32_t> least(placements_.size(), kNothing);
  bool enough_nodes = false;
  for (const Lane& lane : lanes_) {
    const Placement& placement = lane.job_class.placement;
    const std::uint32_t widest = domains_.widest(placement);
    for (RankedQueue::Place place; lane.queue.next(place); ++place.item) {
      const std::uint32_t nodes = lane.queue.job(place).nodes;
      if (nodes > result.free_nodes) continue;
      enough_nodes = true;
      if (nodes > widest) continue;
      least[lane.width] = std::min(least[lane.width], least_piece(placement, nodes));
    }
  }
  if (!enough_nodes) return result;

  std::uint64_t useful = 0;
  for (std::size_t domain = 0; domain < domains_.domains(); ++domain) {
    const auto can_use = [&](std::size_t index) {
      return domains_.usable(domain) >= least[index] &&
             (!placements_[index].exclusive || domains_.idle(domain));
    };
    bool any = false;
    for (std::size_t index = 0; index < placements_.size() && !any; ++index)
      any = can_use(index);
    if (any) useful += domains_.usable(domain);
  }
  result.stranded_nodes = static_cast<std::uint32_t>(result.free_nodes - useful);
  return result;
}

}  // namespace gigawatt::jobs
