// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/lane_scheduler.h"

namespace gigawatt::jobs {

/// Policies that go through the queue in one order: `fcfs`, `first-fit`, `easy-backfill`,
/// `priority`, `shortest-first` and `preemptive-priority`, with classes, quotas and domains.
///
/// EASY's promise with domains: at the shadow instant, the first at which running jobs must have
/// released enough in the right places, the head gets a fixed choice of domains. A job that ends by
/// then may use anything; one that outlasts it leaves the nodes of that choice alone. A head that
/// only counts nodes reserves a count.
///
/// Jobs that their tenant's quota holds are no heads and hold back nobody but, under `fcfs`, their
/// own tenant.
class OrderedScheduler final : public LaneScheduler {
 public:
  using LaneScheduler::LaneScheduler;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::unique_ptr<Scheduler> clone() const override {
    return std::make_unique<OrderedScheduler>(*this);
  }

 private:
  struct Victim {
    std::int32_t priority;
    TimeNs start_ns;
    std::uint64_t order;
    std::uint32_t slot;
    bool reclaimed;  ///< Only because its tenant borrows.
  };

  void full_pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  /// Tries those submitted since the last pass; false if one of them comes before the head.
  bool pass_newcomers(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  /// Starts in order what fits; true, with the lane of the head, if something does not.
  Lane* start_in_order(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  void backfill(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);

  void reserve(const QueuedJob& head);
  /// Reserves for the head if that is due. Not before somebody might pass it: often nobody does
  /// before the next release.
  void settle_reservation();
  /// Whether a job at or after its lane's cursor fits now, however long it takes.
  bool any_fits_now();
  /// Until the head fits, or never: releases running jobs in `domains_`, and notes them.
  void release_for(const QueuedJob& head);
  /// The nodes that the head will have are not for jobs that outlast the shadow instant.
  void hold_for_head(std::span<const DomainShare> shares, bool exclusive);
  void refresh_outlasting();
  bool fits(const DomainSet& domains, const QueuedJob& job) const;
  /// What may start now in each lane, given the reservation.
  void refresh_rooms(TimeNs now_ns);
  bool start_backfill(Lane& lane, TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  void leave_to_head(const QueuedJob& job);
  bool keeps_spare(const Lane& lane, const QueuedJob& job);

  // Preemption (preemption.cpp).
  bool evict_for(const QueuedJob& head, StartGate* gate);
  /// Whether the limits of single domains let the head in once `evictions_` are gone.
  bool limits_allow(const QueuedJob& head, PlacementLimits& limits);
  void collect_victims(const QueuedJob& head);

  // The head and its reservation, valid until something is released.
  bool has_head_ = false;
  QueuedJob head_{};
  double head_rank_ = 0.0;
  bool reservation_is_due_ = false;
  TimeNs shadow_ns_ = kNever;
  bool by_count_ = true;     ///< The reservation is a count of nodes.
  std::uint64_t spare_ = 0;  ///< If so: what it leaves at the shadow instant.
  /// If not: by domain, kept only where the head will lie. Elsewhere those that outlast it may
  /// take whatever is free now: no less is free then.
  std::vector<std::uint32_t> spare_in_;
  std::vector<std::uint32_t> held_in_;  ///< The domains where it is kept.
  DomainSet outlasting_{0};             ///< What jobs that outlast the shadow instant may take now.

  DomainSet later_{0};                     // Scratch: domains after some evictions.
  std::vector<std::uint32_t> released_;    // Scratch: slots.
  std::vector<std::uint8_t> tenant_held_;  // Scratch.
  std::vector<std::uint32_t> widths_outlasting_;
  std::vector<Victim> victims_;
  std::vector<std::uint32_t> evicted_nodes_;  // Scratch, by tenant.
};

}  // namespace gigawatt::jobs
