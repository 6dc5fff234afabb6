// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_requests.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {

bool TraceRequests::next(Request& request) {
  if (at_ == requests_.size()) return false;
  request = requests_[at_++];
  return true;
}

LengthTable::LengthTable(const std::vector<Request>& trace) {
  if (trace.empty()) throw DomainError("a length table needs at least one request");
  rows_.reserve(trace.size());
  double input = 0.0;
  double output = 0.0;
  for (const Request& request : trace) {
    rows_.emplace_back(request.input_tokens, request.output_tokens);
    input += request.input_tokens;
    output += request.output_tokens;
  }
  mean_input_ = input / static_cast<double>(rows_.size());
  mean_output_ = output / static_cast<double>(rows_.size());
}

LengthTable LengthTable::constant(std::int32_t input_tokens, std::int32_t output_tokens) {
  return LengthTable({Request{0, input_tokens, output_tokens}});
}

void LengthTable::draw(double uniform, Request& request) const {
  const auto row = static_cast<std::size_t>(uniform * static_cast<double>(rows_.size()));
  request.input_tokens = rows_[std::min(row, rows_.size() - 1)].first;
  request.output_tokens = rows_[std::min(row, rows_.size() - 1)].second;
}

// Balanced means: branch i is taken with p_i and has mean 1 / (2 p_i), where
//   p = (1 ± √((cv² − 1) / (cv² + 1))) / 2.
// The square root is exact on every machine.
double BurstGaps::draw(RandomDraws& draws) const {
  if (cv == 1.0) return draws.exponential(1.0);
  const double square = cv * cv;
  const double often = 0.5 * (1.0 + std::sqrt((square - 1.0) / (square + 1.0)));
  const double taken = draws.uniform() < often ? often : 1.0 - often;
  return draws.exponential(0.5 / taken);
}

DrawnRequests::DrawnRequests(std::uint64_t seed, std::string_view name,
                             std::shared_ptr<const LengthTable> lengths, double requests_per_s,
                             BurstGaps gaps, TimeNs start_ns, std::uint64_t count)
    : stream_(seed, name, "request"),
      lengths_(std::move(lengths)),
      mean_gap_ns_(1e9 / requests_per_s),
      gaps_(gaps),
      at_ns_(start_ns),
      count_(count) {
  if (!(requests_per_s > 0.0))
    throw DomainError(
        fmt::format("the request rate is {} per second; expected more than 0", requests_per_s));
  if (!(gaps.cv >= 1.0))
    throw DomainError(fmt::format(
        "the coefficient of variation of arrival gaps is {}; expected 1 (Poisson) or more",
        gaps.cv));
}

bool DrawnRequests::next(Request& request) {
  if (number_ == count_) return false;
  RandomDraws draws = stream_.at(number_++);
  at_ns_ += static_cast<std::int64_t>(mean_gap_ns_ * gaps_.draw(draws) + 0.5);
  request.arrival_ns = at_ns_;
  lengths_->draw(draws.uniform(), request);
  return true;
}

}  // namespace gigawatt::jobs
