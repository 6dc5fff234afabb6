// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/jobs/job.h"
#include "sim/engine/cloned_ptr.h"

namespace gigawatt::jobs {

/// Speed in units of 2^-20, as a class clock counts it; 0 < `performance` ≤ 1. Throws DomainError
/// for a performance that rounds to nothing.
std::uint32_t speed_at(double performance);

/// Run time [ns] of work at a speed: ⌈work · 2^20 / speed⌉, the largest instant where it is longer.
std::int64_t slowed_ns(std::int64_t work_ns, std::uint32_t speed);

/// The jobs of another source at a lower speed, such as that of a power cap: run times, phases and
/// requested limits are all longer by the same factor, in whole nanoseconds.
class SlowedSource final : public JobSource {
 public:
  SlowedSource(std::unique_ptr<JobSource> source, std::uint32_t speed);

  bool next(Job& job) override;
  std::span<const Phase> phases() const override { return phases_; }
  std::span<const std::string> tenants() const override { return source_->tenants(); }
  double demand_node_s() const override;
  double mean_work_s() const override;
  std::uint32_t largest_nodes() const override { return source_->largest_nodes(); }
  std::uint32_t largest_nodes_of(std::size_t tenant) const override {
    return source_->largest_nodes_of(tenant);
  }
  std::vector<std::string> notes() const override { return source_->notes(); }
  std::unique_ptr<JobSource> clone() const override {
    return std::make_unique<SlowedSource>(*this);
  }

 private:
  ClonedPtr<JobSource> source_;
  std::uint32_t speed_;
  std::vector<Phase> phases_;
};

}  // namespace gigawatt::jobs
