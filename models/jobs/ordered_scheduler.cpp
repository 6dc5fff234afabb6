// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/ordered_scheduler.h"

#include <algorithm>
#include <limits>

namespace gigawatt::jobs {

namespace {

constexpr std::uint32_t kAnyNodes = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kFewNewcomers = 64;  // More are found faster by a full pass.

std::uint32_t clamped(std::uint64_t nodes) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(nodes, kAnyNodes));
}

}  // namespace

void OrderedScheduler::pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  if (begin_pass(now_ns)) rescan_ = true;
  const bool incremental = !rescan_ && !tenants_.has_guarantees() &&
                           newcomers_.size() <= kFewNewcomers &&
                           (has_head_ || rules_.backfill == Backfill::anything);
  if (!incremental || !pass_newcomers(now_ns, gate, starts)) full_pass(now_ns, gate, starts);
  end_pass(now_ns);
}

void OrderedScheduler::full_pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  for (Lane& lane : lanes_)
    lane.cursor = {};
  has_head_ = false;
  reservation_is_due_ = false;
  shadow_ns_ = kNever;
  if (rules_.backfill != Backfill::anything) {
    Lane* lane = start_in_order(now_ns, gate, starts);
    if (lane == nullptr) return;
    has_head_ = true;
    head_ = lane->queue.job(lane->cursor);
    head_rank_ = lane->queue.rank(lane->cursor) + lane->offset;
    if (rules_.backfill == Backfill::none) return;
    if (rules_.evicts && evict_for(head_, gate)) {
      if (gate == nullptr || gate->may_start(head_)) return;
      evictions_.clear();
      refused_ = true;
    }
    reservation_is_due_ = true;
    ++lane->cursor.item;
  }
  backfill(now_ns, gate, starts);
}

LaneScheduler::Lane* OrderedScheduler::start_in_order(TimeNs now_ns, StartGate* gate,
                                                      std::vector<QueuedJob>& starts) {
  const bool strict = rules_.backfill == Backfill::none;
  tenant_held_.assign(setup_.tenants.size(), 0);
  for (;;) {
    for (Lane& lane : lanes_) {
      const std::uint32_t room = strict ? kAnyNodes : quota_room(lane);
      lane.has_candidate = tenant_held_[lane.job_class.tenant] == 0 &&
                           lane.queue.find(lane.cursor, {room, kNever, 0});
    }
    Lane* lane = first_candidate();
    if (lane == nullptr) return nullptr;
    const QueuedJob& job = lane->queue.job(lane->cursor);
    if (strict && job.nodes > quota_room(*lane)) {
      tenant_held_[lane->job_class.tenant] = 1;
      continue;
    }
    if (!fits(domains_, job)) return lane;
    if (start(*lane, domains_, now_ns, gate, starts)) continue;
    if (strict) return lane;
    ++lane->cursor.item;
  }
}

bool OrderedScheduler::fits(const DomainSet& domains, const QueuedJob& job) const {
  return job.nodes <= domains.usable_total() &&
         job.nodes <= domains.widest(lanes_[job.job_class].job_class.placement);
}

bool OrderedScheduler::any_fits_now() {
  for (std::size_t index = 0; index < placements_.size(); ++index)
    widths_[index] = domains_.widest(placements_[index]);
  for (Lane& lane : lanes_) {
    const WaitQueue::Room room{std::min(quota_room(lane), widths_[lane.width]), kNever, 0};
    if (lane.queue.find(lane.cursor, room)) return true;
  }
  return false;
}

void OrderedScheduler::settle_reservation() {
  if (!reservation_is_due_) return;
  reservation_is_due_ = false;
  reserve(head_);
}

void OrderedScheduler::reserve(const QueuedJob& head) {
  const Placement& placement = lanes_[head.job_class].job_class.placement;
  by_count_ = domains_.counts_only(placement);
  if (domains_.domains() == 1 && !any_exclusive_) {
    const auto reservation = running_.reserve(head.nodes, clamped(domains_.usable_total()));
    shadow_ns_ = reservation.shadow_ns;
    spare_ = reservation.spare;
    return;
  }

  release_for(head);
  spare_ = 0;
  if (shadow_ns_ == kNever) {
    by_count_ = true;
  } else if (by_count_) {
    spare_ = domains_.usable_total() - head.nodes;
  } else {
    domains_.choose(placement, head.nodes, chosen_);
    hold_for_head(chosen_, placement.exclusive);
  }
  // Nothing has been released yet: the last goes first, so that each domain is as it was.
  for (auto slot = released_.rbegin(); slot != released_.rend(); ++slot)
    domains_.take(by_slot_[*slot].shares, is_exclusive(by_slot_[*slot].job));
  if (!by_count_) refresh_outlasting();
}

void OrderedScheduler::release_for(const QueuedJob& head) {
  released_.clear();
  TimeNs released_ns = std::numeric_limits<TimeNs>::min();  // All releases up to here are in.
  running_.for_each([&](TimeNs end_ns, std::uint32_t slot) {
    if (end_ns != released_ns && fits(domains_, head)) return false;
    domains_.give_back(by_slot_[slot].shares, is_exclusive(by_slot_[slot].job));
    released_.push_back(slot);
    released_ns = end_ns;
    return true;
  });
  shadow_ns_ = fits(domains_, head) ? released_ns : kNever;
}

void OrderedScheduler::hold_for_head(std::span<const DomainShare> shares, bool exclusive) {
  spare_in_.resize(domains_.domains(), kAnyNodes);
  for (const std::uint32_t domain : held_in_) {
    spare_in_[domain] = kAnyNodes;
    note_change_in(domain);
  }
  held_in_.clear();
  for (const DomainShare& share : shares) {
    spare_in_[share.domain] = exclusive ? 0 : domains_.usable(share.domain) - share.nodes;
    held_in_.push_back(share.domain);
    note_change_in(share.domain);
  }
}

void OrderedScheduler::refresh_outlasting() {
  if (outlasting_.domains() == 0) {
    outlasting_ = DomainSet(domains_.domains(), any_exclusive_);
    for (std::uint32_t domain = 0; domain < domains_.domains(); ++domain)
      note_change_in(domain);
  }
  for (const std::uint32_t domain : changed_) {
    outlasting_.copy_clipped(domain, domains_, spare_in_[domain]);
    is_changed_[domain] = 0;
  }
  changed_.clear();
}

void OrderedScheduler::refresh_rooms(TimeNs now_ns) {
  const bool no_shadow = shadow_ns_ == kNever;
  const bool by_domain = !no_shadow && !by_count_;
  widths_outlasting_.resize(placements_.size());
  for (std::size_t index = 0; index < placements_.size(); ++index) {
    widths_[index] = domains_.widest(placements_[index]);
    widths_outlasting_[index] = by_domain ? outlasting_.widest(placements_[index]) : kAnyNodes;
  }
  for (Lane& lane : lanes_) {
    const std::uint32_t quota = quota_room(lane);
    lane.room.free = std::min(quota, widths_[lane.width]);
    lane.room.longest_ns = no_shadow ? kNever : shadow_ns_ - now_ns;
    lane.room.spare = 0;
    if (no_shadow) continue;
    // A job that outlasts the shadow instant also leaves the head its room under the tenant's cap.
    std::uint32_t cap = tenants_.cap_room(lane.job_class.tenant);
    if (lane.job_class.tenant == lanes_[head_.job_class].job_class.tenant)
      cap -= std::min(cap, head_.nodes);
    const std::uint32_t spare = by_count_ ? clamped(spare_) : widths_outlasting_[lane.width];
    lane.room.spare = std::min(spare, cap);
  }
}

bool OrderedScheduler::keeps_spare(const Lane& lane, const QueuedJob& job) {
  if (!by_count_ || !lane.job_class.placement.exclusive) return true;
  // It holds whole domains, more than its nodes.
  if (!domains_.choose(lane.job_class.placement, job.nodes, chosen_)) return false;
  std::uint64_t held = 0;
  for (const DomainShare& share : chosen_)
    held += domains_.usable(share.domain);
  return held <= spare_;
}

bool OrderedScheduler::start_backfill(Lane& lane, TimeNs now_ns, StartGate* gate,
                                      std::vector<QueuedJob>& starts) {
  const QueuedJob job = lane.queue.job(lane.cursor);
  const bool outlasts = job.limit_ns > lane.room.longest_ns;
  if (outlasts && !keeps_spare(lane, job)) return false;
  const std::uint64_t usable_before = domains_.usable_total();
  DomainSet& from = outlasts && !by_count_ ? outlasting_ : domains_;
  if (!start(lane, from, now_ns, gate, starts)) return false;

  if (shadow_ns_ == kNever) return true;
  if (by_count_) {
    if (outlasts) spare_ -= usable_before - domains_.usable_total();
    return true;
  }
  for (const DomainShare& share : chosen_) {
    std::uint32_t& spare = spare_in_[share.domain];
    if (outlasts && spare != kAnyNodes) spare -= share.nodes;
    outlasting_.copy_clipped(share.domain, domains_, spare_in_[share.domain]);
  }
  return true;
}

void OrderedScheduler::backfill(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) {
  if (reservation_is_due_ && !any_fits_now()) return;
  settle_reservation();
  refresh_rooms(now_ns);
  for (Lane& lane : lanes_)
    lane.has_candidate = lane.queue.find(lane.cursor, lane.room);
  while (Lane* lane = first_candidate()) {
    if (start_backfill(*lane, now_ns, gate, starts)) {
      refresh_rooms(now_ns);
      for (Lane& other : lanes_)
        other.has_candidate = other.has_candidate && other.queue.find(other.cursor, other.room);
    } else {
      ++lane->cursor.item;
      lane->has_candidate = lane->queue.find(lane->cursor, lane->room);
    }
  }
}

bool OrderedScheduler::pass_newcomers(TimeNs now_ns, StartGate* gate,
                                      std::vector<QueuedJob>& starts) {
  const auto rank_of = [this](const QueuedJob& job) {
    return rank_in_lane(job) + lanes_[job.job_class].offset;
  };
  std::sort(newcomers_.begin(), newcomers_.end(), [&](const QueuedJob& a, const QueuedJob& b) {
    const double rank_a = rank_of(a);
    const double rank_b = rank_of(b);
    return rank_a != rank_b ? rank_a < rank_b : a.order < b.order;
  });
  if (has_head_ && !newcomers_.empty()) {
    const double rank = rank_of(newcomers_.front());
    if (rank < head_rank_ || (rank == head_rank_ && newcomers_.front().order < head_.order))
      return false;
  }
  if (rules_.backfill == Backfill::none || newcomers_.empty()) return true;

  if (reservation_is_due_) {
    const bool any =
        std::any_of(newcomers_.begin(), newcomers_.end(), [this](const QueuedJob& job) {
          return job.nodes <= quota_room(lanes_[job.job_class]) && fits(domains_, job);
        });
    if (!any) return true;
  }
  settle_reservation();
  refresh_rooms(now_ns);
  for (const QueuedJob& job : newcomers_) {
    Lane& lane = lanes_[job.job_class];
    const WaitQueue::Room& room = lane.room;
    if (job.nodes > room.free || (job.limit_ns > room.longest_ns && job.nodes > room.spare))
      continue;
    lane.cursor = lane.queue.find(rank_in_lane(job), job.order);
    if (start_backfill(lane, now_ns, gate, starts)) refresh_rooms(now_ns);
  }
  return true;
}

}  // namespace gigawatt::jobs
