// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_curve.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {

namespace {

void check(const CurveCase& curve) {
  if (curve.input_tokens < 1 || curve.output_tokens < 1 || curve.chunk_tokens < 2)
    throw DomainError(fmt::format(
        "requests of {} + {} tokens in chunks of {}; expected 1 or more, chunks of 2 or more",
        curve.input_tokens, curve.output_tokens, curve.chunk_tokens));
  if (!(curve.accelerator_w > 0.0))
    throw DomainError(
        fmt::format("power per accelerator is {} W; expected more than 0", curve.accelerator_w));
}

/// Iterations with a chunk among all.
double chunk_share(const CurveCase& curve, double users) {
  const auto chunk = static_cast<double>(curve.chunk_tokens) - users;
  return users * static_cast<double>(curve.input_tokens) /
         (static_cast<double>(curve.output_tokens) * chunk);
}

/// Time [s] of an iteration of `users` decodes and `prompt` tokens of prompts.
double iteration_s(const CurveCase& curve, double users, double prompt) {
  const StepCost& cost = curve.replica.cost;
  const auto input = static_cast<double>(curve.input_tokens);
  const double context = users * (input + 0.5 * static_cast<double>(curve.output_tokens) +
                                  static_cast<double>(curve.replica.sequence_tokens));
  const double tokens = users + prompt;
  // A chunk meets half of a prompt on average, and reads what of it came before the chunk.
  const double pairs = prompt * 0.5 * (input + 1.0);
  const double earlier = std::max(0.0, 0.5 * (input - prompt));
  const double memory_ps =
      static_cast<double>(cost.weights(static_cast<std::int64_t>(tokens))) +
      static_cast<double>(cost.read_ps) * (context + (prompt > 0.0 ? earlier : 0.0));
  const double compute_ps = static_cast<double>(cost.flop_ps) * tokens +
                            static_cast<double>(cost.attend_ps) * context +
                            cost.attend_prefill_ps * pairs;
  return 1e-12 * (std::max(memory_ps, compute_ps) + static_cast<double>(cost.overhead_ps) +
                  static_cast<double>(cost.link_ps) * tokens);
}

}  // namespace

std::int64_t most_users(const CurveCase& curve) {
  check(curve);
  const std::int64_t longest =
      curve.input_tokens + curve.output_tokens + curve.replica.sequence_tokens;
  // chunk_share = 1: every iteration carries a chunk.
  const std::int64_t prefilled =
      curve.chunk_tokens * curve.output_tokens / (curve.input_tokens + curve.output_tokens);
  return std::min({curve.replica.kv_tokens / longest, prefilled, curve.chunk_tokens - 1});
}

CurvePoint curve_point(const CurveCase& curve, std::int64_t users) {
  if (users < 1 || users > most_users(curve))
    throw DomainError(fmt::format(
        "{} users; the KV cache and the prefill of {}-token chunks carry 1 to {} requests of {} + "
        "{} tokens",
        users, curve.chunk_tokens, most_users(curve), curve.input_tokens, curve.output_tokens));

  const auto batch = static_cast<double>(users);
  const double share = chunk_share(curve, batch);
  const double step_s =
      share * iteration_s(curve, batch, static_cast<double>(curve.chunk_tokens) - batch) +
      (1.0 - share) * iteration_s(curve, batch, 0.0);

  CurvePoint point;
  point.users = users;
  point.tokens_per_s_per_user = 1.0 / step_s;
  point.output_per_s = batch / (step_s * static_cast<double>(curve.replica.tp));
  point.total_per_s = point.output_per_s *
                      static_cast<double>(curve.input_tokens + curve.output_tokens) /
                      static_cast<double>(curve.output_tokens);
  point.total_per_s_per_mw = point.total_per_s * 1e6 / curve.accelerator_w;
  return point;
}

CurvePoint at_interactivity(const CurveCase& curve, double tokens_per_s_per_user) {
  if (curve_point(curve, 1).tokens_per_s_per_user < tokens_per_s_per_user)
    throw DomainError(fmt::format(
        "{} tokens/s per user is more than one user alone gets ({:.1f}); use more accelerators per "
        "replica or ask for less",
        tokens_per_s_per_user, curve_point(curve, 1).tokens_per_s_per_user));
  // More users never make a step shorter.
  std::int64_t enough = 1;
  std::int64_t too_many = most_users(curve) + 1;
  while (too_many - enough > 1) {
    const std::int64_t middle = enough + (too_many - enough) / 2;
    (curve_point(curve, middle).tokens_per_s_per_user >= tokens_per_s_per_user ? enough
                                                                               : too_many) = middle;
  }
  return curve_point(curve, enough);
}

}  // namespace gigawatt::jobs
