// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/jobs/llm_catalogue.h"
#include "models/jobs/serving_cluster.h"

namespace gigawatt::jobs {

// Dense peaks as published by the makers.
inline AcceleratorPeak a100() {
  return {.name = "a100",
          .bf16_flops = 312e12,
          .fp8_flops = 0.0,
          .fp4_flops = 0.0,
          .memory_bytes = 80e9,
          .memory_bytes_per_s = 2.0e12,
          .scale_up_bytes_per_s = 300e9};
}
inline AcceleratorPeak h100() {
  return {.name = "h100",
          .bf16_flops = 989.5e12,
          .fp8_flops = 1979e12,
          .fp4_flops = 0.0,
          .memory_bytes = 80e9,
          .memory_bytes_per_s = 3.35e12,
          .scale_up_bytes_per_s = 450e9};
}
inline AcceleratorPeak b200() {
  return {.name = "b200",
          .bf16_flops = 2250e12,
          .fp8_flops = 4500e12,
          .fp4_flops = 9000e12,
          .memory_bytes = 180e9,
          .memory_bytes_per_s = 7.7e12,
          .scale_up_bytes_per_s = 900e9};
}

inline const LlmCatalogue& shipped_llms() {
  static const LlmCatalogue catalogue = [] {
    LlmCatalogue read;
    read.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/llms.yaml");
    return read;
  }();
  return catalogue;
}

inline std::vector<Request> chat_trace() {
  return read_azure_requests(GIGAWATT_SOURCE_DIR "/scenarios/data/traces/azure_llm_2023_conv.csv");
}

inline std::shared_ptr<const ReplicaModel> llama_8b_on_a100() {
  return std::make_shared<ReplicaModel>(make_replica(shipped_llms().get("llama-3-8b"), a100(), {}));
}

/// A machine that takes `step_us` for any iteration: queues with a service time known by hand.
inline std::shared_ptr<const ReplicaModel> metronome(std::int64_t step_us, std::int64_t kv_tokens) {
  ReplicaModel model;
  model.cost.weights_ps = {step_us * 1'000'000};
  model.kv_tokens = kv_tokens;
  return std::make_shared<ReplicaModel>(model);
}

}  // namespace gigawatt::jobs
