// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/timetable.h"

#include <algorithm>
#include <numeric>

namespace gigawatt::jobs {

void Timetable::reset(TimeNs now_ns, std::span<const std::uint32_t> up_in_domain) {
  up_.assign(up_in_domain.begin(), up_in_domain.end());
  for (std::size_t domain = 0; domain < by_domain_.size(); ++domain)
    by_domain_[domain].reset(now_ns, up_[domain]);
  total_.reset(now_ns, std::accumulate(up_.begin(), up_.end(), std::int64_t{0}));
}

void Timetable::advance(TimeNs now_ns) {
  for (Profile& profile : by_domain_)
    profile.advance(now_ns);
  total_.advance(now_ns);
}

void Timetable::add(std::span<const DomainShare> shares, TimeNs from_ns, TimeNs to_ns, int sign) {
  std::int64_t sum = 0;
  for (const DomainShare& share : shares) {
    by_domain_[share.domain].add(from_ns, to_ns, sign * std::int64_t{share.nodes});
    sum += share.nodes;
  }
  total_.add(from_ns, to_ns, sign * sum);
}

bool Timetable::may_move(const Placement& placement, std::uint32_t nodes, TimeNs now_ns,
                         std::int64_t span_ns, TimeNs planned_ns,
                         std::span<const DomainShare> shares,
                         std::span<const std::uint8_t> freed) const {
  if (total_.earlier(now_ns, span_ns, nodes, planned_ns) == kNever) return false;
  if (!placement.within_domain || placement.exclusive) return true;
  for (std::uint32_t domain = 0; domain < by_domain_.size(); ++domain) {
    const bool own = !shares.empty() && shares.front().domain == domain;
    if (!own && freed[domain] == 0) continue;
    const Profile& profile = by_domain_[domain];
    if (own ? profile.earlier(now_ns, span_ns, nodes, planned_ns) != kNever
            : profile.earliest(now_ns, span_ns, nodes) < planned_ns)
      return true;
  }
  return false;
}

std::uint32_t Timetable::least_free(std::size_t domain, TimeNs from_ns) const {
  return static_cast<std::uint32_t>(
      std::max<std::int64_t>(by_domain_[domain].least(from_ns, kNever), 0));
}

std::uint32_t Timetable::free_throughout(std::size_t domain, TimeNs from_ns,
                                         std::int64_t span_ns) const {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(
      by_domain_[domain].least(from_ns, saturating_add(from_ns, span_ns)), 0));
}

/// Ties go to the domain that fits best at that instant, then to the lowest.
TimeNs Timetable::earliest_in_one(std::uint32_t nodes, TimeNs from_ns, std::int64_t span_ns,
                                  std::vector<DomainShare>& chosen) const {
  TimeNs best_ns = kNever;
  std::uint32_t best = 0;
  std::uint32_t best_room = 0;
  for (std::uint32_t domain = 0; domain < by_domain_.size(); ++domain) {
    const TimeNs start_ns = by_domain_[domain].earliest(from_ns, span_ns, nodes);
    if (start_ns == kNever || start_ns > best_ns) continue;
    const std::uint32_t room = free_throughout(domain, start_ns, span_ns);
    if (start_ns == best_ns && room >= best_room) continue;
    best_ns = start_ns;
    best = domain;
    best_room = room;
  }
  if (best_ns != kNever) chosen.push_back({best, nodes});
  return best_ns;
}

TimeNs Timetable::earliest(const Placement& placement, std::uint32_t nodes, TimeNs from_ns,
                           std::int64_t span_ns, std::vector<DomainShare>& chosen) {
  chosen.clear();
  const bool one_domain = by_domain_.size() == 1 || placement.within_domain;
  if (one_domain && !placement.exclusive) return earliest_in_one(nodes, from_ns, span_ns, chosen);

  for (TimeNs start_ns = total_.earliest(from_ns, span_ns, nodes); start_ns != kNever;) {
    for (std::size_t domain = 0; domain < by_domain_.size(); ++domain) {
      std::uint32_t free = free_throughout(domain, start_ns, span_ns);
      if (placement.exclusive && free < up_[domain]) free = 0;
      fits_.change_free(domain, std::int64_t{free} - fits_.usable(domain));
    }
    if (fits_.choose(placement, nodes, chosen)) return start_ns;
    // Moving the window on to the next step lets go of one; only that can free anything.
    TimeNs next_ns = kNever;
    for (const Profile& profile : by_domain_)
      next_ns = std::min(next_ns, profile.next_step(start_ns));
    if (next_ns == kNever) return kNever;
    start_ns = total_.earliest(next_ns, span_ns, nodes);
  }
  return kNever;
}

}  // namespace gigawatt::jobs
