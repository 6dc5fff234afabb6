// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "models/jobs/scheduler.h"

namespace gigawatt::jobs::test {

/// The policies written as their definition: every pass looks at every job and sorts all running
/// jobs anew. Quadratic, for comparison only.
class PlainScheduler final : public Scheduler {
 public:
  PlainScheduler(std::string_view policy, std::uint32_t free_nodes)
      : policy_(policy), free_(free_nodes) {}

  void submit(const QueuedJob& job) override;
  void release(std::uint32_t slot, TimeNs limit_end_ns, std::uint32_t nodes) override;
  void change_free_nodes(std::int64_t delta) override;
  void pass(TimeNs now_ns, StartGate* gate, std::vector<QueuedJob>& starts) override;

  std::size_t queued() const override { return waiting_.size(); }
  std::uint64_t queued_nodes() const override;
  std::uint32_t free_nodes() const override { return free_; }
  std::uint32_t head_nodes() const override {
    return waiting_.empty() ? 0 : waiting_.front().nodes;
  }
  void for_each_queued(void (*visit)(void*, const QueuedJob&), void* context) const override;
  TimeNs earliest_limit_end_ns() const override;
  std::uint32_t earliest_limit_slot() const override;
  std::unique_ptr<Scheduler> clone() const override {
    return std::make_unique<PlainScheduler>(*this);
  }

 private:
  struct Running {
    TimeNs end_ns;
    std::uint32_t slot;
    std::uint32_t nodes;
    auto operator<=>(const Running&) const = default;
  };

  std::string_view policy_;
  std::uint32_t free_;
  std::vector<QueuedJob> waiting_;
  std::vector<Running> running_;
};

}  // namespace gigawatt::jobs::test
