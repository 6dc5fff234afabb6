// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/jobs/arrival_clock.h"
#include "models/jobs/run_time_law.h"

namespace gigawatt::jobs {

/// Everything about a batch-inference workload that does not change while it is drawn.
/// Equations, assumptions, sources: docs/models/jobs/batch_inference.md.
struct BatchPlan {
  ArrivalPlan arrivals;
  ClippedLogNormal input;   ///< Tokens of an item's prompt.
  ClippedLogNormal output;  ///< Tokens of its answer.
  double prefill_tokens_per_s = 0.0;
  double decode_tokens_per_s = 0.0;
  std::uint64_t items = 1;  ///< Of a batch, after the stretch.
  double stretch = 1.0;     ///< Factor on the items that makes the load right.
  std::uint32_t gpus = 8;   ///< Of a shard.
  std::uint32_t nodes = 1;  ///< Of a shard.
  double shard_s = 3600.0;
  LimitParams limit;
  std::vector<double> utilisation;

  /// Accelerator-seconds of one item: mean and variance.
  double mean_item_s() const;
  double variance_item_s2() const;
  /// Node-hours offered per node-hour energised, with `mean_nodes` over the run.
  double load(double mean_nodes) const;
};

BatchPlan plan_batches(const WorkloadParams& params, const SourceContext& context);

/// Batches of items, each cut into equal shards of at most `shard_s` that are submitted together
/// and can be preempted. Draws of a batch are keyed by its number.
class BatchSource final : public JobSource {
 public:
  BatchSource(const WorkloadParams& params, const SourceContext& context);

  bool next(Job& job) override;
  double demand_node_s() const override;
  /// Of a shard of the mean batch.
  double mean_work_s() const override;
  std::uint32_t largest_nodes() const override { return plan_->nodes; }
  std::vector<std::string> notes() const override;
  std::unique_ptr<JobSource> clone() const override { return std::make_unique<BatchSource>(*this); }

  const BatchPlan& plan() const { return *plan_; }

 private:
  bool draw_batch();

  std::shared_ptr<const BatchPlan> plan_;
  std::string name_;
  RandomStream batch_stream_;  // Entity n: the draws of batch n.
  RandomStream shard_stream_;  // Entity n: the draws of shard n.
  ArrivalClock clock_;
  // The batch being handed out.
  TimeNs submit_ns_ = 0;
  std::uint64_t shards_left_ = 0;
  std::int64_t shard_work_ns_ = 0;
  std::uint64_t number_ = 0;  // Of the next shard.
};

}  // namespace gigawatt::jobs
