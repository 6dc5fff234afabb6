// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/run_time_law.h"

#include <algorithm>
#include <cmath>

#include "models/jobs/fitting.h"
#include "sim/engine/portable_math.h"

namespace gigawatt::jobs {
namespace {

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

}  // namespace

double ClippedLogNormal::share_above(double time_s) const {
  if (time_s >= max_s) return 0.0;
  if (time_s <= 0.0) return 1.0;
  if (sigma == 0.0) return std::log(time_s) < mu ? 1.0 : 0.0;
  return normal_cdf((mu - std::log(time_s)) / sigma);
}

double ClippedLogNormal::mean_above_s(double time_s) const {
  if (time_s >= max_s) return 0.0;
  if (sigma == 0.0) return share_above(time_s) * std::min(std::exp(mu), max_s);
  const double centre = mu + sigma * sigma;
  const double above_max = normal_cdf((centre - std::log(max_s)) / sigma);
  const double above_time = time_s <= 0.0 ? 1.0 : normal_cdf((centre - std::log(time_s)) / sigma);
  const double cut = normal_cdf((mu - std::log(max_s)) / sigma);
  return std::exp(mu + 0.5 * sigma * sigma) * (above_time - above_max) + max_s * cut;
}

double ClippedLogNormal::mean_s() const {
  return mean_above_s(0.0);
}

double ClippedLogNormal::variance_s2() const {
  const double mean = mean_s();
  if (sigma == 0.0) return 0.0;
  // E[X²] as the mean, with twice the exponent: the square of a log-normal is one.
  const double cut = (std::log(max_s) - mu) / sigma;
  const double square = std::exp(2.0 * (mu + sigma * sigma)) * normal_cdf(cut - 2.0 * sigma) +
                        max_s * max_s * normal_cdf(-cut);
  return square - mean * mean;
}

std::optional<ClippedLogNormal> fit_log_normal(double median_s, double mean_s, double max_s) {
  // Half of the draws lie below the median however wide the spread, so the mean stays below
  // (0 + max) / 2; 0.49 keeps sigma sane.
  if (!(median_s > 0.0) || mean_s < median_s || mean_s > 0.49 * max_s) return std::nullopt;
  const double mu = quantised(std::log(median_s));
  const double sigma = solve_rising(
      0.0, 12.0, mean_s, [&](double s) { return ClippedLogNormal{mu, s, max_s}.mean_s(); });
  const ClippedLogNormal fitted{mu, mean_s == median_s ? 0.0 : quantised(sigma), max_s};
  if (std::abs(fitted.mean_s() - mean_s) > 1e-6 * mean_s) return std::nullopt;
  return fitted;
}

QuantileTable::QuantileTable(std::span<const RunTimePoint> points) {
  for (const RunTimePoint& point : points) {
    share_.push_back(point.share);
    time_s_.push_back(point.time_s);
    ln_s_.push_back(portable::log(point.time_s));
  }
}

double QuantileTable::at_s(double share) const {
  const auto above = std::upper_bound(share_.begin() + 1, share_.end() - 1, share);
  const auto i = static_cast<std::size_t>(above - share_.begin());
  const double part = (share - share_[i - 1]) / (share_[i] - share_[i - 1]);
  return portable::exp(ln_s_[i - 1] + part * (ln_s_[i] - ln_s_[i - 1]));
}

double QuantileTable::share_above(double time_s) const {
  if (time_s < time_s_.front()) return 1.0;
  if (time_s >= time_s_.back()) return 0.0;
  const auto above = std::upper_bound(time_s_.begin(), time_s_.end(), time_s);
  const auto i = static_cast<std::size_t>(above - time_s_.begin());
  const double part = (std::log(time_s) - ln_s_[i - 1]) / (ln_s_[i] - ln_s_[i - 1]);
  return 1.0 - (share_[i - 1] + part * (share_[i] - share_[i - 1]));
}

double QuantileTable::mean_above_s(double time_s) const {
  // Between two points ∫ e^l dp over l from a to b is Δp (e^b − e^a) / (b − a).
  double sum = 0.0;
  for (std::size_t i = 1; i < share_.size(); ++i) {
    if (time_s_[i] <= time_s) continue;
    const double width = share_[i] - share_[i - 1];
    const double step = ln_s_[i] - ln_s_[i - 1];
    sum += step == 0.0 ? width * time_s_[i]
                       : width * (time_s_[i] - std::max(time_s_[i - 1], time_s)) / step;
  }
  return sum;
}

double RunTimeLaw::draw_s(RandomDraws& draws) const {
  if (!table.empty()) return table.at_s(draws.uniform());
  return std::min(draws.log_normal(log_normal.mu, log_normal.sigma), log_normal.max_s);
}

double RunTimeLaw::share_above(double time_s) const {
  return table.empty() ? log_normal.share_above(time_s) : table.share_above(time_s);
}

double RunTimeLaw::mean_above_s(double time_s) const {
  return table.empty() ? log_normal.mean_above_s(time_s) : table.mean_above_s(time_s);
}

double RunTimeLaw::mean_between_s(double factor, double least_s, double most_s) const {
  const double low_s = least_s / factor;
  const double high_s = most_s / factor;
  return least_s * (1.0 - share_above(low_s)) +
         factor * (mean_above_s(low_s) - mean_above_s(high_s)) + most_s * share_above(high_s);
}

}  // namespace gigawatt::jobs
