// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/queue_scheduler.h"

namespace gigawatt::jobs {

/// Starts, in queue order, whatever fits. No reservation, so wide jobs can wait for ever.
class FirstFit final : public QueueScheduler {
 public:
  using QueueScheduler::QueueScheduler;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::unique_ptr<Scheduler> clone() const override { return std::make_unique<FirstFit>(*this); }
};

}  // namespace gigawatt::jobs
