// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/placement_limits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gigawatt::jobs {

namespace {

constexpr double kMwPerW = 1000.0;

std::int64_t milliwatts(double power_w) {
  return std::llround(power_w * kMwPerW);
}

/// Adds to the part that is already in the domain.
void add_share(std::vector<DomainShare>& chosen, const DomainShare& share) {
  for (DomainShare& known : chosen) {
    if (known.domain != share.domain) continue;
    known.nodes += share.nodes;
    return;
  }
  chosen.push_back(share);
}

std::uint32_t chosen_in(const std::vector<DomainShare>& chosen, std::uint32_t domain) {
  for (const DomainShare& share : chosen)
    if (share.domain == domain) return share.nodes;
  return 0;
}

/// The domain with the most headroom, first of temperature and then of power, that can take `nodes`
/// more.
bool find_domain(const DomainSet& domains, const Placement& placement, const QueuedJob& job,
                 const PlacementLimits& limits, const std::vector<DomainShare>& chosen,
                 std::uint32_t nodes, std::uint32_t& best) {
  bool found = false;
  double best_w = 0.0;
  double best_k = 0.0;
  for (std::uint32_t domain = 0; domain < domains.domains(); ++domain) {
    if (placement.exclusive && !domains.idle(domain)) continue;
    const double headroom_w = limits.headroom_w(domain);
    const double headroom_k = limits.headroom_k(domain);
    if (found && (headroom_k < best_k || (headroom_k == best_k && headroom_w <= best_w))) continue;
    if (domains.usable(domain) < nodes + chosen_in(chosen, domain)) continue;
    if (!limits.can_take(job, {domain, nodes})) continue;
    found = true;
    best = domain;
    best_w = headroom_w;
    best_k = headroom_k;
  }
  return found;
}

/// The most of `most` nodes that the domain can take, given that it can take one.
std::uint32_t most_in(const QueuedJob& job, const PlacementLimits& limits, std::uint32_t domain,
                      std::uint32_t most) {
  std::uint32_t low = 1;
  while (low < most) {
    const std::uint32_t middle = most - (most - low) / 2;
    if (limits.can_take(job, {domain, middle})) {
      low = middle;
    } else {
      most = middle - 1;
    }
  }
  return low;
}

}  // namespace

bool choose_by_headroom(const DomainSet& domains, const Placement& placement, const QueuedJob& job,
                        PlacementLimits& limits, std::vector<DomainShare>& chosen) {
  chosen.clear();
  const bool single_nodes = !placement.within_domain && placement.segment_nodes == 0;
  std::uint32_t left = job.nodes;
  while (left > 0) {
    std::uint32_t piece = left;
    if (!placement.within_domain) piece = std::min(left, std::max(placement.segment_nodes, 1u));
    std::uint32_t domain = 0;
    if (!find_domain(domains, placement, job, limits, chosen, piece, domain)) break;
    if (single_nodes && !placement.spread) {
      const std::uint32_t free = domains.usable(domain) - chosen_in(chosen, domain);
      piece = most_in(job, limits, domain, std::min(left, free));
    }
    const DomainShare share{domain, piece};
    limits.take(job, {&share, 1});
    add_share(chosen, share);
    left -= piece;
  }
  limits.give_back(job, chosen);
  if (left > 0) {
    chosen.clear();
    return false;
  }
  std::sort(chosen.begin(), chosen.end(),
            [](const DomainShare& a, const DomainShare& b) { return a.domain < b.domain; });
  return true;
}

bool take_all(const QueuedJob& job, std::span<const DomainShare> shares, PlacementLimits& limits) {
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (limits.can_take(job, shares[i])) {
      limits.take(job, shares.subspan(i, 1));
    } else {
      limits.give_back(job, shares.first(i));
      return false;
    }
  }
  return true;
}

std::uint32_t LimitTree::add_point(std::uint32_t parent, double limit_w) {
  return add_point_mw(parent, milliwatts(limit_w));
}

std::uint32_t LimitTree::add_point_mw(std::uint32_t parent, std::int64_t limit_mw) {
  points_.push_back({parent, limit_mw});
  return static_cast<std::uint32_t>(points_.size() - 1);
}

void LimitTree::set_node_power(std::uint32_t slot, double node_w) {
  set_node_power_mw(slot, milliwatts(node_w));
}

void LimitTree::set_node_power_mw(std::uint32_t slot, std::int64_t node_mw) {
  if (slot >= node_mw_.size()) node_mw_.resize(slot + 1);
  node_mw_[slot] = node_mw;
}

void LimitTree::add_above(std::uint32_t point, std::int64_t more_mw) {
  for (; point != kTop; point = points_[point].parent)
    points_[point].load_mw += more_mw;
}

void LimitTree::set_base_load(std::uint32_t point, double load_w) {
  set_base_load_mw(point, milliwatts(load_w));
}

void LimitTree::set_base_load_mw(std::uint32_t point, std::int64_t load_mw) {
  add_above(point, load_mw - points_[point].base_mw);
  points_[point].base_mw = load_mw;
}

double LimitTree::load_w(std::uint32_t point) const {
  return static_cast<double>(points_[point].load_mw) / kMwPerW;
}

std::int64_t LimitTree::headroom_mw(std::uint32_t domain) const {
  std::int64_t least_mw = std::numeric_limits<std::int64_t>::max();
  for (std::uint32_t at = point_of_domain_[domain]; at != kTop; at = points_[at].parent) {
    const Point& point = points_[at];
    least_mw = std::min(least_mw, point.limit_mw - point.load_mw);
  }
  return least_mw;
}

double LimitTree::headroom_w(std::uint32_t domain) const {
  return static_cast<double>(headroom_mw(domain)) / kMwPerW;
}

bool LimitTree::can_take(const QueuedJob& job, const DomainShare& share) const {
  return share.nodes * node_mw_[job.slot] <= headroom_mw(share.domain);
}

void LimitTree::add_load(const QueuedJob& job, std::span<const DomainShare> shares,
                         std::int64_t sign) {
  for (const DomainShare& share : shares) {
    const std::int64_t more_mw = sign * share.nodes * node_mw_[job.slot];
    add_above(point_of_domain_[share.domain], more_mw);
  }
}

void LimitTree::take(const QueuedJob& job, std::span<const DomainShare> shares) {
  add_load(job, shares, 1);
}

void LimitTree::give_back(const QueuedJob& job, std::span<const DomainShare> shares) {
  add_load(job, shares, -1);
}

}  // namespace gigawatt::jobs
