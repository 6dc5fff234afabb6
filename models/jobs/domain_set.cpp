// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/domain_set.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <utility>

namespace gigawatt::jobs {

DomainSet::DomainSet(std::size_t domains, bool exclusive_gangs)
    : exclusive_gangs_(exclusive_gangs),
      free_(domains),
      gangs_(domains),
      exclusive_(domains),
      all_(domains),
      idle_(domains),
      taken_(domains) {
  for (std::uint32_t domain = 0; domain < domains; ++domain) {
    all_.insert(domain, 0);
    if (exclusive_gangs_) idle_.insert(domain, 0);
  }
}

/// Keeps the indices in step: to be called after each change of a domain.
inline void DomainSet::move_from(const Place& old, std::size_t domain) {
  const Place now = place(domain);
  const auto index = static_cast<std::uint32_t>(domain);
  if (now.usable != old.usable) {
    all_.erase(index, old.usable);
    all_.insert(index, now.usable);
  } else if (now.idle == old.idle) {
    return;
  }
  if (!exclusive_gangs_) return;
  if (old.idle) idle_.erase(index, old.usable);
  if (now.idle) idle_.insert(index, now.usable);
}

bool DomainSet::counts_only(const Placement& placement) const {
  if (placement.exclusive) return false;
  return domains() == 1 || (!placement.within_domain && placement.segment_nodes <= 1);
}

std::uint32_t DomainSet::widest(const Placement& placement) const {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (counts_only(placement)) return static_cast<std::uint32_t>(std::min(usable_total_, kMost));

  // Whole segments everywhere, and one shorter segment where most is left over.
  const DomainIndex& index = eligible(placement);
  if (placement.within_domain) return index.largest();
  const std::uint32_t segment = std::max(placement.segment_nodes, 1u);
  std::uint64_t whole = 0;
  std::uint32_t left_over = 0;
  for (std::uint32_t nodes = index.next_value(1); nodes != DomainIndex::kNone;
       nodes = index.next_value(nodes + 1)) {
    whole += std::uint64_t{index.count(nodes)} * (nodes / segment);
    left_over = std::max(left_over, nodes % segment);
  }
  return static_cast<std::uint32_t>(std::min(whole * segment + left_over, kMost));
}

/// One domain for the whole gang: the best fit, or the emptiest to spread the
/// load.
bool DomainSet::choose_one(const Placement& placement, std::uint32_t nodes,
                           std::uint32_t& best) const {
  const DomainIndex& index = eligible(placement);
  const std::uint32_t room = placement.spread ? index.largest() : index.next_value(nodes);
  if (room == DomainIndex::kNone || room < nodes) return false;
  best = index.next_domain(room, 0);
  return true;
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
  if (placement.spread) {
    choose_spread(placement, nodes / size, size, chosen);
  } else {
    choose_packed(placement, nodes / size, size, chosen);
  }
  const bool complete = nodes % size == 0 || choose_remainder(nodes % size, placement, chosen);
  assert(complete);  // widest() says so.
  std::sort(chosen.begin(), chosen.end(),
            [](const DomainShare& a, const DomainShare& b) { return a.domain < b.domain; });
  return complete;
}

void DomainSet::choose_packed(const Placement& placement, std::uint32_t units, std::uint32_t size,
                              std::vector<DomainShare>& chosen) {
  // Fragments are used up first; who needs domains alone takes few large ones.
  const DomainIndex& index = eligible(placement);
  values_.clear();
  for (std::uint32_t room = index.next_value(size); room != DomainIndex::kNone;
       room = index.next_value(room + 1))
    values_.push_back(room);
  const bool few_domains = placement.exclusive;
  if (size > 1 || few_domains) {
    const auto key = [&](std::uint32_t room) {
      return std::pair(room % size, few_domains ? ~room : room);
    };
    std::sort(values_.begin(), values_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  }

  // The last domain need not be used up: of those that hold the rest, the one that fits best.
  const std::uint32_t largest = index.largest();
  const auto best_fit = [&](std::size_t at, std::uint32_t rest) {
    std::uint32_t best = DomainIndex::kNone;
    for (std::size_t later = at; rest <= largest && later < values_.size(); ++later)
      if (values_[later] >= rest) best = std::min(best, values_[later]);
    return best;
  };

  for (std::size_t at = 0; units > 0; ++at) {
    assert(at < values_.size());
    const std::uint32_t value = values_[at];
    const std::uint32_t here = value / size;
    std::uint32_t first = index.next_domain(value, 0);
    while (units > 0 && first != DomainIndex::kNone) {
      const std::uint32_t word = first / 64;
      for (std::uint64_t some = index.word(value, word); units > 0 && some != 0; some &= some - 1) {
        const std::uint32_t domain = word * 64 + static_cast<std::uint32_t>(std::countr_zero(some));
        const std::uint32_t room = best_fit(at, units * size);
        if (room == DomainIndex::kNone) {
          chosen.push_back({domain, here * size});
          units -= here;
        } else {
          const std::uint32_t last = room == value ? domain : index.next_domain(room, 0);
          chosen.push_back({last, units * size});
          units = 0;
        }
      }
      first = index.next_domain(value, (word + 1) * 64);
    }
  }
}

/// Takes from the domains with the most free until all that were touched have
/// the same left.
void DomainSet::choose_spread(const Placement& placement, std::uint32_t units, std::uint32_t size,
                              std::vector<DomainShare>& chosen) {
  if (units == 0) return;
  const DomainIndex& index = eligible(placement);
  const auto above = [&](std::uint32_t level) {
    std::uint64_t sum = 0;
    for (std::uint32_t room = index.next_value((level + 1) * size); room != DomainIndex::kNone;
         room = index.next_value(room + 1))
      sum += std::uint64_t{index.count(room)} * (room / size - level);
    return sum;
  };
  std::uint32_t low = 0;  // The highest level above which there is enough.
  std::uint32_t high = index.largest() / size + 1;
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    (above(middle) >= units ? low : high) = middle;
  }

  // So many of the lowest domains give all that is above the level, the others
  // one less.
  std::uint32_t whole = 0;
  values_.clear();
  for (std::uint32_t room = index.next_value((low + 1) * size); room != DomainIndex::kNone;
       room = index.next_value(room + 1)) {
    values_.push_back(room);
    whole += index.count(room);
  }
  whole -= static_cast<std::uint32_t>(above(low) - units);
  std::size_t first = 0;  // Of the values whose domains still give something.
  for (std::size_t word = 0; word < index.words() && first < values_.size(); ++word) {
    std::uint64_t some = 0;
    for (std::size_t i = first; i < values_.size(); ++i)
      some |= index.word(values_[i], word);
    for (; some != 0; some &= some - 1) {
      const auto domain = static_cast<std::uint32_t>(word * 64) +
                          static_cast<std::uint32_t>(std::countr_zero(some));
      const std::uint32_t here = free_[domain] / size - low - (whole > 0 ? 0 : 1);
      if (here > 0) chosen.push_back({domain, here * size});
      if (whole > 0) --whole;
    }
    while (whole == 0 && first < values_.size() && values_[first] / size == low + 1)
      ++first;
  }
}

/// The last, shorter segment: the best fit in what the others leave.
bool DomainSet::choose_remainder(std::uint32_t nodes, const Placement& placement,
                                 std::vector<DomainShare>& chosen) {
  for (const DomainShare& share : chosen)
    taken_[share.domain] = share.nodes;
  bool found = false;
  std::uint32_t best = 0;
  std::uint32_t best_left = 0;
  const auto consider = [&](std::uint32_t domain, std::uint32_t left) {
    if (left < nodes) return;
    const bool as_good = left == best_left;
    const bool better = placement.spread ? left > best_left : left < best_left;
    if (found && !better && !(as_good && domain < best)) return;
    found = true;
    best = domain;
    best_left = left;
  };
  for (const DomainShare& share : chosen)
    consider(share.domain, usable(share.domain) - share.nodes);
  // Of the others the lowest with the least room, or the most; few are passed
  // over as chosen.
  const DomainIndex& index = eligible(placement);
  const auto untouched = [&](std::uint32_t room) {
    std::uint32_t domain = index.next_domain(room, 0);
    while (domain != DomainIndex::kNone && taken_[domain] > 0)
      domain = index.next_domain(room, domain + 1);
    return domain;
  };
  std::uint32_t other = DomainIndex::kNone;
  for (std::uint32_t room = index.next_value(nodes); room != DomainIndex::kNone;
       room = index.next_value(room + 1)) {
    const std::uint32_t domain = untouched(room);
    if (domain == DomainIndex::kNone) continue;
    other = domain;
    if (!placement.spread) break;
  }
  if (other != DomainIndex::kNone) consider(other, usable(other));
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
  std::uint64_t taken = 0;
  std::uint64_t blocked = 0;  // Free nodes beside an exclusive gang.
  for (const DomainShare& share : shares) {
    assert(share.nodes <= usable(share.domain));
    taken += share.nodes;
    if (!exclusive_gangs_) {
      set_free(share.domain, free_[share.domain] - share.nodes);
      continue;
    }
    const Place old = place(share.domain);
    free_[share.domain] -= share.nodes;
    if (exclusive) blocked += free_[share.domain];
    ++gangs_[share.domain];
    exclusive_[share.domain] = exclusive;
    move_from(old, share.domain);
  }
  free_total_ -= taken;
  usable_total_ -= taken + blocked;
}

void DomainSet::give_back(std::span<const DomainShare> shares, bool exclusive) {
  std::uint64_t given = 0;
  std::uint64_t unblocked = 0;
  for (const DomainShare& share : shares) {
    given += share.nodes;
    if (!exclusive_gangs_) {
      set_free(share.domain, free_[share.domain] + share.nodes);
      continue;
    }
    const Place old = place(share.domain);
    if (exclusive) unblocked += free_[share.domain];
    free_[share.domain] += share.nodes;
    assert(gangs_[share.domain] > 0);
    --gangs_[share.domain];
    if (exclusive) exclusive_[share.domain] = 0;
    move_from(old, share.domain);
  }
  free_total_ += given;
  usable_total_ += given + unblocked;
}

void DomainSet::change_free(std::size_t domain, std::int64_t delta) {
  if (delta == 0) return;
  const std::int64_t free = std::int64_t{free_[domain]} + delta;
  assert(free >= 0);
  const Place old = place(domain);
  free_[domain] = static_cast<std::uint32_t>(free);
  free_total_ += static_cast<std::uint64_t>(delta);
  if (!exclusive_[domain]) usable_total_ += static_cast<std::uint64_t>(delta);
  move_from(old, domain);
}

void DomainSet::clip(std::size_t domain, const DomainSet& other, std::uint32_t here) {
  usable_total_ += std::uint64_t{here} - usable(domain);
  free_total_ += std::uint64_t{here} - free_[domain];
  if (!exclusive_gangs_) return set_free(domain, here);
  const Place old = place(domain);
  free_[domain] = here;
  gangs_[domain] = other.gangs_[domain] + (here < other.usable(domain) ? 1 : 0);
  exclusive_[domain] = 0;
  move_from(old, domain);
}

}  // namespace gigawatt::jobs
