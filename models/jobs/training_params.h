// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/jobs/llm_model.h"
#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

enum class Accelerator { h100_sxm, h200_sxm, a100_sxm, b200_hgx, b200_gb200, mi300x };

/// What a maker publishes of an accelerator. Peaks are dense. Sources:
/// docs/models/jobs/training.md.
struct AcceleratorPeaks {
  std::string_view name;
  double power_w;
  double bf16_flops;                ///< [FLOP/s].
  std::optional<double> fp8_flops;  ///< [FLOP/s]; absent where the part has none.
};
const AcceleratorPeaks& published(Accelerator accelerator);

/// How a model is spread over accelerators; their number is the product of the four.
struct ParallelLayout {
  std::int64_t tensor = 1;
  std::int64_t context = 1;
  std::int64_t pipeline = 1;
  std::optional<std::int64_t> data;  ///< Absent: what is left of the accelerators.
  std::int64_t virtual_stages = 1;   ///< Of the pipeline on each accelerator.
  std::int64_t micro_batch = 1;      ///< Sequences in one micro-batch.

  void visit(FieldVisitor& visitor);
};

/// MFU measured at several scales; all empty: the published points of Llama 3.
struct MfuCurve {
  std::vector<double> gpus;    ///< Ascending.
  std::vector<double> mfu;     ///< As measured, so with the bubble of each run.
  std::vector<double> bubble;  ///< Bubble ratio of each run; needed where a layout is given.

  void visit(FieldVisitor& visitor);
};

/// Throughput that hot inlet air or water costs.
struct HeatLossParams {
  double inlet_k = 293.15;  ///< Mean over the run.
  double mild_k = 293.15;   ///< No loss at or below it.
  double hot_k = 308.15;    ///< Full loss at or above it.
  double loss_frac = 0.015;

  void visit(FieldVisitor& visitor);
};

/// `training:` of a workload of kind `training`. Equations: docs/models/jobs/training.md.
struct TrainingParams {
  std::string path;
  double parameters = 0.0;                 ///< Active ones, of which every token uses all.
  std::optional<double> total_parameters;  ///< In a checkpoint; the active ones if absent.
  double tokens = 0.0;
  std::int64_t gpus = 0;
  Accelerator accelerator = Accelerator::h100_sxm;
  Precision precision = Precision::bf16;
  std::optional<double> peak_flops;  ///< Of one accelerator [FLOP/s]; the maker's if absent.
  std::int64_t sequence = 8192;      ///< Tokens.
  double batch_tokens = 16'777'216;  ///< Tokens of one step over all accelerators.
  std::optional<ParallelLayout> layout;
  std::optional<double> mfu;  ///< Measured, everything in it; else from `mfu_by_scale`.
  MfuCurve mfu_by_scale;
  std::optional<HeatLossParams> heat;
  double exposed_communication = 0.2;  ///< Share of the step at low power.
  double start_up_s = 600.0;
  double start_up_utilisation = 0.1;
  double utilisation = 0.9;
  double checkpoint_bytes_per_parameter = 16.0;
  double after_s = 0.0;           ///< Submitted so long after the start of the run.
  std::optional<double> limit_s;  ///< Wall time at which it is killed; none if absent.

  void visit(FieldVisitor& visitor);
};

}  // namespace gigawatt::jobs
