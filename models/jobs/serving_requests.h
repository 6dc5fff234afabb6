// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "models/jobs/request_trace.h"
#include "sim/engine/random.h"

namespace gigawatt::jobs {

/// Requests in order of arrival.
class RequestSource {
 public:
  virtual ~RequestSource() = default;
  virtual bool next(Request& request) = 0;  ///< False when there are no more.
};

/// The requests of a trace, as they are.
class TraceRequests final : public RequestSource {
 public:
  explicit TraceRequests(std::vector<Request> requests) : requests_(std::move(requests)) {}
  bool next(Request& request) override;

 private:
  std::vector<Request> requests_;
  std::size_t at_ = 0;
};

/// Lengths drawn from the requests of a trace: row by row, so that the quantiles of prompts and of
/// outputs are the trace's own and long prompts keep their outputs.
class LengthTable {
 public:
  /// Throws DomainError without requests.
  explicit LengthTable(const std::vector<Request>& trace);
  /// One length for all.
  static LengthTable constant(std::int32_t input_tokens, std::int32_t output_tokens);

  void draw(double uniform, Request& request) const;
  double mean_input() const { return mean_input_; }
  double mean_output() const { return mean_output_; }

 private:
  std::vector<std::pair<std::int32_t, std::int32_t>> rows_;
  double mean_input_ = 0.0;
  double mean_output_ = 0.0;
};

/// Gaps between arrivals with a mean and a coefficient of variation of 1 or more: exponential at 1,
/// else one of two exponentials with equal shares of the time (hyperexponential, balanced means).
struct BurstGaps {
  double cv = 1.0;

  /// In units of the mean.
  double draw(RandomDraws& draws) const;
};

/// Draws requests: request n is the same whatever was drawn before it.
class DrawnRequests final : public RequestSource {
 public:
  /// `requests_per_s` on average from `start_ns` on, `count` in all. Throws DomainError for a rate
  /// that is not positive or a CV below 1.
  DrawnRequests(std::uint64_t seed, std::string_view name,
                std::shared_ptr<const LengthTable> lengths, double requests_per_s, BurstGaps gaps,
                TimeNs start_ns, std::uint64_t count);
  bool next(Request& request) override;

 private:
  RandomStream stream_;
  std::shared_ptr<const LengthTable> lengths_;
  double mean_gap_ns_;
  BurstGaps gaps_;
  TimeNs at_ns_;
  std::uint64_t number_ = 0;
  std::uint64_t count_;
};

}  // namespace gigawatt::jobs
