// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_roofline.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;
// Where a mixture's distinct experts are within 1e-4 of all, more tokens change nothing that
// counts.
constexpr double kAllExperts = 1.0 - 1e-4;
constexpr std::int64_t kMostWeightRows = 1 << 16;

double peak_flops(const AcceleratorPeak& peak, Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return peak.bf16_flops;
    case Precision::fp8:
      return peak.fp8_flops;
    case Precision::fp4:
      break;
  }
  // Four-bit weights without four-bit arithmetic are widened to bf16 after they were read.
  return peak.fp4_flops > 0.0 ? peak.fp4_flops : peak.bf16_flops;
}

double usable_flops(const AcceleratorPeak& peak, Precision precision) {
  const double flops = peak_flops(peak, precision);
  if (!(flops > 0.0))
    throw DomainError(fmt::format("accelerator '{}' has no {} arithmetic; choose another precision",
                                  peak.name, name_of(precision)));
  return flops;
}

/// Rounded up, so that no part of the work is free.
std::int64_t to_ps(double seconds) {
  return static_cast<std::int64_t>(std::ceil(seconds * kPicosecondsPerSecond));
}

double usable_bytes(const AcceleratorPeak& peak, const ReplicaShape& shape, std::int64_t tp) {
  return static_cast<double>(tp) * peak.memory_bytes * shape.memory_share;
}

bool fits(const LlmModel& llm, const AcceleratorPeak& peak, const ReplicaShape& shape,
          std::int64_t tp) {
  return usable_bytes(peak, shape, tp) >=
         weight_bytes(llm, shape.weights) + kv_bytes_per_token(llm, shape.kv);
}

void check(const AcceleratorPeak& peak, const ReplicaShape& shape) {
  if (shape.tp < 1)
    throw DomainError(fmt::format("tensor parallelism is {}; expected 1 or more", shape.tp));
  if (!(peak.memory_bytes > 0.0) || !(peak.memory_bytes_per_s > 0.0))
    throw DomainError(
        fmt::format("accelerator '{}' has no memory size or bandwidth; give both", peak.name));
  if (!(shape.memory_share > 0.0 && shape.memory_share <= 1.0))
    throw DomainError(
        fmt::format("memory share is {}; expected above 0 and at most 1", shape.memory_share));
}

}  // namespace

double gemm_s(double parameters, double tokens, Precision precision, const AcceleratorPeak& peak,
              const RooflineEfficiency& efficiency) {
  const double memory_s =
      parameters * bytes_per_number(precision) / (peak.memory_bytes_per_s * efficiency.memory);
  const double compute_s =
      2.0 * parameters * tokens / (usable_flops(peak, precision) * efficiency.compute);
  return std::max(memory_s, compute_s);
}

std::int64_t least_accelerators(const LlmModel& llm, const AcceleratorPeak& peak,
                                const ReplicaShape& shape) {
  std::int64_t tp = 1;
  while (!fits(llm, peak, shape, tp))
    tp += tp < 8 ? tp : 8;
  return tp;
}

ReplicaModel make_replica(const LlmModel& llm, const AcceleratorPeak& peak,
                          const ReplicaShape& shape, const RooflineEfficiency& efficiency) {
  check(peak, shape);
  if (!fits(llm, peak, shape, shape.tp))
    throw DomainError(fmt::format(
        "'{}' in {} takes {:.1f} GB, but {} x '{}' offer {:.1f} GB; it needs {} accelerators per "
        "replica, or a smaller precision",
        llm.name, name_of(shape.weights), weight_bytes(llm, shape.weights) * 1e-9, shape.tp,
        peak.name, usable_bytes(peak, shape, shape.tp) * 1e-9,
        least_accelerators(llm, peak, shape)));

  const auto tp = static_cast<double>(shape.tp);
  const double bytes_per_s = tp * peak.memory_bytes_per_s * efficiency.memory;
  const double flops = tp * usable_flops(peak, shape.weights) * efficiency.compute;
  const double attention_per_s = tp * usable_flops(peak, Precision::bf16) * efficiency.compute;

  ReplicaModel replica;
  replica.tp = shape.tp;
  replica.sequence_tokens = window_tokens(llm);
  replica.kv_tokens = static_cast<std::int64_t>(
      (usable_bytes(peak, shape, shape.tp) - weight_bytes(llm, shape.weights)) /
      kv_bytes_per_token(llm, shape.kv));

  StepCost& cost = replica.cost;
  const double per_number = bytes_per_number(shape.weights);
  for (std::int64_t tokens = 0; tokens < kMostWeightRows; ++tokens) {
    const auto count = static_cast<double>(std::max<std::int64_t>(tokens, 1));
    const double distinct = expected_distinct_experts(llm, count);
    const bool all = distinct >= kAllExperts * static_cast<double>(llm.experts);
    cost.weights_ps.push_back(to_ps(parameters_read(llm, count) * per_number / bytes_per_s));
    if (all) break;
  }
  cost.read_ps = to_ps(kv_bytes_per_token(llm, shape.kv) / bytes_per_s);
  cost.flop_ps = to_ps(2.0 * llm.active_parameters / flops);
  cost.attend_ps = to_ps(attention_flops(llm, true) / attention_per_s);
  cost.attend_prefill_ps = attention_flops(llm, false) / attention_per_s * kPicosecondsPerSecond;
  cost.overhead_ps = to_ps(shape.step_overhead_s);

  // Two all-reduces per layer, each moving 2 (tp − 1) / tp of the hidden state over every link.
  if (shape.tp > 1) {
    const double collectives = 2.0 * static_cast<double>(llm.layers);
    cost.overhead_ps += to_ps(collectives * efficiency.collective_latency_s);
    if (peak.scale_up_bytes_per_s > 0.0)
      cost.link_ps =
          to_ps(collectives * 2.0 * (tp - 1.0) / tp * 2.0 * static_cast<double>(llm.hidden) /
                (peak.scale_up_bytes_per_s * efficiency.link));
  }
  return replica;
}

}  // namespace gigawatt::jobs
