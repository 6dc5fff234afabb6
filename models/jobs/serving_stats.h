// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "models/jobs/request_trace.h"
#include "sim/engine/quantile_histogram.h"

namespace gigawatt::jobs {

/// What a request must keep to count as served well. Infinite: no such promise.
struct ServiceLevel {
  double ttft_s = 2.0;   ///< Time to first token [s].
  double tpot_s = 0.05;  ///< Time per output token after the first [s].
};

/// No promise: batch inference.
inline constexpr ServiceLevel kNoServiceLevel{std::numeric_limits<double>::infinity(),
                                              std::numeric_limits<double>::infinity()};

/// A served request.
struct Completion {
  Request request;
  TimeNs first_ns = 0;  ///< First token out.
  TimeNs end_ns = 0;    ///< Last token out.
};

/// Requests and their tokens, in whole numbers.
struct TokenCount {
  std::int64_t requests = 0;
  std::int64_t input = 0;
  std::int64_t output = 0;

  void add(const Request& request) {
    ++requests;
    input += request.input_tokens;
    output += request.output_tokens;
  }
  TokenCount& operator+=(const TokenCount& other) {
    requests += other.requests;
    input += other.input;
    output += other.output;
    return *this;
  }
  friend TokenCount operator+(TokenCount a, const TokenCount& b) { return a += b; }
  friend TokenCount operator-(TokenCount a, const TokenCount& b) {
    return {a.requests - b.requests, a.input - b.input, a.output - b.output};
  }
  friend bool operator==(const TokenCount&, const TokenCount&) = default;
};

/// What came of the requests served, in memory that does not grow with their number.
struct ServingStats {
  ServiceLevel level;
  TokenCount served;
  std::int64_t misses = 0;  ///< Requests that broke the service level.
  QuantileHistogram ttft_ms;
  QuantileHistogram tpot_ms;  ///< Of requests with two output tokens or more.
  QuantileHistogram latency_ms;

  void add(const Completion& done) {
    served.add(done.request);
    const double ttft_s = to_seconds(done.first_ns - done.request.arrival_ns);
    ttft_ms.add(ttft_s * 1e3);
    latency_ms.add(to_seconds(done.end_ns - done.request.arrival_ns) * 1e3);
    bool missed = ttft_s > level.ttft_s;
    if (done.request.output_tokens > 1) {
      const double tpot_s =
          to_seconds(done.end_ns - done.first_ns) / (done.request.output_tokens - 1);
      tpot_ms.add(tpot_s * 1e3);
      missed = missed || tpot_s > level.tpot_s;
    }
    misses += missed ? 1 : 0;
  }

  double miss_share() const {
    return served.requests == 0
               ? 0.0
               : static_cast<double>(misses) / static_cast<double>(served.requests);
  }
};

}  // namespace gigawatt::jobs
