// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/conservative_backfill.h"

#include <algorithm>
#include <cassert>

#include "models/jobs/placement_limits.h"

namespace gigawatt::jobs {

namespace {

// Marks of domains in which a reservation may move forward.
constexpr std::uint8_t kFreed = 1;
constexpr std::uint8_t kFreedByMove = 2;

bool by_order(const QueuedJob& a, const QueuedJob& b) {
  return a.order < b.order;
}

}  // namespace

ConservativeBackfill::ConservativeBackfill(const SchedulerSetup& setup, const PolicyRules& rules,
                                           std::span<const std::uint32_t> free_in_domain)
    : LaneScheduler(setup, rules, free_in_domain),
      timetable_(domains_.domains()),
      caps_(setup.tenants.size()),
      up_(domains_.domains()),
      freed_in_(domains_.domains()),
      outlasting_(domains_.domains(), any_exclusive_) {
  std::copy(free_in_domain.begin(), free_in_domain.end(), up_.begin());
}

void ConservativeBackfill::submit(const QueuedJob& job) {
  LaneScheduler::submit(job);
  if (job.slot >= plans_.size()) plans_.resize(job.slot + 1);
}

void ConservativeBackfill::release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) {
  freed_.push_back(by_slot_[slot].job);
  LaneScheduler::release(slot, limit_end_ns, nodes);
}

bool ConservativeBackfill::withdraw(std::uint64_t order) {
  const auto reserved = std::find_if(reserved_.begin(), reserved_.end(),
                                     [order](const QueuedJob& job) { return job.order == order; });
  if (!LaneScheduler::withdraw(order)) return false;
  if (reserved == reserved_.end()) return true;
  // What its plan held is given back at the next pass, as if it had ended early: its slot may
  // belong to another job by then.
  Plan& plan = plans_[reserved->slot];
  withdrawn_.push_back(plan);
  withdrawn_jobs_.push_back(*reserved);
  plan.reserved = false;
  reserved_.erase(reserved);
  return true;
}

void ConservativeBackfill::change_free_nodes_in(std::uint32_t domain, std::int64_t delta) {
  up_[domain] = static_cast<std::uint32_t>(std::int64_t{up_[domain]} + delta);
  plan_is_void_ = true;
  LaneScheduler::change_free_nodes_in(domain, delta);
}

TimeNs ConservativeBackfill::planned_start_ns(std::uint32_t slot) const {
  return slot < plans_.size() && plans_[slot].reserved ? plans_[slot].start_ns : kNever;
}

void ConservativeBackfill::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  begin_pass(now_ns);
  if (plan_is_void_) {
    plan_anew(now_ns);
  } else {
    timetable_.advance(now_ns);
    for (std::uint32_t tenant = 0; tenant < caps_.size(); ++tenant)
      if (has_cap(tenant)) caps_[tenant].advance(now_ns);
    const bool freed = book_releases(now_ns);
    if (freed || next_due_ns_ < now_ns) move_forward(now_ns, freed);
  }
  freed_.clear();
  withdrawn_.clear();
  withdrawn_jobs_.clear();
  reserve_newcomers(now_ns);
  do {
    extend(now_ns);
  } while (start_due(now_ns, gate, starts));
  if (queued() > reserved_.size()) backfill(now_ns, gate, starts);
  end_pass(now_ns);
}

// ── The plan ───────────────────────────────────────────────────────────────────────────────────

void ConservativeBackfill::book(const QueuedJob& job, const Plan& plan, TimeNs from_ns, int sign) {
  from_ns = std::max(from_ns, plan.start_ns);
  if (from_ns >= plan.end_ns) return;
  blocked_.assign(plan.shares.begin(), plan.shares.end());
  if (is_exclusive(job)) {
    for (DomainShare& share : blocked_)
      share.nodes = up_[share.domain];
  }
  timetable_.add(blocked_, from_ns, plan.end_ns, sign);
  if (has_cap(tenant_of(job)))
    caps_[tenant_of(job)].add(from_ns, plan.end_ns, sign * std::int64_t{job.nodes});
}

void ConservativeBackfill::plan_anew(TimeNs now_ns) {
  plan_is_void_ = false;
  timetable_.reset(now_ns, up_);
  for (std::uint32_t tenant = 0; tenant < caps_.size(); ++tenant)
    if (has_cap(tenant)) caps_[tenant].reset(now_ns, setup_.tenants[tenant].cap_nodes);
  running_.for_each([&](TimeNs end_ns, std::uint32_t slot) {
    const Running& running = by_slot_[slot];
    Plan& plan = plans_[slot];
    plan.end_ns = end_ns;
    plan.shares.assign(running.shares.begin(), running.shares.end());
    book(running.job, plan, now_ns, -1);
    return true;
  });
  for (const QueuedJob& job : reserved_)
    reserve(job, now_ns);
}

bool ConservativeBackfill::book_releases(TimeNs now_ns) {
  bool early = false;
  for (const QueuedJob& job : freed_) {
    if (plans_[job.slot].end_ns <= now_ns) continue;
    early = true;
    for (const DomainShare& share : plans_[job.slot].shares)
      freed_in_[share.domain] = kFreed;
    book(job, plans_[job.slot], now_ns, 1);
  }
  for (std::size_t i = 0; i < withdrawn_.size(); ++i) {
    const Plan& plan = withdrawn_[i];
    if (plan.start_ns == kNever || plan.end_ns <= now_ns) continue;
    early = true;
    for (const DomainShare& share : plan.shares)
      freed_in_[share.domain] = kFreed;
    book(withdrawn_jobs_[i], plan, now_ns, 1);
  }
  return early;
}

void ConservativeBackfill::reserve(const QueuedJob& job, TimeNs now_ns) {
  const Placement& placement = lanes_[job.job_class].job_class.placement;
  const std::uint32_t tenant = tenant_of(job);
  Plan& plan = plans_[job.slot];
  TimeNs start_ns = now_ns;
  for (;;) {
    start_ns = timetable_.earliest(placement, job.nodes, start_ns, job.limit_ns, plan.shares);
    if (start_ns == kNever || !has_cap(tenant)) break;
    const TimeNs allowed_ns = caps_[tenant].earliest(start_ns, job.limit_ns, job.nodes);
    if (allowed_ns == start_ns) break;
    start_ns = allowed_ns;
    if (start_ns == kNever) break;
  }
  plan.reserved = true;
  plan.start_ns = start_ns;
  plan.end_ns = start_ns == kNever ? kNever : saturating_add(start_ns, job.limit_ns);
  if (start_ns != kNever) book(job, plan, start_ns, -1);
}

bool ConservativeBackfill::may_move(const QueuedJob& job, TimeNs now_ns) const {
  const Plan& plan = plans_[job.slot];
  return timetable_.may_move(lanes_[job.job_class].job_class.placement, job.nodes, now_ns,
                             job.limit_ns, plan.start_ns, plan.shares, freed_in_);
}

void ConservativeBackfill::move_forward(TimeNs now_ns, bool all) {
  for (const QueuedJob& job : reserved_) {
    Plan& plan = plans_[job.slot];
    const bool overdue = plan.start_ns < now_ns;
    if (!overdue && (!all || plan.start_ns == now_ns || !may_move(job, now_ns))) continue;
    const TimeNs old_start_ns = plan.start_ns;
    old_shares_.assign(plan.shares.begin(), plan.shares.end());
    if (old_start_ns != kNever) book(job, plan, now_ns, 1);
    reserve(job, now_ns);
    if (overdue || plan.start_ns < old_start_ns) {
      for (const DomainShare& share : old_shares_)
        freed_in_[share.domain] = kFreedByMove;
    } else if (plan.start_ns != kNever) {  // No sooner: it stays where it was.
      book(job, plan, now_ns, 1);
      plan.shares.assign(old_shares_.begin(), old_shares_.end());
      book(job, plan, now_ns, -1);
    }
  }
  if (!all) return;
  // What a later job left, an earlier one may use next time.
  for (std::uint8_t& freed : freed_in_)
    freed = freed == kFreedByMove ? kFreed : 0;
}

void ConservativeBackfill::reserve_newcomers(TimeNs now_ns) {
  std::sort(newcomers_.begin(), newcomers_.end(), by_order);
  for (const QueuedJob& job : newcomers_) {
    if (job.order >= frontier_) break;
    reserve(job, now_ns);
    reserved_.insert(std::upper_bound(reserved_.begin(), reserved_.end(), job, by_order), job);
  }
}

void ConservativeBackfill::extend(TimeNs now_ns) {
  while (reserved_.size() < setup_.reservations && reserved_.size() < queued()) {
    for (Lane& lane : lanes_) {
      lane.cursor = lane.queue.find(0.0, frontier_);
      lane.has_candidate = lane.queue.next(lane.cursor);
    }
    const Lane* lane = first_candidate();
    if (lane == nullptr) return;
    const QueuedJob job = lane->queue.job(lane->cursor);
    reserve(job, now_ns);
    reserved_.push_back(job);
    frontier_ = job.order + 1;
  }
}

// ── Starts ─────────────────────────────────────────────────────────────────────────────────────

bool ConservativeBackfill::start_due(TimeNs now_ns, StartGate* gate,
                                     std::vector<QueuedJob>& starts) {
  next_due_ns_ = kNever;
  bool any = false;
  for (const QueuedJob& job : reserved_) {
    Plan& plan = plans_[job.slot];
    if (plan.start_ns <= now_ns && start_planned(job, now_ns, gate, starts)) {
      plan.reserved = false;
      any = true;
    } else {
      next_due_ns_ = std::min(next_due_ns_, plan.start_ns);
    }
  }
  if (any) {
    std::erase_if(reserved_, [this](const QueuedJob& job) { return !plans_[job.slot].reserved; });
  }
  return any;
}

bool ConservativeBackfill::start_planned(const QueuedJob& job, TimeNs now_ns, StartGate* gate,
                                         std::vector<QueuedJob>& starts) {
  Lane& lane = lanes_[job.job_class];
  const bool exclusive = lane.job_class.placement.exclusive;
  if (job.nodes > quota_room(lane)) return false;
  chosen_.assign(plans_[job.slot].shares.begin(), plans_[job.slot].shares.end());
  for (const DomainShare& share : chosen_) {
    // Nodes may be late: of an overdue job, or of one that was let past a refused one.
    if (domains_.usable(share.domain) < share.nodes) return false;
    if (exclusive && !domains_.idle(share.domain)) return false;
  }
  PlacementLimits* limits = gate == nullptr ? nullptr : gate->limits();
  if (limits != nullptr && !take_all(job, chosen_, *limits)) {
    limits->refuse(job);
    return false;
  }
  if (gate != nullptr && !gate->may_start(job)) {
    if (limits != nullptr) limits->give_back(job, chosen_);
    return false;
  }
  lane.cursor = lane.queue.find(0.0, job.order);
  commit(lane, now_ns, starts);
  return true;
}

void ConservativeBackfill::refresh_rooms(TimeNs now_ns, TimeNs first_ns) {
  for (std::uint32_t domain = 0; domain < domains_.domains(); ++domain)
    outlasting_.copy_clipped(domain, domains_, timetable_.least_free(domain, now_ns));
  widths_outlasting_.resize(placements_.size());
  for (std::size_t index = 0; index < placements_.size(); ++index) {
    widths_[index] = domains_.widest(placements_[index]);
    widths_outlasting_[index] = outlasting_.widest(placements_[index]);
  }
  for (Lane& lane : lanes_) {
    const std::uint32_t tenant = lane.job_class.tenant;
    std::int64_t spare = widths_outlasting_[lane.width];
    if (has_cap(tenant)) spare = std::min(spare, caps_[tenant].least(now_ns, kNever));
    lane.room.free = std::min(quota_room(lane), widths_[lane.width]);
    lane.room.longest_ns = first_ns == kNever ? kNever : first_ns - now_ns;
    lane.room.spare = static_cast<std::uint32_t>(std::max<std::int64_t>(spare, 0));
  }
}

void ConservativeBackfill::backfill(TimeNs now_ns, StartGate* gate,
                                    std::vector<QueuedJob>& starts) {
  TimeNs first_ns = kNever;
  for (const QueuedJob& job : reserved_)
    if (plans_[job.slot].start_ns > now_ns)
      first_ns = std::min(first_ns, plans_[job.slot].start_ns);

  refresh_rooms(now_ns, first_ns);
  for (Lane& lane : lanes_) {
    lane.cursor = lane.queue.find(0.0, frontier_);
    lane.has_candidate = lane.queue.find(lane.cursor, lane.room);
  }
  while (Lane* lane = first_candidate()) {
    const QueuedJob job = lane->queue.job(lane->cursor);
    const bool outlasts = job.limit_ns > lane->room.longest_ns;
    if (!start(*lane, outlasts ? outlasting_ : domains_, now_ns, gate, starts)) {
      ++lane->cursor.item;
      lane->has_candidate = lane->queue.find(lane->cursor, lane->room);
      continue;
    }
    Plan& plan = plans_[job.slot];
    plan.reserved = false;
    plan.start_ns = now_ns;
    plan.end_ns = saturating_add(now_ns, job.limit_ns);
    plan.shares.assign(chosen_.begin(), chosen_.end());
    book(job, plan, now_ns, -1);
    refresh_rooms(now_ns, first_ns);
    for (Lane& other : lanes_)
      other.has_candidate = other.has_candidate && other.queue.find(other.cursor, other.room);
  }
}

}  // namespace gigawatt::jobs
