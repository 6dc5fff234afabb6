// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/llm_model.h"

#include <algorithm>
#include <cmath>

namespace gigawatt::jobs {
namespace {

double full_layers(const LlmModel& llm) {
  return static_cast<double>(llm.layers - llm.windowed_layers);
}

/// Numbers cached per layer and token.
double cached_numbers(const LlmModel& llm) {
  if (llm.latent_dim > 0) return static_cast<double>(llm.latent_dim);
  return static_cast<double>(llm.kv_heads * (llm.head_dim + llm.value_dim));
}

}  // namespace

double bytes_per_number(Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return 2.0;
    case Precision::fp8:
      return 1.0;
    case Precision::fp4:
      break;
  }
  return 17.0 / 32.0;
}

std::string_view name_of(Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return "bf16";
    case Precision::fp8:
      return "fp8";
    case Precision::fp4:
      break;
  }
  return "fp4";
}

double kv_bytes_per_token(const LlmModel& llm, Precision kv) {
  return full_layers(llm) * cached_numbers(llm) * bytes_per_number(kv);
}

std::int64_t window_tokens(const LlmModel& llm) {
  if (llm.windowed_layers == 0) return 0;
  return llm.window * llm.windowed_layers / (llm.layers - llm.windowed_layers);
}

double weight_bytes(const LlmModel& llm, Precision weights) {
  return llm.parameters * bytes_per_number(weights);
}

double expected_distinct_experts(const LlmModel& llm, double tokens) {
  if (!llm.is_mixture()) return 0.0;
  const auto experts = static_cast<double>(llm.experts);
  const double missed = 1.0 - static_cast<double>(llm.experts_per_token) / experts;
  return experts * (1.0 - std::pow(missed, tokens));
}

double parameters_read(const LlmModel& llm, double tokens) {
  if (!llm.is_mixture()) return llm.parameters;
  const double per_expert = static_cast<double>(llm.expert_layers) * llm.expert_parameters;
  const double always = llm.parameters - per_expert * static_cast<double>(llm.experts);
  return always + per_expert * expected_distinct_experts(llm, tokens);
}

double attention_flops(const LlmModel& llm, bool decode) {
  const bool latent = decode && llm.latent_dim > 0;
  const auto key = static_cast<double>(latent ? llm.latent_dim : llm.head_dim);
  const auto value = static_cast<double>(latent ? llm.latent_value_dim : llm.value_dim);
  return 2.0 * full_layers(llm) * static_cast<double>(llm.heads) * (key + value);
}

}  // namespace gigawatt::jobs
