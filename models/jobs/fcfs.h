// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/queue_scheduler.h"

namespace gigawatt::jobs {

/// First come, first served: nobody overtakes. Stops at the first job that does not fit or that the
/// gate refuses.
class Fcfs final : public QueueScheduler {
 public:
  using QueueScheduler::QueueScheduler;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;
  std::unique_ptr<Scheduler> clone() const override { return std::make_unique<Fcfs>(*this); }
};

}  // namespace gigawatt::jobs
