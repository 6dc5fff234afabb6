// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/jobs/job.h"
#include "models/jobs/training_plan.h"
#include "models/jobs/workload_params.h"

namespace gigawatt::jobs {

/// One gang that trains one model: a phase of start-up, then all steps. What checkpoints, failures
/// and throttling cost comes on top. Docs: docs/models/jobs/training.md.
class TrainingSource final : public JobSource {
 public:
  TrainingSource(const WorkloadParams& params, const SourceContext& context);

  bool next(Job& job) override;
  std::span<const Phase> phases() const override { return phases_; }
  double demand_node_s() const override;
  double mean_work_s() const override { return to_seconds(gang_.work_ns); }
  std::uint32_t largest_nodes() const override { return gang_.nodes; }
  std::optional<std::uint32_t> most_nodes_at_once() const override { return gang_.nodes; }
  std::vector<std::string> notes() const override;
  std::unique_ptr<JobSource> clone() const override {
    return std::make_unique<TrainingSource>(*this);
  }

  const TrainingPlan& plan() const { return plan_; }

 private:
  TrainingPlan plan_;
  std::string name_;
  std::string_view accelerator_;
  std::vector<Phase> phases_;
  Job gang_;
  bool given_ = false;
};

}  // namespace gigawatt::jobs
