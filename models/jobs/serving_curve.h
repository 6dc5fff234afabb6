// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/jobs/serving_replica.h"

namespace gigawatt::jobs {

/// A replica that serves one kind of request to a fixed number of users without pause.
struct CurveCase {
  ReplicaModel replica;
  std::int64_t chunk_tokens = 8192;  ///< As in EngineParams, above 0.
  std::int64_t input_tokens = 1024;
  std::int64_t output_tokens = 1024;
  double accelerator_w = 0.0;  ///< All-in facility power per accelerator [W].
};

/// One point of throughput against interactivity.
struct CurvePoint {
  std::int64_t users = 0;              ///< Concurrent requests on the replica.
  double tokens_per_s_per_user = 0.0;  ///< Interactivity, 1 / TPOT.
  double output_per_s = 0.0;           ///< Output tokens per second and accelerator.
  double total_per_s = 0.0;            ///< Input and output tokens per second and accelerator.
  double total_per_s_per_mw = 0.0;     ///< The same per megawatt of `accelerator_w`.
};

/// Most users that decode at once: the KV cache holds their requests at full length, and the
/// prompts of their successors can be computed meanwhile.
std::int64_t most_users(const CurveCase& curve);

/// The steady state with `users` users in decode. A prompt takes input / (chunk − users)
/// iterations, so a share f = users · input / (output · (chunk − users)) of all carries a chunk,
/// and
///   TPOT = f · t(with chunk) + (1 − f) · t(decodes alone).
/// Throws DomainError if `users` is not within 1..most_users or lengths, chunk or power are not
/// positive. Docs: docs/models/jobs/serving.md.
CurvePoint curve_point(const CurveCase& curve, std::int64_t users);

/// The point with the most users that still gives each `tokens_per_s_per_user`. Throws DomainError
/// if one user alone gets less.
CurvePoint at_interactivity(const CurveCase& curve, double tokens_per_s_per_user);

}  // namespace gigawatt::jobs
