// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/slowed_source.h"

#include <cmath>

#include <fmt/format.h>

#include "sim/engine/class_clock.h"
#include "sim/engine/errors.h"
#include "sim/engine/wide.h"

namespace gigawatt::jobs {

std::uint32_t speed_at(double performance) {
  const double speed = std::round(performance * ClassClock::kFullSpeed);
  if (!(speed >= 1.0 && speed <= ClassClock::kFullSpeed))
    throw DomainError(
        fmt::format("a performance of {:g} is no speed to work at; expected more than 0 and at "
                    "most 1",
                    performance));
  return static_cast<std::uint32_t>(speed);
}

std::int64_t slowed_ns(std::int64_t work_ns, std::uint32_t speed) {
  const Int128 run_ns = (Int128(work_ns) * ClassClock::kFullSpeed + speed - 1) / speed;
  return run_ns >= kNever ? kNever : static_cast<std::int64_t>(run_ns);
}

SlowedSource::SlowedSource(std::unique_ptr<JobSource> source, std::uint32_t speed)
    : source_(std::move(source)), speed_(speed) {
  for (const Phase& phase : source_->phases())
    phases_.push_back({slowed_ns(phase.work_ns, speed_), phase.utilisation_ppm});
}

bool SlowedSource::next(Job& job) {
  if (!source_->next(job)) return false;
  job.limit_ns = slowed_ns(job.limit_ns, speed_);
  if (job.phase_count == 0) {
    job.work_ns = slowed_ns(job.work_ns, speed_);
    return true;
  }
  job.work_ns = 0;
  for (std::uint32_t i = 0; i < job.phase_count; ++i)
    job.work_ns = saturating_add(job.work_ns, phases_[job.first_phase + i].work_ns);
  return true;
}

double SlowedSource::demand_node_s() const {
  return source_->demand_node_s() * ClassClock::kFullSpeed / speed_;
}

double SlowedSource::mean_work_s() const {
  return source_->mean_work_s() * ClassClock::kFullSpeed / speed_;
}

}  // namespace gigawatt::jobs
