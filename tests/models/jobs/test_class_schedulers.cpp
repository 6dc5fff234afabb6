// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"
#include "tests/models/jobs/plain_class_scheduler.h"

namespace gigawatt::jobs::test {
namespace {

/// Refuses by a hash of job and time, so that two schedulers asked the same get the same answer.
class MoodyGate final : public StartGate {
 public:
  std::int64_t now_ns = 0;
  bool may_start(const QueuedJob& job) override {
    std::uint64_t x = (job.order + 1) * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(now_ns);
    x = (x ^ (x >> 31)) * 0xBF58476D1CE4E5B9u;
    return (x >> 33) % 6 != 0;
  }
};

struct Luck {
  bool gated = false;
  bool nodes_change = false;
  bool requeues = false;
  int instants = 250;
  int arrivals = 3;
};

struct Live {
  QueuedJob job;
  TimeNs start_ns;
  TimeNs end_ns;
};

/// Runs two schedulers over the same luck and looks at every start of the first with its own books.
class Pair {
 public:
  Pair(const SchedulerSetup& setup, unsigned seed, Luck luck)
      : setup_(setup), luck_(luck), random_(seed), up_(setup.domain_nodes) {
    fast_ = make_scheduler(setup, up_);
    plain_ = std::make_unique<PlainClassScheduler>(setup, up_);
  }

  /// The first thing that is wrong, or "".
  std::string run() {
    for (int instant = 0; instant < luck_.instants; ++instant) {
      now_ns_ += (1 + draw(3)) * kNsPerSecond;
      end_jobs();
      if (luck_.nodes_change && draw(6) == 0) change_nodes();
      for (int i = draw(luck_.arrivals + 1); i > 0; --i)
        submit(new_job());
      for (int again = 0;; ++again) {
        if (again > 30) return "evicts for ever";
        pass();
        if (!problem_.empty()) return problem_;
        if (fast_->evictions().empty()) break;
        evict();
      }
      check_head();
      if (!problem_.empty()) return problem_;
      if (instant % 61 == 0) fast_ = fast_->clone();
    }
    return "";
  }

  int started = 0;
  int evicted = 0;

 private:
  int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  const JobClass& class_of(const QueuedJob& job) const { return setup_.classes[job.job_class]; }

  QueuedJob new_job() {
    const bool wide = draw(8) == 0;
    std::uint32_t most = 0;
    for (const std::uint32_t nodes : setup_.domain_nodes)
      most += nodes;
    QueuedJob job{};
    job.order = order_++;
    job.limit_ns = (1 + draw(40)) * kNsPerSecond;
    job.nodes = static_cast<std::uint32_t>(1 + draw(wide ? int(most) : int(most + 4) / 5));
    job.slot = static_cast<std::uint32_t>(job.order);
    job.job_class = static_cast<std::uint16_t>(draw(int(setup_.classes.size())));
    DomainSet idle(setup_.domain_nodes.size());
    for (std::size_t domain = 0; domain < setup_.domain_nodes.size(); ++domain)
      idle.change_free(domain, setup_.domain_nodes[domain]);
    job.nodes = std::min(job.nodes, idle.widest(class_of(job).placement));
    job.nodes = std::min(job.nodes, setup_.tenants[class_of(job).tenant].cap_nodes);
    job.submit_s = static_cast<std::uint32_t>(now_ns_ / kNsPerSecond);
    return job;
  }

  void submit(const QueuedJob& job) {
    fast_->submit(job);
    plain_->submit(job);
    waiting_[job.order] = job;
  }

  void release(const Live& live) {
    fast_->release(live.job.slot, live.start_ns + live.job.limit_ns, live.job.nodes);
    plain_->release(live.job.slot, live.start_ns + live.job.limit_ns, live.job.nodes);
    shares_.erase(live.job.slot);
  }

  void end_jobs() {
    for (std::size_t i = 0; i < live_.size();) {
      const bool aborted = luck_.requeues && draw(40) == 0;
      if (live_[i].end_ns > now_ns_ && !aborted) {
        ++i;
        continue;
      }
      const Live live = live_[i];
      live_[i] = live_.back();
      live_.pop_back();
      release(live);
      if (aborted) submit(live.job);
    }
  }

  void change_nodes() {
    const auto domain = static_cast<std::uint32_t>(draw(int(up_.size())));
    std::uint32_t used = 0;
    for (const auto& [slot, shares] : shares_)
      for (const DomainShare& share : shares)
        if (share.domain == domain) used += share.nodes;
    std::int64_t delta = 0;
    if (draw(2) == 0) {
      delta = -std::min<std::int64_t>(draw(4), up_[domain] - used);
    } else {
      delta = std::min<std::int64_t>(draw(4), setup_.domain_nodes[domain] - up_[domain]);
    }
    up_[domain] = static_cast<std::uint32_t>(up_[domain] + delta);
    fast_->change_free_nodes_in(domain, delta);
    plain_->change_free_nodes_in(domain, delta);
    promises_.clear();  // A reservation holds for the nodes that were up.
  }

  void pass() {
    MoodyGate gate;
    gate.now_ns = now_ns_;
    std::vector<QueuedJob> fast_starts;
    std::vector<QueuedJob> plain_starts;
    fast_->pass(now_ns_, luck_.gated ? &gate : nullptr, fast_starts);
    plain_->pass(now_ns_, luck_.gated ? &gate : nullptr, plain_starts);

    if (fast_starts.size() != plain_starts.size()) return fail("other number of starts");
    for (std::size_t i = 0; i < fast_starts.size(); ++i) {
      if (fast_starts[i].order != plain_starts[i].order) return fail("other start");
      if (!std::ranges::equal(shares_of(fast_starts[i]), plain_->placement(fast_starts[i].slot)))
        return fail("other domains");
    }
    if (!std::ranges::equal(fast_->evictions(), plain_->evictions()))
      return fail("other evictions");
    if (fast_->free_nodes() != plain_->free_nodes() || fast_->queued() != plain_->queued() ||
        fast_->queued_nodes() != plain_->queued_nodes() ||
        fast_->earliest_limit_end_ns() != plain_->earliest_limit_end_ns())
      return fail("other state");

    const std::map<std::uint64_t, QueuedJob> before = waiting_;
    for (const QueuedJob& job : fast_starts) {
      if (waiting_.erase(job.order) == 0) return fail("started twice");
      shares_[job.slot] = shares_of(job);
      const int longest = static_cast<int>(job.limit_ns / kNsPerSecond);
      live_.push_back({job, now_ns_, now_ns_ + (1 + draw(longest)) * kNsPerSecond});
      ++started;
    }
    check_nodes();
    check_quotas();
    if (setup_.policy == "fcfs") check_no_overtaking(fast_starts);
    if (setup_.policy == "first-fit" && !luck_.gated) check_work_conserved();
    check_evictions();
  }

  /// Where a job runs. Schedulers that only count nodes know one domain.
  std::vector<DomainShare> shares_of(const QueuedJob& job) const {
    const auto shares = fast_->placement(job.slot);
    if (shares.empty() && up_.size() == 1) return {{0, job.nodes}};
    return {shares.begin(), shares.end()};
  }

  void check_nodes() {
    std::vector<std::uint32_t> used(up_.size());
    std::vector<int> gangs(up_.size());
    for (const Live& live : live_) {
      const Placement& placement = class_of(live.job).placement;
      std::uint32_t sum = 0;
      std::uint32_t whole = 0;
      std::uint32_t broken = 0;
      const std::uint32_t segment = std::max(placement.segment_nodes, 1u);
      for (const DomainShare& share : shares_[live.job.slot]) {
        sum += share.nodes;
        whole += share.nodes / segment;
        broken += share.nodes % segment != 0;
        used[share.domain] += share.nodes;
        ++gangs[share.domain];
      }
      if (sum != live.job.nodes) return fail("part of a gang");
      if (placement.within_domain && shares_[live.job.slot].size() != 1) return fail("not within");
      if (whole != live.job.nodes / segment || broken > 1) return fail("segments cut");
    }
    for (std::size_t domain = 0; domain < up_.size(); ++domain)
      if (used[domain] > up_[domain]) return fail("over-allocated");
    for (const Live& live : live_) {
      if (!class_of(live.job).placement.exclusive) continue;
      for (const DomainShare& share : shares_[live.job.slot])
        if (gangs[share.domain] != 1) return fail("not exclusive");
    }
  }

  void check_quotas() {
    std::vector<std::uint64_t> held(setup_.tenants.size());
    for (const Live& live : live_)
      held[class_of(live.job).tenant] += live.job.nodes;
    for (std::size_t tenant = 0; tenant < held.size(); ++tenant)
      if (held[tenant] > setup_.tenants[tenant].cap_nodes) return fail("quota exceeded");
  }

  /// Nobody of the same tenant waits who was submitted earlier; nobody at all without quotas.
  void check_no_overtaking(const std::vector<QueuedJob>& starts) {
    for (const QueuedJob& start : starts) {
      for (const auto& [order, other] : waiting_) {
        const bool quotas = setup_.tenants.size() > 1;
        if (order >= start.order) break;
        if (!quotas || class_of(other).tenant == class_of(start).tenant) return fail("overtaken");
      }
    }
  }

  /// With one tenant and no topology, whoever fits does not wait.
  void check_work_conserved() {
    if (setup_.tenants.size() > 1 || up_.size() > 1 || setup_.classes[0].placement.exclusive)
      return;
    for (const auto& [order, job] : waiting_)
      if (job.nodes <= fast_->free_nodes()) return fail("nodes left idle");
  }

  void check_evictions() {
    std::int32_t highest = std::numeric_limits<std::int32_t>::min();
    for (const auto& [order, job] : waiting_)
      highest = std::max(highest, class_of(job).priority);
    for (const std::uint32_t slot : fast_->evictions()) {
      const auto live = find(slot);
      if (live == live_.end()) return fail("evicts a job that does not run");
      if (!class_of(live->job).preemptible) return fail("evicts what is not preemptible");
      if (class_of(live->job).priority > highest) return fail("evicts a higher class");
    }
  }

  std::vector<Live>::iterator find(std::uint32_t slot) {
    return std::find_if(live_.begin(), live_.end(),
                        [slot](const Live& live) { return live.job.slot == slot; });
  }

  void evict() {
    const auto slots = fast_->evictions();
    const std::vector<std::uint32_t> copy(slots.begin(), slots.end());
    for (const std::uint32_t slot : copy) {
      const Live live = *find(slot);
      live_.erase(find(slot));
      release(live);
      submit(live.job);
      ++evicted;
    }
  }

  /// EASY's promise: the head starts when running jobs must have made room, or before.
  void check_head() {
    if (setup_.policy != "easy-backfill" || luck_.gated || luck_.requeues) return;
    if (setup_.tenants.size() > 1 || waiting_.empty()) return;
    const QueuedJob& head = waiting_.begin()->second;
    const auto known = promises_.find(head.order);
    if (known != promises_.end()) {
      if (now_ns_ >= known->second) fail("head delayed");
      return;
    }
    for (const Live& end : live_) {
      DomainSet later(up_.size());
      for (std::size_t domain = 0; domain < up_.size(); ++domain)
        later.change_free(domain, up_[domain]);
      const TimeNs time_ns = end.start_ns + end.job.limit_ns;
      for (const Live& other : live_)
        if (other.start_ns + other.job.limit_ns > time_ns)
          later.take(shares_[other.job.slot], class_of(other.job).placement.exclusive);
      if (later.widest(class_of(head).placement) < head.nodes) continue;
      const auto promise = promises_.try_emplace(head.order, time_ns).first;
      promise->second = std::min(promise->second, time_ns);
    }
  }

  void fail(const char* what) {
    if (problem_.empty())
      problem_ = std::string(what) + " at " + std::to_string(now_ns_ / kNsPerSecond) + " s";
  }

  SchedulerSetup setup_;
  Luck luck_;
  std::mt19937 random_;
  std::vector<std::uint32_t> up_;
  std::unique_ptr<Scheduler> fast_;
  std::unique_ptr<PlainClassScheduler> plain_;
  std::map<std::uint64_t, QueuedJob> waiting_;
  std::map<std::uint32_t, std::vector<DomainShare>> shares_;
  std::map<std::uint64_t, TimeNs> promises_;
  std::vector<Live> live_;
  std::uint64_t order_ = 0;
  TimeNs now_ns_ = 0;
  std::string problem_;
};

constexpr const char* kEvery[] = {
    "fcfs",     "first-fit",           "easy-backfill",        "shortest-first",
    "priority", "preemptive-priority", "conservative-backfill"};

SchedulerSetup one_domain(const char* policy) {
  SchedulerSetup setup;
  setup.policy = policy;
  setup.domain_nodes = {24};
  setup.aging = 0.5;
  setup.weights.half_life_s = 60.0;
  setup.weights.period_s = 7.0;
  setup.classes = {JobClass{0, 0, true, {}}, JobClass{0, 1, true, {}}, JobClass{0, 2, false, {}}};
  return setup;
}

SchedulerSetup racks(const char* policy) {
  SchedulerSetup setup = one_domain(policy);
  setup.domain_nodes = {9, 9, 9, 6};
  setup.classes = {JobClass{0, 0, true, {}}, JobClass{0, 1, true, {.within_domain = true}},
                   JobClass{0, 2, false, {.segment_nodes = 4}},
                   JobClass{0, 0, true, {.spread = true}},
                   JobClass{0, 1, true, {.segment_nodes = 3, .spread = true}}};
  return setup;
}

SchedulerSetup exclusive_racks(const char* policy) {
  SchedulerSetup setup = racks(policy);
  setup.classes.push_back(JobClass{0, 1, true, {.exclusive = true}});
  setup.classes.push_back(JobClass{0, 2, true, {.within_domain = true, .exclusive = true}});
  return setup;
}

SchedulerSetup tenants(const char* policy) {
  SchedulerSetup setup = racks(policy);
  setup.tenants = {Tenant{"a", 2.0, 12, 24}, Tenant{"b", 1.0, 6, Tenant::kNoCap},
                   Tenant{"c", 1.0, 0, 10}};
  for (std::size_t i = 0; i < 5; ++i)
    setup.classes[i].tenant = static_cast<std::uint32_t>(i % 3);
  setup.classes.push_back(JobClass{0, 0, false, {}});
  setup.classes.push_back(JobClass{1, 1, true, {.within_domain = true}});
  return setup;
}

void check_setup_of(SchedulerSetup (*make)(const char*)) {
  for (const char* policy : kEvery) {
    int evicted = 0;
    int started = 0;
    for (unsigned seed = 0; seed < 24; ++seed) {
      const bool conservative = std::string_view(policy) == "conservative-backfill";
      Luck luck;
      luck.gated = seed % 4 == 1;
      luck.nodes_change = seed % 3 == 1;
      luck.requeues = seed % 5 == 2;
      luck.arrivals = seed % 2 == 0 ? 2 : 4;
      luck.instants = conservative ? 60 : 250;
      Pair pair(make(policy), seed, luck);
      const std::string problem = pair.run();
      CAPTURE(std::string(policy));
      CAPTURE(seed);
      CHECK(problem == "");
      started += pair.started;
      evicted += pair.evicted;
    }
    CHECK(started > (std::string_view(policy) == "conservative-backfill" ? 800 : 2000));
    CHECK((evicted > 0) == (std::string_view(policy) == "preemptive-priority"));
  }
}

TEST_CASE("policies: each gives the schedule of its plain definition on nodes that are alike") {
  check_setup_of(one_domain);
}

TEST_CASE("policies: each gives the schedule of its plain definition on racks") {
  check_setup_of(racks);
}

TEST_CASE("policies: each gives the schedule of its plain definition with exclusive racks") {
  check_setup_of(exclusive_racks);
}

TEST_CASE("policies: each gives the schedule of its plain definition with tenants and quotas") {
  check_setup_of(tenants);
}

}  // namespace
}  // namespace gigawatt::jobs::test
