// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/queue_scheduler.h"

namespace gigawatt::jobs {

/// EASY backfilling over the whole queue (Lifka 1995; Mu'alem & Feitelson 2001). The head holds the
/// one reservation: it starts no later than the shadow instant, when enough running jobs reach
/// their wall-time limits. Another job may overtake it if it fits now and either ends by the
/// shadow instant or takes only nodes that are spare then.
///
/// A job that the gate refuses is passed over until the next pass; the next in order is head
/// instead. A head wider than all nodes that are up has no shadow instant and holds back nobody.
class EasyBackfill final : public QueueScheduler {
 public:
  using QueueScheduler::QueueScheduler;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::unique_ptr<Scheduler> clone() const override {
    return std::make_unique<EasyBackfill>(*this);
  }

 private:
  /// Starts heads while they fit and reserves for the first that does not; where backfill begins.
  std::size_t start_heads(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts);

  // Of the head, valid until something is released. Nodes that backfill took are deducted.
  ReleaseSet::Reservation reservation_{kNever, 0};
  bool has_head_ = false;
};

}  // namespace gigawatt::jobs
