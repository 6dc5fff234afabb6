// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/lane_scheduler.h"
#include "models/jobs/timetable.h"

namespace gigawatt::jobs {

/// Conservative backfilling (Mu'alem & Feitelson 2001): every job gets, when it is submitted, the
/// earliest reservation that moves no other; when a job ends before its limit, reservations are
/// looked at once more in queue order and move forward where they can, never back.
///
/// At most SchedulerSetup::reservations jobs, the first of the queue, hold one. A later job starts
/// only if it ends before the next reservation begins or takes nodes that no reservation needs.
/// A change of the nodes that are up plans everything anew, in queue order. A due job that the gate
/// or a tenant's quota holds is planned again at the next pass.
class ConservativeBackfill final : public LaneScheduler {
 public:
  ConservativeBackfill(const SchedulerSetup& setup, const PolicyRules& rules,
                       std::span<const std::uint32_t> free_in_domain);

  void submit(const QueuedJob& job) override;
  void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) override;
  bool withdraw(std::uint64_t order) override;
  void change_free_nodes_in(std::uint32_t domain, std::int64_t delta) override;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::unique_ptr<Scheduler> clone() const override {
    return std::make_unique<ConservativeBackfill>(*this);
  }

  /// When the waiting job in `slot` is planned to start; kNever if it has no reservation.
  TimeNs planned_start_ns(std::uint32_t slot) const;

 private:
  /// Of a job in its slot, waiting or running.
  struct Plan {
    bool reserved = false;
    TimeNs start_ns = kNever;
    TimeNs end_ns = kNever;
    std::vector<DomainShare> shares;
  };
  void plan_anew(TimeNs now_ns);
  /// Gives back the rest of what ended before its limit; false if nothing did.
  bool book_releases(TimeNs now_ns);
  /// Takes (sign −1) or gives back the plan's nodes in the timetable; whole domains if exclusive.
  void book(const QueuedJob& job, const Plan& plan, TimeNs from_ns, int sign);
  void reserve(const QueuedJob& job, TimeNs now_ns);
  bool may_move(const QueuedJob& job, TimeNs now_ns) const;
  /// Looks at all reservations once more, or only at those that are overdue.
  void move_forward(TimeNs now_ns, bool all);
  void reserve_newcomers(TimeNs now_ns);
  /// Gives reservations to the next in queue order, up to the bound.
  void extend(TimeNs now_ns);
  bool start_due(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  bool start_planned(const QueuedJob& job, TimeNs now_ns, StartGate* gate,
                     std::vector<QueuedJob>& starts);
  void backfill(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  void refresh_rooms(TimeNs now_ns, TimeNs first_ns);
  bool has_cap(std::uint32_t tenant) const {
    return setup_.tenants[tenant].cap_nodes != Tenant::kNoCap;
  }
  std::uint32_t tenant_of(const QueuedJob& job) const {
    return lanes_[job.job_class].job_class.tenant;
  }

  Timetable timetable_;
  std::vector<Profile> caps_;              ///< Room under each tenant's cap.
  std::vector<std::uint32_t> up_;          ///< By domain, in use or not.
  std::vector<Plan> plans_;                ///< By slot.
  std::vector<QueuedJob> reserved_;        ///< In queue order.
  std::uint64_t frontier_ = 0;             ///< Waiting jobs of a lesser order have a reservation.
  std::vector<QueuedJob> freed_;           ///< Ended since the last pass; their plans still stand.
  std::vector<Plan> withdrawn_;            ///< Plans of jobs withdrawn since the last pass,
  std::vector<QueuedJob> withdrawn_jobs_;  ///< and the jobs.
  bool plan_is_void_ = true;
  TimeNs next_due_ns_ = kNever;          ///< Least planned start of a waiting job.
  std::vector<std::uint8_t> freed_in_;   ///< By domain, since all were last looked at.
  std::vector<DomainShare> blocked_;     // Scratch.
  std::vector<DomainShare> old_shares_;  // Scratch.
  std::vector<std::uint32_t> widths_outlasting_;
  DomainSet outlasting_;  // Scratch: what jobs that outlast the next reservation may take.
};

}  // namespace gigawatt::jobs
