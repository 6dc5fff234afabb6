// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_autoscaler.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {

void check(const AutoscalerParams& params) {
  if (!(params.target_load > 0.0))
    throw DomainError(fmt::format("the target load is {}; expected above 0, 0.7 for example",
                                  params.target_load));
  if (params.min_replicas < 0 || params.max_replicas < params.min_replicas)
    throw DomainError(fmt::format("replicas from {} to {}; expected 0 <= min <= max",
                                  params.min_replicas, params.max_replicas));
  if (params.up_delay_ns < 0 || params.down_delay_ns < 0)
    throw DomainError("a scaling delay is negative; expected 0 or more");
}

std::int64_t replicas_for(const AutoscalerParams& params, double requests_per_s,
                          double capacity_per_s) {
  const double asked = std::ceil(requests_per_s / (capacity_per_s * params.target_load));
  // Compared as numbers first: a demand beyond all counts is the maximum, not an overflow.
  if (asked >= static_cast<double>(params.max_replicas)) return params.max_replicas;
  return std::max(params.min_replicas, static_cast<std::int64_t>(asked));
}

AutoscalerState autoscale(const AutoscalerParams& params, AutoscalerState state, TimeNs now_ns,
                          double requests_per_s, double capacity_per_s) {
  const std::int64_t asked = replicas_for(params, requests_per_s, capacity_per_s);
  state.wanted = std::clamp(state.wanted, params.min_replicas, params.max_replicas);

  if (asked > state.wanted) {
    state.fewer_since_ns.reset();
    state.least_more = state.more_since_ns ? std::min(state.least_more, asked) : asked;
    if (!state.more_since_ns) state.more_since_ns = now_ns;
    if (now_ns - *state.more_since_ns >= params.up_delay_ns) {
      state.wanted = state.least_more;
      state.more_since_ns.reset();
    }
  } else if (asked < state.wanted) {
    state.more_since_ns.reset();
    state.most_fewer = state.fewer_since_ns ? std::max(state.most_fewer, asked) : asked;
    if (!state.fewer_since_ns) state.fewer_since_ns = now_ns;
    if (now_ns - *state.fewer_since_ns >= params.down_delay_ns) {
      state.wanted = state.most_fewer;
      state.fewer_since_ns.reset();
    }
  } else {
    state.more_since_ns.reset();
    state.fewer_since_ns.reset();
  }
  return state;
}

}  // namespace gigawatt::jobs
