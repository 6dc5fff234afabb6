// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/replication.h"

#include <cmath>
#include <numeric>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt {
namespace {

constexpr std::size_t kBatch = 5;
constexpr std::size_t kLeastBatches = 5;  // That a mean may rest on.

}  // namespace

MeanInterval mean_interval(std::span<const double> replicates, double confidence) {
  if (replicates.size() < 2)
    throw DomainError(fmt::format(
        "{} replicates have no confidence interval; run two or more seeds", replicates.size()));
  if (!(confidence > 0.0 && confidence < 1.0))
    throw DomainError(fmt::format("confidence is {}; expected between 0 and 1", confidence));
  for (std::size_t i = 0; i < replicates.size(); ++i)
    if (!std::isfinite(replicates[i]))
      throw DomainError(fmt::format("replicate {} is {}; expected a number", i, replicates[i]));

  const auto count = static_cast<double>(replicates.size());
  const double mean = std::accumulate(replicates.begin(), replicates.end(), 0.0) / count;
  double squares = 0.0;
  for (const double value : replicates)
    squares += (value - mean) * (value - mean);
  const double standard_error = std::sqrt(squares / (count - 1.0) / count);
  const boost::math::students_t student(count - 1.0);
  const double t = boost::math::quantile(boost::math::complement(student, (1.0 - confidence) / 2));
  return {mean, t * standard_error, replicates.size()};
}

std::optional<std::size_t> warm_up_length(std::span<const double> series) {
  const std::size_t batches = series.size() / kBatch;
  if (batches < 2 * kLeastBatches) return {};

  // From the back, mean and squares of the rest by Welford's update; ties go to the longer rest.
  double mean = 0.0;
  double squares = 0.0;
  double least = 0.0;
  std::size_t cut = batches;
  for (std::size_t first = batches; first-- > 0;) {
    const auto batch = series.subspan(first * kBatch, kBatch);
    const double value = std::accumulate(batch.begin(), batch.end(), 0.0) / kBatch;
    const auto rest = static_cast<double>(batches - first);
    const double step = value - mean;
    mean += step / rest;
    squares += step * (value - mean);
    // The last few batches agree by chance: they are no evidence.
    if (batches - first < kLeastBatches) continue;
    const double error = squares / (rest * rest);
    if (cut == batches || error <= least) {
      least = error;
      cut = first;
    }
  }
  if (2 * cut > batches) return {};
  return cut * kBatch;
}

MeanInterval steady_mean_interval(std::span<const std::vector<double>> series, double confidence) {
  if (series.empty()) return mean_interval({}, confidence);
  const std::size_t length = series.front().size();
  std::vector<double> average(length, 0.0);
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i].size() != length)
      throw DomainError(fmt::format("series {} has {} values, the first {}; expected equal lengths",
                                    i, series[i].size(), length));
    for (std::size_t j = 0; j < length; ++j)
      average[j] += series[i][j] / static_cast<double>(series.size());
  }
  const auto warm_up = warm_up_length(average);
  if (!warm_up)
    throw DomainError(
        fmt::format("series of {} values do not settle: their warm-up would be more than half of "
                    "them; simulate longer",
                    length));

  std::vector<double> means;
  for (const std::vector<double>& one : series) {
    const auto steady = std::span(one).subspan(*warm_up);
    means.push_back(std::accumulate(steady.begin(), steady.end(), 0.0) /
                    static_cast<double>(steady.size()));
  }
  return mean_interval(means, confidence);
}

}  // namespace gigawatt
