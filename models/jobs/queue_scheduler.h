// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/release_set.h"
#include "models/jobs/scheduler.h"
#include "models/jobs/wait_queue.h"

namespace gigawatt::jobs {

/// What the three policies share: the queue, the running jobs and the count of free nodes, and the
/// knowledge of what changed since the last pass. Docs: docs/models/jobs/schedulers.md.
class QueueScheduler : public Scheduler {
 public:
  explicit QueueScheduler(std::uint32_t free_nodes) : free_(free_nodes) {}

  void submit(const QueuedJob& job) override;
  void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) override;
  bool withdraw(std::uint64_t order) override;
  void change_free_nodes(std::int64_t delta) override;

  std::size_t queued() const override { return queue_.size(); }
  std::uint64_t queued_nodes() const override { return queue_.nodes(); }
  std::uint32_t free_nodes() const override { return free_; }
  std::uint32_t head_nodes() const override {
    return queue_.size() == 0 ? 0 : queue_[queue_.next(0)].nodes;
  }
  void for_each_queued(void (*visit)(void* context, const QueuedJob&),
                       void* context) const override;
  TimeNs earliest_limit_end_ns() const override { return running_.earliest_ns(); }
  std::uint32_t earliest_limit_slot() const override { return running_.earliest_slot(); }

 protected:
  /// Starts the job at `place` unless the gate refuses; a refusal makes the next pass a full one.
  bool start(std::size_t place, TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);
  /// The place where this pass begins: the whole queue, or only the newcomers if nothing else
  /// changed since the last pass.
  std::size_t begin_pass() const { return rescan_ ? 0 : queue_.last(newcomers_); }
  void end_pass();

  WaitQueue queue_;
  ReleaseSet running_;
  std::uint32_t free_;
  bool rescan_ = true;    // Jobs that waited at the last pass might start now.
  bool refused_ = false;  // The gate refused a job in this pass.

 private:
  std::size_t newcomers_ = 0;  // Submitted at the queue's end since the last pass.
};

}  // namespace gigawatt::jobs
