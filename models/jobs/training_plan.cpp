// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/training_plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

/// Measured values, or those without a bubble.
double interpolate(const MfuCurve& curve, double gpus, bool without_bubble) {
  const auto value = [&](std::size_t i) {
    return curve.mfu[i] * (without_bubble ? 1.0 + curve.bubble[i] : 1.0);
  };
  if (gpus <= curve.gpus.front()) return value(0);
  if (gpus >= curve.gpus.back()) return value(curve.gpus.size() - 1);
  const auto right = static_cast<std::size_t>(
      std::upper_bound(curve.gpus.begin(), curve.gpus.end(), gpus) - curve.gpus.begin());
  const double way =
      std::log(gpus / curve.gpus[right - 1]) / std::log(curve.gpus[right] / curve.gpus[right - 1]);
  return value(right - 1) + way * (value(right) - value(right - 1));
}

MfuCurve curve_of(const TrainingParams& params) {
  return params.mfu_by_scale.gpus.empty() ? llama3_mfu_curve() : params.mfu_by_scale;
}

/// Model replicas take tensor · context · pipeline accelerators each.
std::int64_t gpus_per_replica(const ParallelLayout& layout) {
  return layout.tensor * layout.context * layout.pipeline;
}

double micro_batches_of(const TrainingParams& params) {
  const ParallelLayout& layout = *params.layout;
  const std::int64_t replicas = layout.data.value_or(params.gpus / gpus_per_replica(layout));
  return params.batch_tokens /
         (static_cast<double>(params.sequence) * static_cast<double>(layout.micro_batch) *
          static_cast<double>(replicas));
}

}  // namespace

double training_flops(double active_parameters, double tokens) {
  return 6.0 * active_parameters * tokens;
}

double achieved_flops(double flops, double gpu_hours) {
  return flops / (gpu_hours * 3600.0);
}

double bubble_ratio(std::int64_t stages, std::int64_t virtual_stages, double micro_batches) {
  return static_cast<double>(stages - 1) / (static_cast<double>(virtual_stages) * micro_batches);
}

double heat_loss_frac(const HeatLossParams& heat, double inlet_k) {
  const double way = (inlet_k - heat.mild_k) / (heat.hot_k - heat.mild_k);
  return heat.loss_frac * std::clamp(way, 0.0, 1.0);
}

MfuCurve llama3_mfu_curve() {
  // 16 stages and 32 or 16 micro-batches; 8 virtual stages are an inference: docs page.
  return {{8192, 16384}, {0.43, 0.41}, {bubble_ratio(16, 8, 32), bubble_ratio(16, 8, 16)}};
}

double mfu_at(const MfuCurve& curve, double gpus) {
  return interpolate(curve, gpus, false);
}

double mfu_at(const MfuCurve& curve, double gpus, double ratio) {
  return interpolate(curve, gpus, true) / (1.0 + ratio);
}

std::vector<Problem> find_training_problems(const TrainingParams& params) {
  std::vector<Problem> problems;
  const auto add = [&](const char* key, std::string what, std::string expected) {
    problems.push_back(
        problem_at(key_path(params.path, key), std::move(what), std::move(expected)));
  };

  const AcceleratorPeaks& part = published(params.accelerator);
  if (params.precision == Precision::fp8 && !part.fp8_flops && !params.peak_flops)
    add("precision", fmt::format("no FP8 peak of {} is published", part.name),
        "precision: bf16, or `peak:`");
  if (params.batch_tokens > params.tokens)
    add("batch", "a step takes more tokens than there are", "a batch of at most `tokens`");

  if (params.layout) {
    const ParallelLayout& layout = *params.layout;
    const std::int64_t replica = gpus_per_replica(layout);
    const std::int64_t product = replica * layout.data.value_or(1);
    if (layout.data ? product != params.gpus : params.gpus % replica != 0) {
      add("layout", fmt::format("its ranks come to {} accelerators, not {}", product, params.gpus),
          layout.data ? "tensor · context · pipeline · data = gpus"
                      : "gpus that are a multiple of tensor · context · pipeline");
    } else if (const double micro_batches = micro_batches_of(params); micro_batches < 1.0) {
      add("batch",
          fmt::format("each data parallel rank gets {:.3g} micro-batches a step", micro_batches),
          "one or more: a larger batch, shorter sequences or fewer ranks");
    }
  }

  const MfuCurve& curve = params.mfu_by_scale;
  if (curve.gpus.size() != curve.mfu.size())
    add("mfu_by_scale", fmt::format("{} scales but {} values", curve.gpus.size(), curve.mfu.size()),
        "one mfu for each of gpus");
  if (std::adjacent_find(curve.gpus.begin(), curve.gpus.end(), std::greater_equal<>()) !=
      curve.gpus.end())
    add("mfu_by_scale.gpus", "the scales do not rise", "ascending numbers of accelerators");
  const bool needs_bubbles = params.layout && !params.mfu && !curve.gpus.empty();
  if ((needs_bubbles || !curve.bubble.empty()) && curve.bubble.size() != curve.gpus.size())
    add("mfu_by_scale.bubble",
        fmt::format("{} scales but {} bubble ratios", curve.gpus.size(), curve.bubble.size()),
        "one for each run, to be taken out before that of `layout` is put in");

  if (params.heat && !(params.heat->hot_k > params.heat->mild_k))
    add("heat.hot",
        fmt::format("hot, {:.2f} K, is not above mild, {:.2f} K", params.heat->hot_k,
                    params.heat->mild_k),
        "hot > mild");
  return problems;
}

TrainingPlan plan_training(const TrainingParams& params) {
  if (auto problems = find_training_problems(params); !problems.empty())
    throw ScenarioError(std::move(problems));

  TrainingPlan plan;
  const AcceleratorPeaks& part = published(params.accelerator);
  plan.flops = training_flops(params.parameters, params.tokens);
  plan.peak_flops = params.peak_flops.value_or(
      params.precision == Precision::fp8 ? part.fp8_flops.value_or(0.0) : part.bf16_flops);
  plan.gpus = static_cast<double>(params.gpus);

  if (params.layout) {
    plan.micro_batches = micro_batches_of(params);
    plan.bubble_ratio =
        bubble_ratio(params.layout->pipeline, params.layout->virtual_stages, plan.micro_batches);
  }
  if (params.mfu) {
    plan.mfu = *params.mfu;
  } else {
    const MfuCurve curve = curve_of(params);
    plan.mfu =
        params.layout ? mfu_at(curve, plan.gpus, plan.bubble_ratio) : mfu_at(curve, plan.gpus);
    plan.beyond_curve = plan.gpus < curve.gpus.front() || plan.gpus > curve.gpus.back();
  }
  if (params.heat) plan.mfu *= 1.0 - heat_loss_frac(*params.heat, params.heat->inlet_k);

  const double flops_per_s = plan.gpus * plan.peak_flops * plan.mfu;
  plan.step_s = training_flops(params.parameters, params.batch_tokens) / flops_per_s;
  plan.steps = static_cast<std::int64_t>(std::ceil(params.tokens / params.batch_tokens));
  plan.tokens_per_s = params.batch_tokens / plan.step_s;
  plan.run_s = plan.flops / flops_per_s;
  plan.checkpoint_bytes =
      params.checkpoint_bytes_per_parameter * params.total_parameters.value_or(params.parameters);
  plan.step_power = compute::step_swing(plan.gpus, part.power_w, plan.step_s,
                                        {.high_share = 1.0 - params.exposed_communication});
  return plan;
}

}  // namespace gigawatt::jobs
