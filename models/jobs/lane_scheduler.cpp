// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/lane_scheduler.h"

#include <algorithm>
#include <cassert>

#include "models/jobs/placement_limits.h"

namespace gigawatt::jobs {

namespace {

bool has_exclusive_gangs(const SchedulerSetup& setup) {
  return std::any_of(setup.classes.begin(), setup.classes.end(),
                     [](const JobClass& job_class) { return job_class.placement.exclusive; });
}

}  // namespace

LaneScheduler::LaneScheduler(const SchedulerSetup& setup, const PolicyRules& rules,
                             std::span<const std::uint32_t> free_in_domain)
    : setup_(setup),
      rules_(rules),
      domains_(std::max<std::size_t>(setup.domain_nodes.size(), 1), has_exclusive_gangs(setup)),
      tenants_(setup.tenants, setup.weights.half_life_s),
      is_changed_(domains_.domains()),
      any_exclusive_(has_exclusive_gangs(setup)) {
  changed_.reserve(domains_.domains());
  for (std::size_t domain = 0; domain < free_in_domain.size(); ++domain)
    domains_.change_free(domain, free_in_domain[domain]);
  if (setup_.installed_nodes == 0) {
    for (const std::uint32_t nodes : setup_.domain_nodes)
      setup_.installed_nodes += nodes;
  }
  for (const JobClass& job_class : setup.classes) {
    const auto known = std::find(placements_.begin(), placements_.end(), job_class.placement);
    const auto width = static_cast<std::size_t>(known - placements_.begin());
    if (known == placements_.end()) placements_.push_back(job_class.placement);
    lanes_.push_back({.job_class = job_class, .width = width, .queue = {}});
  }
  widths_.resize(placements_.size());
}

double LaneScheduler::rank_in_lane(const QueuedJob& job) const {
  switch (rules_.order) {
    case QueueOrder::submission:
    case QueueOrder::priority:
      return 0.0;
    case QueueOrder::requested_time:
      return to_seconds(job.limit_ns) + setup_.aging * job.submit_s;
    case QueueOrder::multifactor:
      break;
  }
  // Priority falls as the rank grows. Age is now − submission, and `now` is the same for all.
  const double installed = std::max(setup_.installed_nodes, 1u);
  return setup_.weights.age_per_day * job.submit_s / 86400.0 -
         setup_.weights.size * job.nodes / installed;
}

void LaneScheduler::refresh_offsets() {
  for (Lane& lane : lanes_) {
    lane.offset = 0.0;
    if (rules_.order == QueueOrder::priority) {
      lane.offset = -lane.job_class.priority;
    } else if (rules_.order == QueueOrder::multifactor) {
      lane.offset = -setup_.weights.job_class * lane.job_class.priority -
                    setup_.weights.fair_share * tenants_.fair_share_factor(lane.job_class.tenant);
    }
  }
}

bool LaneScheduler::begin_pass(TimeNs now_ns) {
  evictions_.clear();
  tenants_.begin_pass();
  const bool shares = rules_.order == QueueOrder::multifactor;
  if (shares) tenants_.book_usage(now_ns);
  if (!offsets_are_due_ && now_ns < offsets_due_ns_) return false;
  if (shares) {
    tenants_.settle_usage(now_ns);
    offsets_due_ns_ = saturating_add(now_ns, from_seconds(setup_.weights.period_s));
  }
  offsets_are_due_ = false;
  refresh_offsets();
  return true;
}

void LaneScheduler::end_pass(TimeNs now_ns) {
  if (rules_.order == QueueOrder::multifactor) tenants_.book_usage(now_ns);
  newcomers_.clear();
  rescan_ = refused_;
  refused_ = false;
}

void LaneScheduler::submit(const QueuedJob& job) {
  assert(job.job_class < lanes_.size());
  Lane& lane = lanes_[job.job_class];
  lane.queue.insert(rank_in_lane(job), job);
  tenants_.enqueue(lane.job_class.tenant, job.nodes);
  newcomers_.push_back(job);
  ++queued_;
  queued_nodes_ += job.nodes;
}

void LaneScheduler::release(std::uint32_t slot, TimeNs limit_end_ns,
                            [[maybe_unused]] std::uint32_t nodes) {
  Running& held = by_slot_[slot];
  assert(held.running && held.job.nodes == nodes && held.limit_end_ns == limit_end_ns);
  running_.erase(limit_end_ns, slot);
  tenants_.stop(lanes_[held.job.job_class].job_class.tenant, held.job.nodes);
  domains_.give_back(held.shares, is_exclusive(held.job));
  note_change(held.shares);
  held.running = false;
  held.shares.clear();
  rescan_ = true;
}

LaneScheduler::Lane* LaneScheduler::find_waiting(std::uint64_t order, RankedQueue::Place& place) {
  const bool in_order =
      rules_.order == QueueOrder::submission || rules_.order == QueueOrder::priority;
  for (Lane& lane : lanes_) {
    place = in_order ? lane.queue.find(0.0, order) : RankedQueue::Place{};
    for (; lane.queue.next(place); ++place.item) {
      if (lane.queue.job(place).order == order) return &lane;
      if (in_order) break;
    }
  }
  return nullptr;
}

bool LaneScheduler::withdraw(std::uint64_t order) {
  RankedQueue::Place place{};
  Lane* lane = find_waiting(order, place);
  if (lane == nullptr) return false;
  const std::uint32_t nodes = lane->queue.job(place).nodes;
  lane->queue.remove(place);
  tenants_.dequeue(lane->job_class.tenant, nodes);
  std::erase_if(newcomers_, [order](const QueuedJob& job) { return job.order == order; });
  --queued_;
  queued_nodes_ -= nodes;
  rescan_ = true;  // Without it the head, and what fits behind it, may be others.
  return true;
}

void LaneScheduler::change_free_nodes(std::int64_t delta) {
  assert(domains_.domains() == 1);
  change_free_nodes_in(0, delta);
}

void LaneScheduler::change_free_nodes_in(std::uint32_t domain, std::int64_t delta) {
  domains_.change_free(domain, delta);
  note_change_in(domain);
  rescan_ = true;
}

std::span<const DomainShare> LaneScheduler::placement(std::uint32_t slot) const {
  if (slot >= by_slot_.size()) return {};
  return by_slot_[slot].shares;
}

bool LaneScheduler::ranks_before(const Lane& a, const Lane& b) const {
  const double rank_a = a.queue.rank(a.cursor) + a.offset;
  const double rank_b = b.queue.rank(b.cursor) + b.offset;
  if (rank_a != rank_b) return rank_a < rank_b;
  return a.queue.job(a.cursor).order < b.queue.job(b.cursor).order;
}

std::uint32_t LaneScheduler::head_nodes() const {
  const QueuedJob* head = nullptr;
  double head_rank = 0.0;
  for (const Lane& lane : lanes_) {
    RankedQueue::Place place{};
    if (lane.queue.size() == 0 || !lane.queue.next(place)) continue;
    const double rank = lane.queue.rank(place) + lane.offset;
    const QueuedJob& job = lane.queue.job(place);
    if (head == nullptr || rank < head_rank || (rank == head_rank && job.order < head->order)) {
      head = &job;
      head_rank = rank;
    }
  }
  return head == nullptr ? 0 : head->nodes;
}

LaneScheduler::Lane* LaneScheduler::first_candidate() {
  Lane* first = nullptr;
  for (Lane& lane : lanes_) {
    if (!lane.has_candidate) continue;
    if (first == nullptr || ranks_before(lane, *first)) first = &lane;
  }
  return first;
}

bool LaneScheduler::start(Lane& lane, DomainSet& from, TimeNs now_ns, StartGate* gate,
                          std::vector<QueuedJob>& starts) {
  const QueuedJob job = lane.queue.job(lane.cursor);
  const Placement& placement = lane.job_class.placement;
  PlacementLimits* limits = gate == nullptr ? nullptr : gate->limits();
  const bool placed = limits == nullptr
                          ? from.choose(placement, job.nodes, chosen_)
                          : choose_by_headroom(from, placement, job, *limits, chosen_);
  if (!placed && limits != nullptr) limits->refuse(job);
  if (!placed || (gate != nullptr && !gate->may_start(job))) {
    refused_ = true;
    return false;
  }

  if (limits != nullptr) limits->take(job, chosen_);
  commit(lane, now_ns, starts);
  return true;
}

void LaneScheduler::commit(Lane& lane, TimeNs now_ns, std::vector<QueuedJob>& starts) {
  const QueuedJob job = lane.queue.job(lane.cursor);
  lane.queue.remove(lane.cursor);
  --queued_;
  queued_nodes_ -= job.nodes;
  tenants_.dequeue(lane.job_class.tenant, job.nodes);
  tenants_.start(lane.job_class.tenant, job.nodes);
  domains_.take(chosen_, lane.job_class.placement.exclusive);
  note_change(chosen_);
  if (job.slot >= by_slot_.size()) by_slot_.resize(job.slot + 1);
  Running& held = by_slot_[job.slot];
  held.job = job;
  held.start_ns = now_ns;
  held.limit_end_ns = saturating_add(now_ns, job.limit_ns);
  held.running = true;
  held.shares.assign(chosen_.begin(), chosen_.end());
  running_.insert(held.limit_end_ns, job.slot, job.nodes);
  starts.push_back(job);
}

void LaneScheduler::for_each_queued(void (*visit)(void* context, const QueuedJob&),
                                    void* context) const {
  std::vector<RankedQueue::Place> places(lanes_.size());
  const auto before = [&](std::size_t a, std::size_t b) {
    const double rank_a = lanes_[a].queue.rank(places[a]) + lanes_[a].offset;
    const double rank_b = lanes_[b].queue.rank(places[b]) + lanes_[b].offset;
    if (rank_a != rank_b) return rank_a < rank_b;
    return lanes_[a].queue.job(places[a]).order < lanes_[b].queue.job(places[b]).order;
  };
  for (std::size_t left = queued_; left > 0; --left) {
    std::size_t first = lanes_.size();
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      if (!lanes_[lane].queue.next(places[lane])) continue;
      if (first == lanes_.size() || before(lane, first)) first = lane;
    }
    visit(context, lanes_[first].queue.job(places[first]));
    ++places[first].item;
  }
}

}  // namespace gigawatt::jobs
