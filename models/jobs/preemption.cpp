// SPDX-License-Identifier: Apache-2.0

// Which running jobs make way for the first in order: the cheapest that suffice, and none too many.

#include <algorithm>
#include <tuple>

#include "models/jobs/ordered_scheduler.h"
#include "models/jobs/placement_limits.h"

namespace gigawatt::jobs {

/// Cheapest first: lowest class, then latest start, then latest submission. A job of the same class
/// can be reclaimed if its tenant borrows and the head is within its own guarantee, but only as
/// long as that tenant still borrows once those before it are gone.
void OrderedScheduler::collect_victims(const QueuedJob& head) {
  const JobClass& head_class = lanes_[head.job_class].job_class;
  const bool reclaims = tenants_.within_guarantee(head_class.tenant, head.nodes);
  victims_.clear();
  running_.for_each([&](TimeNs, std::uint32_t slot) {
    const Running& running = by_slot_[slot];
    const JobClass& other = lanes_[running.job.job_class].job_class;
    const bool lower = other.priority < head_class.priority;
    const bool reclaimed = reclaims && !lower && other.priority == head_class.priority &&
                           other.tenant != head_class.tenant && tenants_.borrows(other.tenant);
    if (other.preemptible && (lower || reclaimed))
      victims_.push_back({other.priority, running.start_ns, running.job.order, slot, reclaimed});
    return true;
  });
  std::sort(victims_.begin(), victims_.end(), [](const Victim& a, const Victim& b) {
    return std::tuple(a.priority, b.start_ns, b.order) <
           std::tuple(b.priority, a.start_ns, a.order);
  });

  evicted_nodes_.assign(setup_.tenants.size(), 0);
  std::erase_if(victims_, [&](const Victim& victim) {
    const QueuedJob& job = by_slot_[victim.slot].job;
    const std::uint32_t tenant = lanes_[job.job_class].job_class.tenant;
    const std::uint32_t left = tenants_.held(tenant) - evicted_nodes_[tenant];
    if (victim.reclaimed && left <= setup_.tenants[tenant].guaranteed_nodes) return true;
    evicted_nodes_[tenant] += job.nodes;
    return false;
  });
}

bool OrderedScheduler::limits_allow(const QueuedJob& head, PlacementLimits& limits) {
  const auto each_evicted = [this](auto change) {
    for (const std::uint32_t slot : evictions_)
      change(by_slot_[slot].job, std::span<const DomainShare>(by_slot_[slot].shares));
  };
  each_evicted([&](const auto& job, auto shares) { limits.give_back(job, shares); });
  const Placement& placement = lanes_[head.job_class].job_class.placement;
  const bool allowed = choose_by_headroom(later_, placement, head, limits, chosen_);
  each_evicted([&](const auto& job, auto shares) { limits.take(job, shares); });
  if (!allowed) limits.refuse(head);
  return allowed;
}

bool OrderedScheduler::evict_for(const QueuedJob& head, StartGate* gate) {
  collect_victims(head);
  const auto release_first = [&](std::size_t count) {
    later_ = domains_;
    for (std::size_t i = 0; i < count; ++i) {
      const Running& running = by_slot_[victims_[i].slot];
      later_.give_back(running.shares, is_exclusive(running.job));
    }
    return fits(later_, head);
  };
  if (victims_.empty() || !release_first(victims_.size())) return false;

  // The least number of the cheapest that suffices; then, the dearest first, those that turn out
  // not to be needed (they held nodes in other domains) are spared.
  std::size_t too_few = 0;
  std::size_t enough = victims_.size();
  while (enough - too_few > 1) {
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (release_first(middle) ? enough : too_few) = middle;
  }
  release_first(enough);
  for (std::size_t i = enough; i-- > 0;) {
    const Running& running = by_slot_[victims_[i].slot];
    const bool exclusive = is_exclusive(running.job);
    later_.take(running.shares, exclusive);
    if (fits(later_, head)) continue;
    later_.give_back(running.shares, exclusive);
    evictions_.push_back(victims_[i].slot);
  }
  std::reverse(evictions_.begin(), evictions_.end());
  PlacementLimits* limits = gate == nullptr ? nullptr : gate->limits();
  if (limits == nullptr || limits_allow(head, *limits)) return true;
  evictions_.clear();
  refused_ = true;
  return false;
}

}  // namespace gigawatt::jobs
