// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
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
  std::uint32_t slot;  ///< The caller's handle.
};

/// Asked before each start; false leaves the job queued until the next pass (power hold).
class StartGate {
 public:
  virtual ~StartGate() = default;
  virtual bool may_start(const QueuedJob& job) = 0;
};

/// Decides which waiting jobs start, on counts of nodes; which nodes is the caller's affair.
/// The caller reports every release and every change of the nodes that are up.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  virtual void submit(const QueuedJob& job) = 0;
  /// The job in `slot`, started with `limit_end_ns` = start + limit, has released its nodes.
  virtual void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) = 0;
  /// Nodes that are up but not running a job changed by `delta` (energised, failed, repaired).
  virtual void change_free_nodes(std::int64_t delta) = 0;

  /// Appends to `starts`, in order, the jobs that start now; they count as running afterwards.
  /// `gate` may be null. Allocates nothing once its buffers have grown.
  virtual void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) = 0;

  virtual std::size_t queued() const = 0;
  virtual std::uint64_t queued_nodes() const = 0;
  virtual std::uint32_t free_nodes() const = 0;
  /// Calls `visit` for each waiting job in queue order.
  virtual void for_each_queued(void (*visit)(void* context, const QueuedJob&),
                               void* context) const = 0;
  /// Earliest `limit_end_ns` among running jobs, kNever if none.
  virtual TimeNs earliest_limit_end_ns() const = 0;
  /// The slot of that job (least slot start order among ties is the caller's concern).
  virtual std::uint32_t earliest_limit_slot() const = 0;

  virtual std::unique_ptr<Scheduler> clone() const = 0;  ///< For snapshots.
};

/// "fcfs", "easy-backfill" or "first-fit". `free_nodes` are up at the start.
std::unique_ptr<Scheduler> make_scheduler(std::string_view policy, std::uint32_t free_nodes);

}  // namespace gigawatt::jobs
