// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/domain_set.h"
#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs {
namespace {

using Shares = std::vector<DomainShare>;

DomainSet with_free(const std::vector<std::uint32_t>& free) {
  DomainSet domains(free.size());
  for (std::size_t domain = 0; domain < free.size(); ++domain)
    domains.change_free(domain, free[domain]);
  return domains;
}

TEST_CASE("domains: 31 free nodes in racks of 12, 10 and 9 hold no rack gang of 16") {
  // Three NVL72 racks of 18 nodes; a gang of 64 accelerators is 16 nodes. By hand.
  DomainSet racks = with_free({12, 10, 9});
  Shares chosen;

  CHECK(!racks.choose({.within_domain = true}, 16, chosen));
  CHECK(chosen.empty());
  // In segments of 8 it starts, in the two racks that it leaves the fewest nodes in.
  REQUIRE(racks.choose({.segment_nodes = 8}, 16, chosen));
  CHECK(chosen == Shares{{1, 8}, {2, 8}});
  // Counting nodes alone, it would be admitted wrongly.
  CHECK(racks.usable_total() == 31);
}

TEST_CASE("domains: a gang takes the rack it fits best, a wide one uses up fragments first") {
  DomainSet racks = with_free({18, 5, 18, 7});
  Shares chosen;

  REQUIRE(racks.choose({}, 6, chosen));
  CHECK(chosen == Shares{{3, 6}});
  REQUIRE(racks.choose({}, 20, chosen));
  CHECK(chosen == Shares{{0, 15}, {1, 5}});  // No rack holds 20; then one holds the other 15.
  REQUIRE(racks.choose({}, 38, chosen));
  CHECK(chosen == Shares{{0, 18}, {1, 5}, {2, 8}, {3, 7}});
  REQUIRE(racks.choose({.spread = true}, 10, chosen));
  CHECK(chosen == Shares{{0, 5}, {2, 5}});  // Leaves 13, 5, 13, 7: level at the top.
}

TEST_CASE("domains: the last, shorter segment goes where it fits best") {
  // 11 nodes in segments of 4: two of 4 and one of 3.
  DomainSet racks = with_free({4, 7, 3});
  Shares chosen;

  CHECK(racks.widest({.segment_nodes = 4}) == 11);  // 4 + 4 + the larger rest, 3.
  REQUIRE(racks.choose({.segment_nodes = 4}, 11, chosen));
  CHECK(chosen == Shares{{0, 4}, {1, 7}});
}

TEST_CASE("domains: an exclusive gang blocks the idle nodes of its racks until it leaves") {
  DomainSet racks = with_free({18, 18});
  Shares chosen;
  REQUIRE(racks.choose({.exclusive = true}, 4, chosen));
  racks.take(chosen, true);

  CHECK(racks.usable_total() == 18);
  CHECK(racks.free_total() == 32);
  const Shares alone = chosen;
  REQUIRE(racks.choose({}, 18, chosen));
  racks.take(chosen, false);
  CHECK(racks.widest({.exclusive = true}) == 0);
  racks.give_back(chosen, false);
  racks.give_back(alone, true);
  CHECK(racks.usable_total() == 36);
  CHECK(racks.widest({.exclusive = true}) == 36);
}

/// Whether segments of `size` and one of the rest fit, trying every split.
bool fits_somehow(std::vector<std::uint32_t> free, std::uint32_t nodes, std::uint32_t size) {
  std::function<bool(std::size_t, std::uint32_t)> place = [&](std::size_t from,
                                                              std::uint32_t left) {
    if (left == 0) return true;
    const std::uint32_t piece = std::min(left, size);
    for (std::size_t domain = from; domain < free.size(); ++domain) {
      if (free[domain] < piece) continue;
      free[domain] -= piece;
      const bool placed = place(left > 2 * size ? domain : 0, left - piece);
      free[domain] += piece;
      if (placed) return true;
    }
    return false;
  };
  return place(0, nodes);
}

TEST_CASE("domains: a gang is placed whenever some placement exists") {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::uint32_t> free(1 + random() % 4);
    std::uint32_t total = 0;
    for (std::uint32_t& nodes : free)
      total += nodes = random() % 9;
    DomainSet domains = with_free(free);
    const std::uint32_t size = 1 + random() % 5;
    for (const bool spread : {false, true}) {
      const Placement placement{.segment_nodes = size, .spread = spread};
      for (std::uint32_t nodes = 1; nodes <= total + 1; ++nodes) {
        CAPTURE(nodes);
        CAPTURE(size);
        Shares chosen;
        REQUIRE(domains.choose(placement, nodes, chosen) == fits_somehow(free, nodes, size));
        std::uint32_t sum = 0;
        std::uint32_t whole = 0;
        for (const DomainShare& share : chosen) {
          REQUIRE(share.nodes <= free[share.domain]);
          sum += share.nodes;
          whole += share.nodes / size;
        }
        if (chosen.empty()) continue;
        REQUIRE(sum == nodes);
        REQUIRE((free.size() == 1 || whole == nodes / size));
      }
    }
  }
}

/// The rule of choice as written down, one look at each domain for each step.
class PlainChoice {
 public:
  PlainChoice(const DomainSet& domains, const Placement& placement)
      : placement_(placement), size_(std::max(placement.segment_nodes, 1u)) {
    for (std::size_t domain = 0; domain < domains.domains(); ++domain)
      left_.push_back(placement.exclusive && !domains.idle(domain) ? 0 : domains.usable(domain));
    given_.resize(left_.size());
  }

  /// For a gang that fits. Order of the result: by domain.
  Shares of(std::uint32_t nodes) {
    const auto one = best([&](std::size_t domain) { return left_[domain] >= nodes; });
    if ((placement_.within_domain || !placement_.spread) && one < left_.size()) {
      give(one, nodes);
    } else {
      placement_.spread ? level(nodes / size_) : pack(nodes / size_);
      const std::uint32_t rest = nodes % size_;
      if (rest > 0) give(best([&](std::size_t domain) { return left_[domain] >= rest; }), rest);
    }
    Shares shares;
    for (std::uint32_t domain = 0; domain < given_.size(); ++domain)
      if (given_[domain] > 0) shares.push_back({domain, given_[domain]});
    return shares;
  }

 private:
  void give(std::size_t domain, std::uint32_t nodes) {
    left_[domain] -= nodes;
    given_[domain] += nodes;
  }
  /// Among those allowed the one with the least left, or the most to spread; then the lowest.
  template <class Allowed>
  std::size_t best(Allowed allowed) const {
    std::size_t best = left_.size();
    for (std::size_t domain = 0; domain < left_.size(); ++domain) {
      if (!allowed(domain)) continue;
      if (best == left_.size() ||
          (placement_.spread ? left_[domain] > left_[best] : left_[domain] < left_[best]))
        best = domain;
    }
    return best;
  }
  /// Whole domains, those with the least left over first, until one holds what is left.
  void pack(std::uint32_t units) {
    while (units > 0) {
      const std::size_t last = best([&](std::size_t domain) {
        return given_[domain] == 0 && left_[domain] >= units * size_;
      });
      if (last < left_.size()) return give(last, units * size_);
      std::size_t next = left_.size();
      const auto key = [&](std::size_t domain) {
        const std::uint32_t room = left_[domain];
        return std::tuple(room % size_, placement_.exclusive ? ~room : room, domain);
      };
      for (std::size_t domain = 0; domain < left_.size(); ++domain) {
        if (given_[domain] > 0 || left_[domain] < size_) continue;
        if (next == left_.size() || key(domain) < key(next)) next = domain;
      }
      const std::uint32_t here = left_[next] / size_;
      give(next, here * size_);
      units -= here;
    }
  }
  /// One unit at a time from where most whole ones are left, the lowest domain first.
  void level(std::uint32_t units) {
    for (; units > 0; --units) {
      std::size_t most = 0;
      for (std::size_t domain = 0; domain < left_.size(); ++domain)
        if (left_[domain] / size_ > left_[most] / size_) most = domain;
      give(most, size_);
    }
  }

  Placement placement_;
  std::uint32_t size_;
  std::vector<std::uint32_t> left_;
  std::vector<std::uint32_t> given_;
};

/// The widest gang by its definition, one look at each domain.
std::uint32_t plain_widest(const DomainSet& domains, const Placement& placement) {
  const std::uint32_t size = std::max(placement.segment_nodes, 1u);
  std::uint32_t whole = 0;
  std::uint32_t rest = 0;
  std::uint32_t largest = 0;
  for (std::size_t domain = 0; domain < domains.domains(); ++domain) {
    if (placement.exclusive && !domains.idle(domain)) continue;
    const std::uint32_t room = domains.usable(domain);
    largest = std::max(largest, room);
    whole += room / size * size;
    rest = std::max(rest, room % size);
  }
  return placement.within_domain ? largest : whole + rest;
}

TEST_CASE("domains: every choice is that of a look at each domain, whatever came before") {
  struct Gang {
    Shares shares;
    bool exclusive;
  };
  std::mt19937 random(3);
  const auto draw = [&](std::size_t below) { return static_cast<std::uint32_t>(random() % below); };
  int spread_out = 0;
  for (int round = 0; round < 40; ++round) {
    // More than 64 and than 4096 domains, so that one word, several, and their own bitmap are
    // passed over.
    const std::size_t count = round == 0 ? 5000 : 1 + draw(round % 2 == 0 ? 6 : 200);
    const std::uint32_t most = 1 + draw(20);
    DomainSet domains(count);
    for (std::size_t domain = 0; domain < count; ++domain)
      domains.change_free(domain, draw(most + 1));
    std::vector<Gang> gangs;
    Shares chosen;
    for (int step = 0; step < 100; ++step) {
      Placement placement;
      placement.within_domain = draw(4) == 0;
      placement.segment_nodes = draw(2) == 0 ? 0 : 1 + draw(most);
      placement.exclusive = draw(4) == 0;
      placement.spread = draw(3) == 0;
      const std::uint32_t widest = plain_widest(domains, placement);
      REQUIRE(domains.widest(placement) == widest);
      REQUIRE(!domains.choose(placement, widest + 1, chosen));
      if (widest > 0) {
        const std::uint32_t nodes = 1 + draw(std::min(widest, 4 * most));
        REQUIRE(domains.choose(placement, nodes, chosen));
        REQUIRE(chosen == PlainChoice(domains, placement).of(nodes));
        domains.take(chosen, placement.exclusive);
        gangs.push_back({chosen, placement.exclusive});
        spread_out += chosen.size() > 1;
      }
      if (!gangs.empty() && draw(2) == 0) {
        std::swap(gangs[draw(gangs.size())], gangs.back());
        domains.give_back(gangs.back().shares, gangs.back().exclusive);
        gangs.pop_back();
      }
      const std::size_t domain = draw(count);
      if (draw(3) == 0) domains.change_free(domain, 1);
      DomainSet clipped(count);
      if (count < 100 && draw(5) == 0) {
        const std::uint32_t limit = draw(most);
        for (std::size_t d = 0; d < count; ++d)
          clipped.copy_clipped(d, domains, limit);
        REQUIRE(clipped.largest_usable() == std::min(domains.largest_usable(), limit));
        REQUIRE(clipped.widest(placement) == plain_widest(clipped, placement));
      }
      std::uint32_t largest = 0;
      for (std::size_t d = 0; d < count; ++d)
        largest = std::max(largest, domains.usable(d));
      REQUIRE(domains.largest_usable() == largest);
    }
  }
  CHECK(spread_out > 300);
}

TEST_CASE("fragmentation: free nodes that no waiting gang can use are stranded") {
  SchedulerSetup setup;
  setup.policy = "easy-backfill";
  setup.domain_nodes = {18, 18, 18};
  setup.classes = {JobClass{}, JobClass{0, 0, false, {.within_domain = true}}};
  const auto scheduler = make_scheduler(setup, std::vector{12u, 10u, 9u});
  std::vector<QueuedJob> starts;
  CHECK(scheduler->fragmentation().stranded_nodes == 0);  // Nobody waits.

  scheduler->submit({0, kNsPerHour, 16, 0, 1});
  scheduler->pass(0, nullptr, starts);

  CHECK(starts.empty());
  CHECK(scheduler->fragmentation().free_nodes == 31);
  CHECK(scheduler->fragmentation().largest_in_domain == 12);
  CHECK(scheduler->fragmentation().stranded_nodes == 31);

  // One of 11 nodes could use the first rack, but for the power gate.
  struct Never final : StartGate {
    bool may_start(const QueuedJob&) override { return false; }
  } gate;
  scheduler->submit({1, kNsPerHour, 11, 1, 1});
  scheduler->pass(0, &gate, starts);
  CHECK(scheduler->fragmentation().stranded_nodes == 19);
}

}  // namespace
}  // namespace gigawatt::jobs
