// SPDX-License-Identifier: Apache-2.0
#include "sim/results/recorder.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace gigawatt {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Adds `term` to `sum` and its rounding error to `error`. Knuth's two-sum finds the same error as
/// Neumaier's variant of Kahan summation without its branch, so the loops around it vectorise
/// (Neumaier 1974, ZAMM 54; Knuth, TAOCP vol. 2, 4.2.2).
inline void add_compensated(double& sum, double& error, double term) {
  const double next = sum + term;
  const double virtual_term = next - sum;
  error += (sum - (next - virtual_term)) + (term - virtual_term);
  sum = next;
}

}  // namespace

Recorder::Recorder(std::size_t site, std::size_t channel_count, TimeNs start_ns,
                   std::int64_t interval_ns)
    : site_(site),
      interval_ns_(interval_ns),
      interval_start_ns_(start_ns),
      interval_end_ns_(saturating_add(start_ns, interval_ns)),
      filled_to_ns_(start_ns),
      integral_(channel_count),
      integral_error_(channel_count),
      min_(channel_count),
      max_(channel_count),
      mean_(channel_count),
      total_sum_(channel_count),
      total_error_(channel_count),
      totals_(channel_count) {
  assert(interval_ns > 0);
  clear_interval();
}

void Recorder::clear_interval() {
  std::fill(integral_.begin(), integral_.end(), 0.0);
  std::fill(integral_error_.begin(), integral_error_.end(), 0.0);
  std::fill(min_.begin(), min_.end(), kInfinity);
  std::fill(max_.begin(), max_.end(), -kInfinity);
}

void Recorder::add(TimeNs from_ns, TimeNs to_ns, std::span<const double> values) {
  assert(from_ns == filled_to_ns_ && to_ns >= from_ns && to_ns <= interval_end_ns_);
  assert(values.size() == integral_.size());
  if (to_ns == from_ns) return;

  const double span_s = to_seconds(to_ns - from_ns);
  const std::size_t count = integral_.size();
  const double* __restrict value = values.data();
  double* __restrict sum = integral_.data();
  double* __restrict error = integral_error_.data();
  for (std::size_t channel = 0; channel < count; ++channel) {
    add_compensated(sum[channel], error[channel], value[channel] * span_s);
  }
  double* __restrict least = min_.data();
  double* __restrict greatest = max_.data();
  for (std::size_t channel = 0; channel < count; ++channel) {
    least[channel] = value[channel] < least[channel] ? value[channel] : least[channel];
    greatest[channel] = value[channel] > greatest[channel] ? value[channel] : greatest[channel];
  }
  filled_to_ns_ = to_ns;
}

void Recorder::close(TimeNs now_ns, RowSink* sink) {
  assert(now_ns == filled_to_ns_ && now_ns <= interval_end_ns_);
  if (now_ns == interval_start_ns_) return;

  const double span_s = to_seconds(now_ns - interval_start_ns_);
  for (std::size_t channel = 0; channel < integral_.size(); ++channel) {
    add_compensated(total_sum_[channel], total_error_[channel], integral_[channel]);
    total_error_[channel] += integral_error_[channel];
    totals_[channel] = total_sum_[channel] + total_error_[channel];
    integral_[channel] += integral_error_[channel];
    // A channel that never had a value has no extremes. Rounding may not push a mean out of range.
    if (min_[channel] > max_[channel]) min_[channel] = max_[channel] = kNan;
    mean_[channel] = std::min(std::max(integral_[channel] / span_s, min_[channel]), max_[channel]);
  }
  if (sink != nullptr) {
    sink->write_row(site_, interval_start_ns_, now_ns, mean_, min_, max_, integral_);
  }

  interval_start_ns_ = now_ns;
  if (now_ns == interval_end_ns_) interval_end_ns_ = saturating_add(now_ns, interval_ns_);
  clear_interval();
}

}  // namespace gigawatt
