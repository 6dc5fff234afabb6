// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/job.h"
#include "sim/engine/random.h"

namespace gigawatt::test {

/// Jobs of one node as queueing theory has them: Poisson arrivals, exponential (or constant) run
/// times, no limits.
class QueueSource final : public jobs::JobSource {
 public:
  enum class Service { exponential, constant };

  QueueSource(std::uint64_t seed, TimeNs start_ns, std::uint64_t jobs, double arrivals_per_s,
              double service_s, Service service)
      : arrivals_(seed, "tests.queue", "arrival"),
        services_(seed, "tests.queue", "service"),
        now_ns_(start_ns),
        jobs_(jobs),
        gap_s_(1.0 / arrivals_per_s),
        service_s_(service_s),
        service_(service) {}

  bool next(jobs::Job& job) override {
    if (number_ == jobs_) return false;
    now_ns_ += from_seconds(arrivals_.at(number_).exponential(gap_s_));
    job.id = number_;
    job.submit_ns = now_ns_;
    job.work_ns = 1 + from_seconds(service_ == Service::constant
                                       ? service_s_
                                       : services_.at(number_).exponential(service_s_));
    job.limit_ns = kNever;
    job.nodes = 1;
    ++number_;
    return true;
  }
  std::unique_ptr<jobs::JobSource> clone() const override {
    return std::make_unique<QueueSource>(*this);
  }

 private:
  RandomStream arrivals_, services_;
  TimeNs now_ns_;
  std::uint64_t jobs_, number_ = 0;
  double gap_s_, service_s_;
  Service service_;
};

}  // namespace gigawatt::test
