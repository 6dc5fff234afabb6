// SPDX-License-Identifier: Apache-2.0
#include "models/routing_policy.h"

#include <algorithm>

namespace gigawatt {

namespace {

/// The least of `key` among options with room; where none has room, the shortest expected wait.
std::size_t least_with_room(std::span<const RouteOption> options, double RouteOption::* key) {
  std::size_t best = options.size();
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (!options[i].has_room) continue;
    if (best == options.size() || options[i].*key < options[best].*key) best = i;
  }
  if (best < options.size()) return best;
  const auto shortest = std::min_element(
      options.begin(), options.end(),
      [](const auto& a, const auto& b) { return a.expected_wait_s < b.expected_wait_s; });
  return static_cast<std::size_t>(shortest - options.begin());
}

class LeastRate final : public RoutingPolicy {
 public:
  explicit LeastRate(double RouteOption::* key) : key_(key) {}
  std::size_t choose(std::uint16_t, std::span<const RouteOption> options) override {
    return least_with_room(options, key_);
  }
  std::unique_ptr<RoutingPolicy> clone() const override {
    return std::make_unique<LeastRate>(*this);
  }

 private:
  double RouteOption::* key_;
};

class MostFree final : public RoutingPolicy {
 public:
  std::size_t choose(std::uint16_t, std::span<const RouteOption> options) override {
    const auto most =
        std::max_element(options.begin(), options.end(), [](const auto& a, const auto& b) {
          return a.free_gpus < b.free_gpus;  // the first of equals
        });
    return static_cast<std::size_t>(most - options.begin());
  }
  std::unique_ptr<RoutingPolicy> clone() const override {
    return std::make_unique<MostFree>(*this);
  }
};

/// Each workload has its own turn.
class RoundRobin final : public RoutingPolicy {
 public:
  std::size_t choose(std::uint16_t workload, std::span<const RouteOption> options) override {
    if (turn_.size() <= workload) turn_.resize(workload + 1u);
    std::size_t pick = 0;
    while (pick < options.size() && options[pick].site < turn_[workload])
      ++pick;
    pick %= options.size();
    turn_[workload] = options[pick].site + 1;
    return pick;
  }
  std::unique_ptr<RoutingPolicy> clone() const override {
    return std::make_unique<RoundRobin>(*this);
  }

 private:
  std::vector<std::uint32_t> turn_;  // By workload: the site after the last one.
};

/// Sends each job to the site that lags most behind its share of the workload's jobs.
class FixedShares final : public RoutingPolicy {
 public:
  explicit FixedShares(std::vector<double> shares) : shares_(std::move(shares)) {}
  std::size_t choose(std::uint16_t workload, std::span<const RouteOption> options) override {
    if (sent_.size() <= workload) sent_.resize(workload + 1u);
    Sent& sent = sent_[workload];
    sent.by_site.resize(shares_.size());
    ++sent.all;
    const auto lag = [&](const RouteOption& option) {
      return shares_[option.site] * static_cast<double>(sent.all) -
             static_cast<double>(sent.by_site[option.site]);
    };
    std::size_t pick = 0;
    for (std::size_t i = 1; i < options.size(); ++i)
      if (lag(options[i]) > lag(options[pick])) pick = i;
    ++sent.by_site[options[pick].site];
    return pick;
  }
  std::unique_ptr<RoutingPolicy> clone() const override {
    return std::make_unique<FixedShares>(*this);
  }

 private:
  struct Sent {
    std::uint64_t all = 0;
    std::vector<std::uint64_t> by_site;
  };
  std::vector<double> shares_;
  std::vector<Sent> sent_;  // By workload.
};

}  // namespace

std::unique_ptr<RoutingPolicy> make_routing_policy(RoutingRule rule, std::vector<double> shares) {
  switch (rule) {
    case RoutingRule::cheapest_available:
      return std::make_unique<LeastRate>(&RouteOption::cost_usd_per_h);
    case RoutingRule::lowest_carbon:
      return std::make_unique<LeastRate>(&RouteOption::carbon_kg_per_h);
    case RoutingRule::most_free:
      return std::make_unique<MostFree>();
    case RoutingRule::round_robin:
      return std::make_unique<RoundRobin>();
    case RoutingRule::fixed_shares:
      break;
  }
  return std::make_unique<FixedShares>(std::move(shares));
}

}  // namespace gigawatt
