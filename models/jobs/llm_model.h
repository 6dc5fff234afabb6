// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gigawatt::jobs {

/// Number format of weights, activations in matrix products, or the KV cache.
enum class Precision { bf16, fp8, fp4 };

/// Bytes per number: 2, 1, and 17/32 for four-bit blocks of 32 with a shared 8-bit scale (MXFP4).
double bytes_per_number(Precision precision);
std::string_view name_of(Precision precision);

/// What a language model is to the machine that serves it. Numbers and sources:
/// scenarios/catalog/llms.yaml; formulas: docs/models/jobs/llm.md.
struct LlmModel {
  std::string name;
  std::string doc;
  std::int64_t layers = 0;
  std::int64_t hidden = 0;
  std::int64_t heads = 0;       ///< Query heads.
  std::int64_t kv_heads = 0;    ///< Of grouped-query attention; equal to `heads` without grouping.
  std::int64_t head_dim = 0;    ///< Width of a query/key head.
  std::int64_t value_dim = 0;   ///< Width of a value head; `head_dim` for all but MLA.
  std::int64_t latent_dim = 0;  ///< Multi-head latent attention: numbers cached per layer and token
                                ///< (compressed KV + rotary key); 0 = plain keys and values.
  std::int64_t latent_value_dim = 0;  ///< The part of `latent_dim` that stands for the values.
  std::int64_t window = 0;            ///< Sliding window [tokens] of `windowed_layers`.
  std::int64_t windowed_layers = 0;   ///< Layers that see the window only.
  double parameters = 0.0;            ///< All weights.
  double active_parameters = 0.0;     ///< Used by one token.
  std::int64_t experts = 0;           ///< Routed experts per mixture layer; 0 = dense.
  std::int64_t experts_per_token = 0;
  std::int64_t expert_layers = 0;      ///< Layers with routed experts.
  double expert_parameters = 0.0;      ///< Of one expert in one layer.
  std::int64_t max_context = 0;        ///< [tokens]
  Precision native = Precision::bf16;  ///< As published.
  std::string source;                  ///< Of its layers, with the date.
  std::string parameters_source;       ///< Of `parameters`.

  bool is_mixture() const { return experts > 0; }
};

/// KV cache [bytes] that one token of full context takes:
///   2 · layers · kv_heads · head_dim · bytes,   or   layers · latent_dim · bytes (MLA).
/// Of the layers that see the whole context; for the others see `window_tokens`.
double kv_bytes_per_token(const LlmModel& llm, Precision kv);

/// What the full windows of one sequence's sliding-window layers weigh, in tokens of full context:
/// window · windowed layers / other layers. 0 without such layers.
std::int64_t window_tokens(const LlmModel& llm);

/// Weights [bytes] at one precision throughout.
double weight_bytes(const LlmModel& llm, Precision weights);

/// Expected number of distinct experts of one layer that `tokens` tokens choose together, with
/// choices spread evenly: E · (1 − (1 − k/E)^tokens). 0 for a dense model.
double expected_distinct_experts(const LlmModel& llm, double tokens);

/// Parameters whose weights an iteration over `tokens` tokens reads: all of a dense model; of a
/// mixture, everything but the routed experts plus the distinct experts chosen.
double parameters_read(const LlmModel& llm, double tokens);

/// Attention work per query token and token of context [FLOP], all layers that see the whole
/// context: 2 · layers · heads · (key width + value width). In decode, MLA works on the latent.
double attention_flops(const LlmModel& llm, bool decode);

}  // namespace gigawatt::jobs
