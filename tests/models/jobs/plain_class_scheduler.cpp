// SPDX-License-Identifier: Apache-2.0
#include "tests/models/jobs/plain_class_scheduler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

namespace gigawatt::jobs::test {

PlainClassScheduler::PlainClassScheduler(const SchedulerSetup& setup,
                                         std::vector<std::uint32_t> free_in_domain)
    : setup_(setup),
      domains_(free_in_domain.size()),
      up_(free_in_domain),
      fair_share_(setup.tenants.size(), 1.0),
      ranks_due_ns_(std::numeric_limits<TimeNs>::min()) {
  for (std::size_t domain = 0; domain < up_.size(); ++domain)
    domains_.change_free(domain, up_[domain]);
}

void PlainClassScheduler::submit(const QueuedJob& job) {
  waiting_.push_back(job);
  newcomers_.push_back(job.order);
}

void PlainClassScheduler::release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t) {
  const auto job = std::find_if(running_.begin(), running_.end(),
                                [slot](const Running& other) { return other.slot == slot; });
  domains_.give_back(job->shares, class_of(job->job).placement.exclusive);
  freed_ends_.push_back(limit_end_ns);
  reservation_stands_ = false;
  ended_.push_back(slot);
  running_.erase(job);
}

void PlainClassScheduler::change_free_nodes_in(std::uint32_t domain, std::int64_t delta) {
  domains_.change_free(domain, delta);
  up_[domain] = static_cast<std::uint32_t>(up_[domain] + delta);
  nodes_changed_ = true;
  reservation_stands_ = false;
}

std::span<const DomainShare> PlainClassScheduler::placement(std::uint32_t slot) const {
  for (const Running& job : running_)
    if (job.slot == slot) return job.shares;
  return {};
}

double PlainClassScheduler::usage(std::uint32_t tenant, TimeNs now_ns) const {
  // Each node-second of the past, halved with every half-life since; closed form per use.
  const double lambda = std::log(2.0) / setup_.weights.half_life_s;
  double sum = 0.0;
  for (const Use& use : uses_) {
    if (use.tenant != tenant) continue;
    const double from_age = to_seconds(now_ns - use.from_ns);
    const double to_age = use.to_ns == kNever ? 0.0 : to_seconds(now_ns - use.to_ns);
    sum += use.nodes * (std::exp(-lambda * to_age) - std::exp(-lambda * from_age)) / lambda;
  }
  return sum;
}

double PlainClassScheduler::rank(const QueuedJob& job) const {
  const JobClass& job_class = class_of(job);
  if (setup_.policy == "shortest-first")
    return to_seconds(job.limit_ns) + setup_.aging * job.submit_s;
  if (setup_.policy == "preemptive-priority") return -job_class.priority;
  if (setup_.policy != "priority") return 0.0;
  const PriorityWeights& weights = setup_.weights;
  std::uint32_t installed = 0;
  for (const std::uint32_t nodes : setup_.domain_nodes)
    installed += nodes;
  const double in_class = weights.age_per_day * job.submit_s / 86400.0 -
                          weights.size * job.nodes / std::max(installed, 1u);
  return in_class + (-weights.job_class * job_class.priority -
                     weights.fair_share * fair_share_[job_class.tenant]);
}

std::uint64_t PlainClassScheduler::held(std::uint32_t tenant) const {
  std::uint64_t sum = 0;
  for (const Running& job : running_)
    if (class_of(job.job).tenant == tenant) sum += job.job.nodes;
  return sum;
}

/// Waiting nodes of others within their guarantees.
std::uint64_t PlainClassScheduler::claimed_by_others(std::uint32_t own) const {
  std::uint64_t claimed = 0;
  for (std::uint32_t tenant = 0; tenant < setup_.tenants.size(); ++tenant) {
    if (tenant == own) continue;
    std::uint64_t queued = 0;
    for (const QueuedJob& other : waiting_)
      if (class_of(other).tenant == tenant) queued += other.nodes;
    const std::uint64_t guaranteed = setup_.tenants[tenant].guaranteed_nodes;
    const std::uint64_t used = held(tenant);
    if (guaranteed > used) claimed += std::min(queued, guaranteed - used);
  }
  return claimed;
}

bool PlainClassScheduler::quota_admits(const QueuedJob& job) const {
  const std::uint32_t own = class_of(job).tenant;
  const std::uint64_t after = held(own) + job.nodes;
  if (after > setup_.tenants[own].cap_nodes) return false;
  if (!lender_waits_[own] || after <= setup_.tenants[own].guaranteed_nodes) return true;
  return job.nodes + claimed_by_others(own) <= domains_.free_total();
}

bool PlainClassScheduler::fits(const DomainSet& domains, const QueuedJob& job) const {
  return domains.widest(class_of(job).placement) >= job.nodes;
}

bool PlainClassScheduler::try_start(const QueuedJob& job, DomainSet& from, TimeNs now_ns,
                                    StartGate* gate, std::vector<QueuedJob>& starts) {
  std::vector<DomainShare> shares;
  from.choose(class_of(job).placement, job.nodes, shares);
  if (gate != nullptr && !gate->may_start(job)) {
    refused_ = true;
    return false;
  }
  domains_.take(shares, class_of(job).placement.exclusive);
  running_.push_back({saturating_add(now_ns, job.limit_ns), job.slot, job, now_ns, shares});
  uses_.push_back({now_ns, kNever, job.slot, class_of(job).tenant, job.nodes});
  std::erase_if(waiting_, [&](const QueuedJob& other) { return other.order == job.order; });
  starts.push_back(job);
  return true;
}

void PlainClassScheduler::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  evictions_.clear();
  for (const std::uint32_t slot : ended_)
    for (Use& use : uses_)
      if (use.slot == slot && use.to_ns == kNever) use.to_ns = now_ns;
  ended_.clear();
  lender_waits_.clear();
  for (std::uint32_t tenant = 0; tenant < setup_.tenants.size(); ++tenant)
    lender_waits_.push_back(claimed_by_others(tenant) > 0);
  if (now_ns >= ranks_due_ns_) {
    if (setup_.policy == "priority") reservation_stands_ = false;
    ranks_due_ns_ = now_ns + from_seconds(setup_.weights.period_s);
    double total = 0.0;
    double shares = 0.0;
    for (std::uint32_t tenant = 0; tenant < setup_.tenants.size(); ++tenant) {
      total += usage(tenant, now_ns);
      shares += setup_.tenants[tenant].share;
    }
    for (std::uint32_t tenant = 0; tenant < setup_.tenants.size(); ++tenant) {
      const double used_frac = total > 0.0 ? usage(tenant, now_ns) / total : 0.0;
      fair_share_[tenant] = std::pow(2.0, -used_frac / (setup_.tenants[tenant].share / shares));
    }
  }
  std::sort(waiting_.begin(), waiting_.end(), [this](const QueuedJob& a, const QueuedJob& b) {
    return std::tuple(rank(a), a.order) < std::tuple(rank(b), b.order);
  });
  if (setup_.policy == "conservative-backfill") {
    conserve(now_ns, gate, starts);
  } else {
    walk(now_ns, gate, starts);
  }
  freed_ends_.clear();
  newcomers_.clear();
  if (refused_) reservation_stands_ = false;
  refused_ = false;
}

void PlainClassScheduler::walk(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  const bool strict = setup_.policy == "fcfs";
  const bool greedy = setup_.policy == "first-fit";
  // A reservation stands until something is released or changes or somebody comes before the head;
  // made anew, it could choose other domains.
  for (const Tenant& tenant : setup_.tenants)
    if (tenant.guaranteed_nodes > 0) reservation_stands_ = false;
  for (const QueuedJob& job : waiting_) {
    const bool is_new =
        std::find(newcomers_.begin(), newcomers_.end(), job.order) != newcomers_.end();
    if (is_new && std::tuple(rank(job), job.order) < std::tuple(rank(head_), head_.order))
      reservation_stands_ = false;
  }
  if (!has_head_) reservation_stands_ = false;
  has_head_ = false;
  std::set<std::uint32_t> held_tenants;
  for (const QueuedJob job : std::vector(waiting_)) {
    const std::uint32_t tenant = class_of(job).tenant;
    if (held_tenants.count(tenant) > 0) continue;
    if (!quota_admits(job)) {
      if (strict) held_tenants.insert(tenant);
      continue;
    }
    const bool exclusive = class_of(job).placement.exclusive;
    if (!fits(domains_, job)) {
      if (strict) return;
      if (has_head_ || greedy) continue;
      has_head_ = true;
      if (setup_.policy == "preemptive-priority") {
        evict_for(job);
        if (!evictions_.empty() && (gate == nullptr || gate->may_start(job))) return;
        if (!evictions_.empty()) refused_ = true;
        evictions_.clear();
      }
      if (!reservation_stands_) reserve(job);
      reservation_stands_ = true;
      head_ = job;
      head_cap_ = job.nodes;
      head_tenant_ = tenant;
      continue;
    }
    const bool outlasts = has_head_ && saturating_add(now_ns, job.limit_ns) > shadow_ns_;
    if (!outlasts) {
      if (!try_start(job, domains_, now_ns, gate, starts) && strict) return;
      continue;
    }

    // It must leave the head its nodes, and its room under the tenant's cap.
    const std::uint64_t cap = setup_.tenants[tenant].cap_nodes;
    if (tenant == head_tenant_ && held(tenant) + job.nodes + head_cap_ > cap) continue;
    DomainSet allowed = domains_;
    if (!by_count_) {
      for (std::uint32_t domain = 0; domain < up_.size(); ++domain)
        allowed.copy_clipped(domain, domains_, static_cast<std::uint32_t>(spare_in_[domain]));
    }
    if (!fits(allowed, job)) continue;
    std::vector<DomainShare> shares;
    allowed.choose(class_of(job).placement, job.nodes, shares);
    std::int64_t cost = 0;
    for (const DomainShare& share : shares)
      cost += exclusive ? domains_.usable(share.domain) : share.nodes;
    if (by_count_ && cost > spare_) continue;
    if (!try_start(job, allowed, now_ns, gate, starts)) continue;
    if (by_count_) spare_ -= cost;
    if (!by_count_) {
      for (const DomainShare& share : shares)
        spare_in_[share.domain] -= share.nodes;
    }
  }
}

void PlainClassScheduler::reserve(const QueuedJob& head) {
  const Placement& placement = class_of(head).placement;
  by_count_ = true;
  shadow_ns_ = kNever;
  std::set<TimeNs> ends;
  for (const Running& job : running_)
    ends.insert(job.end_ns);
  for (const TimeNs end_ns : ends) {
    DomainSet later = domains_;
    for (const Running& job : running_)
      if (job.end_ns <= end_ns) later.give_back(job.shares, class_of(job.job).placement.exclusive);
    if (!fits(later, head)) continue;
    if (end_ns == kNever) return;
    shadow_ns_ = end_ns;
    by_count_ = later.counts_only(placement);
    spare_ = static_cast<std::int64_t>(later.usable_total()) - head.nodes;
    std::vector<DomainShare> shares;
    later.choose(placement, head.nodes, shares);
    later.take(shares, placement.exclusive);
    spare_in_.clear();
    for (std::uint32_t domain = 0; domain < up_.size(); ++domain)
      spare_in_.push_back(later.usable(domain));
    return;
  }
}

/// Takes candidates one by one, cheapest first, until the head fits; then gives each back that is
/// not needed, dearest first.
void PlainClassScheduler::evict_for(const QueuedJob& head) {
  const JobClass& own = class_of(head);
  const bool reclaims =
      held(own.tenant) + head.nodes <= setup_.tenants[own.tenant].guaranteed_nodes;
  std::vector<Running> order = running_;
  std::sort(order.begin(), order.end(), [this](const Running& a, const Running& b) {
    return std::tuple(class_of(a.job).priority, b.start_ns, b.job.order) <
           std::tuple(class_of(b.job).priority, a.start_ns, a.job.order);
  });
  DomainSet later = domains_;
  std::vector<Running> chosen;
  for (const Running& job : order) {
    if (fits(later, head)) break;
    const JobClass& other = class_of(job.job);
    if (!other.preemptible || other.priority > own.priority) continue;
    if (other.priority == own.priority) {
      std::uint64_t left = held(other.tenant);
      for (const Running& gone : chosen)
        if (class_of(gone.job).tenant == other.tenant) left -= gone.job.nodes;
      const bool borrows = left > setup_.tenants[other.tenant].guaranteed_nodes;
      if (!reclaims || !borrows || other.tenant == own.tenant) continue;
    }
    later.give_back(job.shares, other.placement.exclusive);
    chosen.push_back(job);
  }
  if (!fits(later, head)) return;
  for (auto job = chosen.rbegin(); job != chosen.rend(); ++job) {
    const bool exclusive = class_of(job->job).placement.exclusive;
    later.take(job->shares, exclusive);
    if (fits(later, head)) continue;
    later.give_back(job->shares, exclusive);
    evictions_.insert(evictions_.begin(), job->slot);
  }
}

// ── Conservative ───────────────────────────────────────────────────────────────────────────────

std::int64_t PlainClassScheduler::free_at(std::uint32_t domain, TimeNs time_ns) const {
  std::int64_t free = up_[domain];
  for (const Running& job : running_) {
    if (job.end_ns <= time_ns) continue;
    for (const DomainShare& share : job.shares)
      if (share.domain == domain)
        free -= class_of(job.job).placement.exclusive ? up_[domain] : share.nodes;
  }
  for (const Planned& plan : plans_) {
    if (plan.start_ns == kNever || plan.start_ns > time_ns ||
        saturating_add(plan.start_ns, plan.job.limit_ns) <= time_ns)
      continue;
    for (const DomainShare& share : plan.shares)
      if (share.domain == domain)
        free -= class_of(plan.job).placement.exclusive ? up_[domain] : share.nodes;
  }
  return free;
}

bool PlainClassScheduler::plan_fits(const QueuedJob& job, TimeNs start_ns,
                                    std::vector<DomainShare>& shares) {
  const Placement& placement = class_of(job).placement;
  const TimeNs end_ns = saturating_add(start_ns, job.limit_ns);
  std::set<TimeNs> instants{start_ns};
  const auto note = [&](TimeNs time_ns) {
    if (time_ns > start_ns && time_ns < end_ns) instants.insert(time_ns);
  };
  for (const Running& other : running_)
    note(other.end_ns);
  for (const Planned& plan : plans_)
    note(plan.start_ns);
  DomainSet throughout(up_.size());
  for (std::uint32_t domain = 0; domain < up_.size(); ++domain) {
    std::int64_t least = up_[domain];
    for (const TimeNs instant : instants)
      least = std::min(least, free_at(domain, instant));
    if (placement.exclusive && least < up_[domain]) least = 0;
    throughout.change_free(domain, std::max<std::int64_t>(least, 0));
  }
  if (!throughout.choose(placement, job.nodes, shares)) return false;
  const std::uint32_t tenant = class_of(job).tenant;
  for (const TimeNs instant : instants) {
    std::uint64_t used = job.nodes;
    for (const Running& other : running_)
      if (other.end_ns > instant && class_of(other.job).tenant == tenant) used += other.job.nodes;
    for (const Planned& plan : plans_)
      if (plan.start_ns <= instant && class_of(plan.job).tenant == tenant &&
          saturating_add(plan.start_ns, plan.job.limit_ns) > instant)
        used += plan.job.nodes;
    if (used > setup_.tenants[tenant].cap_nodes) return false;
  }
  return true;
}

void PlainClassScheduler::plan(const QueuedJob& job, TimeNs now_ns) {
  std::set<TimeNs> starts{now_ns};
  for (const Running& other : running_)
    if (other.end_ns > now_ns) starts.insert(other.end_ns);
  for (const Planned& other : plans_)
    if (other.start_ns != kNever)
      starts.insert(std::max(now_ns, saturating_add(other.start_ns, other.job.limit_ns)));
  Planned made{job, kNever, {}};
  for (const TimeNs start_ns : starts) {
    if (start_ns == kNever || !plan_fits(job, start_ns, made.shares)) continue;
    made.start_ns = start_ns;
    break;
  }
  if (made.start_ns == kNever) made.shares.clear();
  plans_.push_back(made);
}

void PlainClassScheduler::conserve(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  const auto plan_of = [&](const QueuedJob& job) {
    return std::find_if(plans_.begin(), plans_.end(),
                        [&](const Planned& plan) { return plan.job.order == job.order; });
  };
  const bool early = std::any_of(freed_ends_.begin(), freed_ends_.end(),
                                 [now_ns](TimeNs end_ns) { return end_ns > now_ns; });
  const std::vector<QueuedJob> order = waiting_;
  if (nodes_changed_) {
    const std::vector<Planned> old = plans_;
    plans_.clear();
    for (const QueuedJob& job : order)
      if (std::any_of(old.begin(), old.end(),
                      [&](const Planned& p) { return p.job.order == job.order; }))
        plan(job, now_ns);
    nodes_changed_ = false;
  } else {
    for (const QueuedJob& job : order) {
      const auto known = plan_of(job);
      if (known == plans_.end() || known->start_ns == now_ns) continue;
      if (known->start_ns > now_ns && !early) continue;
      // It moves only if it can start sooner.
      const Planned old = *known;
      plans_.erase(known);
      plan(job, now_ns);
      if (old.start_ns >= now_ns && plans_.back().start_ns == old.start_ns) plans_.back() = old;
    }
  }
  for (const QueuedJob& job : order)
    if (plan_of(job) == plans_.end()) plan(job, now_ns);

  for (const QueuedJob& job : order) {
    const Planned chosen = *plan_of(job);
    if (chosen.start_ns > now_ns || !quota_admits(job)) continue;
    const bool exclusive = class_of(job).placement.exclusive;
    const std::vector<DomainShare>& shares = chosen.shares;
    bool there = true;
    for (const DomainShare& share : shares) {
      there &= domains_.usable(share.domain) >= share.nodes;
      there &= !exclusive || domains_.idle(share.domain);
    }
    if (!there || (gate != nullptr && !gate->may_start(job))) continue;
    domains_.take(shares, exclusive);
    running_.push_back({saturating_add(now_ns, job.limit_ns), job.slot, job, now_ns, shares});
    plans_.erase(plan_of(job));
    std::erase_if(waiting_, [&](const QueuedJob& other) { return other.order == job.order; });
    starts.push_back(job);
  }
}

// ── Queries ────────────────────────────────────────────────────────────────────────────────────

std::uint64_t PlainClassScheduler::queued_nodes() const {
  std::uint64_t sum = 0;
  for (const QueuedJob& job : waiting_)
    sum += job.nodes;
  return sum;
}

void PlainClassScheduler::for_each_queued(void (*visit)(void*, const QueuedJob&),
                                          void* context) const {
  for (const QueuedJob& job : waiting_)
    visit(context, job);
}

TimeNs PlainClassScheduler::earliest_limit_end_ns() const {
  TimeNs earliest_ns = kNever;
  for (const Running& job : running_)
    earliest_ns = std::min(earliest_ns, job.end_ns);
  return earliest_ns;
}

std::uint32_t PlainClassScheduler::earliest_limit_slot() const {
  std::uint32_t slot = std::numeric_limits<std::uint32_t>::max();
  for (const Running& job : running_)
    if (job.end_ns == earliest_limit_end_ns()) slot = std::min(slot, job.slot);
  return slot;
}

}  // namespace gigawatt::jobs::test
