// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/jobs/llm_catalogue.h"
#include "models/jobs/serving_workload.h"
#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

/// Promises of `slo:`. Absent: batch inference, no promise.
struct ServiceLevelParams {
  double ttft_s = 2.0;
  double tpot_s = 0.05;

  void visit(FieldVisitor& visitor);
};

/// `replicas:`.
struct ReplicaParams {
  std::int64_t accelerators = 1;  ///< Tensor parallelism.
  Precision weights = Precision::bf16;
  Precision kv_cache = Precision::bf16;
  double memory_share = 0.9;
  double step_overhead_s = 0.0;
  std::int64_t max_batch = 256;
  std::int64_t chunk_tokens = 512;
  double prefix_hit = 0.0;
  double prefill_power = 1.0;
  double decode_power = 0.5;

  void visit(FieldVisitor& visitor);
};

/// `demand:`, of one region's users.
struct ServingDemandParams {
  std::optional<double> requests_per_s;
  std::optional<double> output_tokens_per_s;  ///< The other way to say how much.
  double swing = 0.35;
  double peak_s = 15 * 3600.0;   ///< Local time of day.
  std::vector<double> weekdays;  ///< Seven factors from Monday; empty = ones.
  std::string time_zone = "UTC";
  double burst = 1.1;                        ///< Coefficient of variation of gaps.
  DataFile lengths;                          ///< Trace whose prompts and outputs are drawn.
  std::optional<std::int64_t> input_tokens;  ///< Or one length for all.
  std::optional<std::int64_t> output_tokens;

  void visit(FieldVisitor& visitor);
};

/// `autoscaler:`.
struct ScalingParams {
  double target_load = 0.7;
  std::int64_t min_replicas = 1;
  std::int64_t max_replicas = 1;
  double up_delay_s = 60.0;
  double down_delay_s = 600.0;

  void visit(FieldVisitor& visitor);
};

/// `serving:` of a workload.
struct ServingParams {
  std::string path;  ///< Where the entry stands, for messages.
  std::string llm;
  ReplicaParams replica;
  ServingDemandParams demand;
  ScalingParams scaling;
  std::optional<ServiceLevelParams> level;
  Unserved unserved = Unserved::queue;
  double queue_limit_s = 60.0;

  void visit(FieldVisitor& visitor);
};

/// Calibrates the workload on accelerators of one kind; takes a few seconds. Throws ScenarioError
/// at `params.path` for what contradicts, DomainError for a model that does not fit its replica.
std::unique_ptr<ServingWorkload> make_serving(const ServingParams& params, const LlmCatalogue& llms,
                                              const AcceleratorPeak& accelerator,
                                              std::uint64_t seed,
                                              std::uint64_t requests_per_point = 50'000);

}  // namespace gigawatt::jobs
