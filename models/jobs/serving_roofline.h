// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/jobs/llm_model.h"

namespace gigawatt::jobs {

/// Dense peaks of one accelerator. A peak it does not have is 0.
struct AcceleratorPeak {
  std::string name;
  double bf16_flops = 0.0;            ///< [FLOP/s]
  double fp8_flops = 0.0;             ///< [FLOP/s]
  double fp4_flops = 0.0;             ///< [FLOP/s]
  double memory_bytes = 0.0;          ///< [B]
  double memory_bytes_per_s = 0.0;    ///< [B/s]
  double scale_up_bytes_per_s = 0.0;  ///< Link to its neighbours, one way [B/s].
};

/// What of the peaks is reached. One pair for every model and accelerator, from measured H100
/// matrix products; source and error: docs/models/jobs/serving.md.
struct RooflineEfficiency {
  double memory = 0.86;                 ///< e_m [-]
  double compute = 0.725;               ///< e_f [-]
  double link = 0.81;                   ///< Of `scale_up_bytes_per_s` in an all-reduce [-].
  double collective_latency_s = 10e-6;  ///< Of one all-reduce [s].
};

/// One replica: `tp` accelerators that hold the weights once and work in step.
struct ReplicaShape {
  std::int64_t tp = 1;
  Precision weights = Precision::bf16;
  Precision kv = Precision::bf16;
  double memory_share = 0.9;     ///< Of memory for weights and KV cache [-].
  double step_overhead_s = 0.0;  ///< Fixed time per iteration beyond the roofline [s].
};

/// Seconds [s] that matrices of `parameters` weights take for `tokens` tokens on one accelerator:
///   max(parameters · bytes / (BW · e_m), 2 · parameters · tokens / (F · e_f)).
double gemm_s(double parameters, double tokens, Precision precision, const AcceleratorPeak& peak,
              const RooflineEfficiency& efficiency = {});

/// Cost of an iteration of a replica in whole picoseconds, so that sums over steps are exact:
///   time = max(memory, compute) + fixed,
///   memory  = weights[tokens] + read · context,
///   compute = flop · tokens + attend · context (decode) or + attend_prefill · pairs (prefill),
///   fixed   = overhead + link · tokens.
/// tokens: new tokens of the iteration; context: cached tokens that they look back on, summed over
/// sequences; pairs: (new, earlier) token pairs of a prompt.
struct StepCost {
  std::vector<std::int64_t> weights_ps;  ///< By tokens, from 0; the last holds beyond.
  std::int64_t read_ps = 0;              ///< Per context token.
  std::int64_t flop_ps = 0;              ///< Per new token.
  std::int64_t attend_ps = 0;            ///< Per context token of a decode.
  double attend_prefill_ps = 0.0;        ///< Per pair.
  std::int64_t overhead_ps = 0;
  std::int64_t link_ps = 0;  ///< Per new token.

  std::int64_t weights(std::int64_t tokens) const {
    const auto last = static_cast<std::int64_t>(weights_ps.size()) - 1;
    return weights_ps[static_cast<std::size_t>(tokens < last ? tokens : last)];
  }
};

/// A replica as the request engine sees it.
struct ReplicaModel {
  StepCost cost;
  std::int64_t kv_tokens = 0;        ///< Context tokens that fit beside the weights.
  std::int64_t sequence_tokens = 0;  ///< Sliding windows of a sequence, as context tokens.
  std::int64_t tp = 1;
};

/// Throws DomainError if the accelerator has no peak at the precision, or the weights do not fit
/// (naming how many accelerators they need).
ReplicaModel make_replica(const LlmModel& llm, const AcceleratorPeak& peak,
                          const ReplicaShape& shape, const RooflineEfficiency& efficiency = {});

/// Least number of accelerators whose memory holds the weights and one token of context: a power of
/// two up to 8, then a multiple of 8.
std::int64_t least_accelerators(const LlmModel& llm, const AcceleratorPeak& peak,
                                const ReplicaShape& shape);

}  // namespace gigawatt::jobs
