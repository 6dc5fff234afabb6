// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/compute/power_swing.h"
#include "models/jobs/training_params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// FLOPs of training: 2ND forward and 4ND backward.
double training_flops(double active_parameters, double tokens);

/// FLOP/s of one accelerator, averaged over everything its hours include.
double achieved_flops(double flops, double gpu_hours);

/// Time a pipeline idles over the time it works: (stages − 1) / (virtual stages · micro-batches).
double bubble_ratio(std::int64_t stages, std::int64_t virtual_stages, double micro_batches);

/// Share of throughput lost at an inlet temperature [K]: none up to `mild`, all from `hot`, linear
/// between.
double heat_loss_frac(const HeatLossParams& heat, double inlet_k);

/// The published curve: Llama 3 405B on 8,192 and 16,384 H100.
MfuCurve llama3_mfu_curve();

/// MFU at `gpus`, linear in log(gpus) between the points and that of the nearest point beyond them.
double mfu_at(const MfuCurve& curve, double gpus);
/// The same with each point's own bubble taken out and a bubble of `ratio` put in.
double mfu_at(const MfuCurve& curve, double gpus, double ratio);

/// What a training run comes to, at full speed and without failures.
struct TrainingPlan {
  double flops = 0.0;
  double peak_flops = 0.0;  ///< Of one accelerator [FLOP/s].
  double gpus = 0.0;
  double micro_batches = 0.0;  ///< Of one data parallel rank in a step; 0 without a layout.
  double bubble_ratio = 0.0;
  double mfu = 0.0;           ///< Heat loss included.
  bool beyond_curve = false;  ///< The scale lies outside the points that MFU comes from.

  double step_s = 0.0;
  std::int64_t steps = 0;
  double tokens_per_s = 0.0;
  double run_s = 0.0;  ///< All steps, without the start-up.
  double checkpoint_bytes = 0.0;
  compute::PowerSwing step_power;  ///< All its accelerators.

  double gpu_hours() const { return run_s / 3600.0 * gpus; }
};

/// Everything about the parameters that contradicts, all at once.
std::vector<Problem> find_training_problems(const TrainingParams& params);

/// Throws ScenarioError with all problems.
TrainingPlan plan_training(const TrainingParams& params);

}  // namespace gigawatt::jobs
