// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/domain_set.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <tuple>

namespace gigawatt::jobs {

DomainSet::DomainSet(std::size_t domains)
    : free_(domains), gangs_(domains), exclusive_(domains), taken_(domains) {
  candidates_.reserve(domains);
}

std::uint32_t DomainSet::largest_usable() const {
  std::uint32_t largest = 0;
  for (std::size_t domain = 0; domain < domains(); ++domain)
    largest = std::max(largest, usable(domain));
  return largest;
}

bool DomainSet::counts_only(const Placement& placement) const {
  if (placement.exclusive) return false;
  return domains() == 1 || (!placement.within_domain && placement.segment_nodes <= 1);
}

std::uint32_t DomainSet::widest(const Placement& placement) const {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (counts_only(placement)) return static_cast<std::uint32_t>(std::min(usable_total_, kMost));

  // Whole segments everywhere, and one shorter segment where most is left over.
  const std::uint32_t segment = std::max(placement.segment_nodes, 1u);
  std::uint64_t whole = 0;
  std::uint32_t left_over = 0;
  std::uint32_t largest = 0;
  for (std::size_t domain = 0; domain < domains(); ++domain) {
    if (!eligible(domain, placement)) continue;
    const std::uint32_t nodes = usable(domain);
    largest = std::max(largest, nodes);
    whole += nodes / segment;
    left_over = std::max(left_over, nodes % segment);
  }
  if (placement.within_domain) return largest;
  return static_cast<std::uint32_t>(std::min(whole * segment + left_over, kMost));
}

/// One domain for the whole gang: the best fit, or the emptiest to spread the load.
bool DomainSet::choose_one(const Placement& placement, std::uint32_t nodes,
                           std::uint32_t& best) const {
  bool found = false;
  for (std::uint32_t domain = 0; domain < domains(); ++domain) {
    const std::uint32_t room = usable(domain);
    if (room < nodes || !eligible(domain, placement)) continue;
    const bool better = !found || (placement.spread ? room > usable(best) : room < usable(best));
    if (better) best = domain;
    found = true;
  }
  return found;
}

bool DomainSet::choose(const Placement& placement, std::uint32_t nodes,
                       std::vector<DomainShare>& chosen) {
  chosen.clear();
  if (nodes > widest(placement)) return false;
  std::uint32_t one = 0;
  if ((placement.within_domain || !placement.spread) && choose_one(placement, nodes, one)) {
    chosen.push_back({one, nodes});
    return true;
  }

  const std::uint32_t size = std::max(placement.segment_nodes, 1u);
  candidates_.clear();
  for (std::uint32_t domain = 0; domain < domains(); ++domain) {
    if (usable(domain) >= size && eligible(domain, placement)) candidates_.push_back(domain);
  }
  if (placement.spread) {
    choose_spread(nodes / size, size, chosen);
  } else {
    choose_packed(nodes / size, size, placement.exclusive, chosen);
  }
  const bool complete = nodes % size == 0 || choose_remainder(nodes % size, placement, chosen);
  assert(complete);  // widest() says so.
  std::sort(chosen.begin(), chosen.end(),
            [](const DomainShare& a, const DomainShare& b) { return a.domain < b.domain; });
  return complete;
}

void DomainSet::choose_packed(std::uint32_t units, std::uint32_t size, bool few_domains,
                              std::vector<DomainShare>& chosen) {
  // Fragments are used up first; who needs domains alone takes few large ones.
  const auto key = [&](std::uint32_t domain) {
    const std::uint32_t room = free_[domain];
    return std::tuple(room % size, few_domains ? ~room : room, domain);
  };
  std::sort(candidates_.begin(), candidates_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  // The last domain need not be used up: of those that hold the rest, the one that fits best.
  // Whether any holds it is looked up only when it could be, so the walk stays short.
  std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();
  for (std::size_t i = 0; units > 0; ++i) {
    assert(i < candidates_.size());
    std::size_t last = candidates_.size();
    if (units <= largest) {
      largest = 0;
      for (std::size_t j = i; j < candidates_.size(); ++j) {
        const std::uint32_t room = free_[candidates_[j]];
        largest = std::max(largest, room / size);
        if (room / size < units) continue;
        if (last == candidates_.size() || room < free_[candidates_[last]]) last = j;
      }
    }
    const std::uint32_t domain = candidates_[last < candidates_.size() ? last : i];
    const std::uint32_t here = std::min(units, free_[domain] / size);
    chosen.push_back({domain, here * size});
    units -= here;
  }
}

/// Takes from the domains with the most free until all that were touched have the same left.
void DomainSet::choose_spread(std::uint32_t units, std::uint32_t size,
                              std::vector<DomainShare>& chosen) {
  const auto above = [&](std::uint32_t level) {
    std::uint64_t sum = 0;
    for (const std::uint32_t domain : candidates_)
      sum += free_[domain] / size > level ? free_[domain] / size - level : 0;
    return sum;
  };
  std::uint32_t low = 0;  // The highest level above which there is enough.
  std::uint32_t high = largest_usable() / size + 1;
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    (above(middle) >= units ? low : high) = middle;
  }

  std::uint64_t excess = units == 0 ? 0 : above(low) - units;
  for (auto domain = candidates_.rbegin(); units > 0 && domain != candidates_.rend(); ++domain) {
    const std::uint32_t room = free_[*domain] / size;
    std::uint32_t here = room > low ? room - low : 0;
    if (here > 0 && excess > 0) {  // The highest domains give one less.
      --here;
      --excess;
    }
    if (here > 0) chosen.push_back({*domain, here * size});
  }
}

/// The last, shorter segment: the best fit in what the others leave.
bool DomainSet::choose_remainder(std::uint32_t nodes, const Placement& placement,
                                 std::vector<DomainShare>& chosen) {
  for (const DomainShare& share : chosen)
    taken_[share.domain] = share.nodes;
  bool found = false;
  std::uint32_t best = 0;
  const auto left = [&](std::uint32_t domain) { return usable(domain) - taken_[domain]; };
  for (std::uint32_t domain = 0; domain < domains(); ++domain) {
    if (!eligible(domain, placement) || left(domain) < nodes) continue;
    if (!found || (placement.spread ? left(domain) > left(best) : left(domain) < left(best)))
      best = domain;
    found = true;
  }
  for (const DomainShare& share : chosen)
    taken_[share.domain] = 0;
  if (!found) return false;
  for (DomainShare& share : chosen) {
    if (share.domain != best) continue;
    share.nodes += nodes;
    return true;
  }
  chosen.push_back({best, nodes});
  return true;
}

void DomainSet::take(std::span<const DomainShare> shares, bool exclusive) {
  for (const DomainShare& share : shares) {
    assert(share.nodes <= usable(share.domain));
    usable_total_ -= exclusive ? free_[share.domain] : share.nodes;
    free_[share.domain] -= share.nodes;
    free_total_ -= share.nodes;
    ++gangs_[share.domain];
    exclusive_[share.domain] = exclusive;
  }
}

void DomainSet::give_back(std::span<const DomainShare> shares, bool exclusive) {
  for (const DomainShare& share : shares) {
    free_[share.domain] += share.nodes;
    free_total_ += share.nodes;
    usable_total_ += exclusive ? free_[share.domain] : share.nodes;
    assert(gangs_[share.domain] > 0);
    --gangs_[share.domain];
    if (exclusive) exclusive_[share.domain] = 0;
  }
}

void DomainSet::change_free(std::size_t domain, std::int64_t delta) {
  const std::int64_t free = std::int64_t{free_[domain]} + delta;
  assert(free >= 0);
  free_[domain] = static_cast<std::uint32_t>(free);
  free_total_ += static_cast<std::uint64_t>(delta);
  if (!exclusive_[domain]) usable_total_ += static_cast<std::uint64_t>(delta);
}

void DomainSet::copy_clipped(std::size_t domain, const DomainSet& other, std::uint32_t most) {
  const std::uint32_t there = other.usable(domain);
  const std::uint32_t here = std::min(there, most);
  usable_total_ += std::uint64_t{here} - usable(domain);
  free_total_ += std::uint64_t{here} - free_[domain];
  free_[domain] = here;
  gangs_[domain] = other.gangs_[domain] + (here < there ? 1 : 0);
  exclusive_[domain] = 0;
}

}  // namespace gigawatt::jobs
