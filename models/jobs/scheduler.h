// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// A job waiting for nodes. Order in the queue: (submit_ns, tie), which is also the order of
/// `order`.
struct QueuedJob {
  std::uint64_t order;    ///< Strictly increasing with (submit, workload, id); the queue's key.
  std::int64_t limit_ns;  ///< Requested wall time [ns].
  std::uint32_t nodes;
  std::uint32_t slot;           ///< The caller's handle.
  std::uint16_t job_class = 0;  ///< Index into SchedulerSetup::classes.
  std::uint32_t submit_s = 0;   ///< First submission, seconds since 1970 (to 2106), for aging.
};
static_assert(sizeof(QueuedJob) <= 32);

/// Nodes in one domain, as part of a gang.
struct DomainShare {
  std::uint32_t domain;
  std::uint32_t nodes;
  bool operator==(const DomainShare&) const = default;
};

/// How well the free nodes can be used.
struct Fragmentation {
  std::uint32_t free_nodes = 0;
  std::uint32_t largest_in_domain = 0;  ///< Free nodes of the emptiest domain.
  /// Free nodes in no domain that a waiting job could use now: its gang does not fit anywhere
  /// although there are enough free nodes, or not there. 0 where nothing waits.
  std::uint32_t stranded_nodes = 0;
};

class PlacementLimits;

/// Asked before each start; false leaves the job queued until the next pass (power hold).
class StartGate {
 public:
  virtual ~StartGate() = default;
  virtual bool may_start(const QueuedJob& job) = 0;
  /// What single domains can carry; null: nothing but the gate itself limits a start.
  virtual PlacementLimits* limits() { return nullptr; }
};

/// Decides which waiting jobs start, and in which domains (racks) where it knows any; which nodes
/// of a domain is the caller's affair. The caller reports every release and every change of the
/// nodes that are up.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  virtual void submit(const QueuedJob& job) = 0;
  /// The job in `slot`, started with `limit_end_ns` = start + limit, has released its nodes.
  virtual void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) = 0;
  /// Takes the waiting job of this `order` out of the queue; false if the policy cannot.
  virtual bool withdraw(std::uint64_t /*order*/) { return false; }
  /// Nodes that are up but not running a job changed by `delta` (energised, failed, repaired).
  virtual void change_free_nodes(std::int64_t delta) = 0;
  /// The same in one domain. Schedulers that count nodes only do not ask which.
  virtual void change_free_nodes_in(std::uint32_t /*domain*/, std::int64_t delta) {
    change_free_nodes(delta);
  }

  /// Appends to `starts`, in order, the jobs that start now; they count as running afterwards.
  /// `gate` may be null. Allocates nothing once its buffers have grown.
  virtual void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) = 0;
  /// Slots of the jobs that the last pass wants off their nodes. The caller ends these attempts
  /// (release), submits the jobs anew with the `order` they had, and passes again in this instant.
  virtual std::span<const std::uint32_t> evictions() const { return {}; }
  /// The domains of the running job in `slot`, until its release; empty where nodes are only
  /// counted.
  virtual std::span<const DomainShare> placement(std::uint32_t /*slot*/) const { return {}; }

  virtual std::size_t queued() const = 0;
  virtual std::uint64_t queued_nodes() const = 0;
  virtual std::uint32_t free_nodes() const = 0;
  /// Of one domain, those that others may take.
  virtual std::uint32_t free_in(std::uint32_t /*domain*/) const { return free_nodes(); }
  /// Nodes that the first waiting job asks for; 0 if none waits.
  virtual std::uint32_t head_nodes() const = 0;
  /// Calls `visit` for each waiting job in queue order.
  virtual void for_each_queued(void (*visit)(void* context, const QueuedJob&),
                               void* context) const = 0;
  /// Earliest `limit_end_ns` among running jobs, kNever if none.
  virtual TimeNs earliest_limit_end_ns() const = 0;
  /// The slot of that job (least slot start order among ties is the caller's concern).
  virtual std::uint32_t earliest_limit_slot() const = 0;

  /// O(queue + domains): for records, not for each event. By default every free node is as good as
  /// any other.
  virtual Fragmentation fragmentation() const { return {free_nodes(), free_nodes(), 0}; }

  virtual std::unique_ptr<Scheduler> clone() const = 0;  ///< For snapshots.
};

/// A policy by its name (policy_names()), for jobs of one class on nodes that are alike.
/// `free_nodes` are up at the start. Job classes, tenants and domains: scheduler_setup.h.
std::unique_ptr<Scheduler> make_scheduler(std::string_view policy, std::uint32_t free_nodes);

}  // namespace gigawatt::jobs
