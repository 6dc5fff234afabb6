// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/distributions.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/jobs/fitting.h"

namespace gigawatt::jobs {
namespace {

double mean_of_doublings(const std::vector<double>& shares) {
  double mean = 0.0;
  for (std::size_t k = 0; k < shares.size(); ++k)
    mean += shares[k] * std::ldexp(1.0, static_cast<int>(k));
  return mean;
}

/// Shares falling (or rising) by `ratio` from `least_share` of the first at the least.
std::vector<double> shares_of_ratio(std::size_t count, double ratio) {
  std::vector<double> shares(count);
  double power = 1.0;
  double rest = 0.0;
  for (std::size_t k = 0; k < count; ++k, power *= ratio) {
    shares[k] = power;
    if (k > 0) rest += power;
  }
  const double first = count == 1 ? 1.0 : std::max(0.5, 1.0 / (1.0 + rest));
  shares[0] = first;
  for (std::size_t k = 1; k < count; ++k)
    shares[k] *= rest > 0.0 ? (1.0 - first) / rest : 0.0;
  return shares;
}

}  // namespace

double SizeTable::mean_gpus() const {
  double mean = 0.0;
  for (const Entry& entry : entries)
    mean += entry.share * entry.gpus;
  return mean;
}

double SizeTable::mean_nodes() const {
  double mean = 0.0;
  for (const Entry& entry : entries)
    mean += entry.share * entry.nodes;
  return mean;
}

std::vector<double> geometric_shares(std::size_t count, double mean) {
  const double ratio = solve_rising(
      0.0, 64.0, mean, [&](double r) { return mean_of_doublings(shares_of_ratio(count, r)); });
  return shares_of_ratio(count, quantised(ratio));
}

FateModel fit_fates(const FateShares& by_job, const FateShares& by_gpu_time, const SizeTable& sizes,
                    const RunTimeLaw& run_time) {
  const std::array job{by_job.completes, by_job.cancelled, by_job.fails};
  const std::array gpu_time{by_gpu_time.completes, by_gpu_time.cancelled, by_gpu_time.fails};
  const double total_gpu_s = sizes.mean_gpus() * run_time.mean_s();

  // Large jobs are a share J of jobs with a share G of time. Small and large shares s, l follow
  // from
  //   J l + (1 − J) s = by_job,   G l + (1 − G) s = by_gpu_time.
  // Of the thresholds that make all of them positive, take the one with the most room to spare.
  FateModel best;
  std::array<double, 3> small{};
  std::array<double, 3> large{};
  double best_least = -1e9;
  const double highest = std::log(run_time.max_s() * sizes.entries.back().gpus);
  for (int step = 1; step < 1000; ++step) {
    const double threshold_gpu_s = std::exp(highest * step / 1000.0);
    double jobs_above = 0.0;
    double time_above = 0.0;
    for (const SizeTable::Entry& size : sizes.entries) {
      jobs_above += size.share * run_time.share_above(threshold_gpu_s / size.gpus);
      time_above += size.share * size.gpus * run_time.mean_above_s(threshold_gpu_s / size.gpus);
    }
    time_above /= total_gpu_s;
    if (time_above - jobs_above < 1e-3) continue;

    std::array<double, 3> s{};
    std::array<double, 3> l{};
    double least = 1.0;
    for (std::size_t i = 0; i < 3; ++i) {
      const double difference = (gpu_time[i] - job[i]) / (time_above - jobs_above);
      s[i] = job[i] - jobs_above * difference;
      l[i] = s[i] + difference;
      least = std::min({least, s[i], l[i]});
    }
    if (least <= best_least) continue;
    best_least = least;
    best.threshold_gpu_s = threshold_gpu_s;
    small = s;
    large = l;
  }

  const auto shares = [](const std::array<double, 3>& raw) {
    const double a = std::max(raw[0], 0.0);
    const double b = std::max(raw[1], 0.0);
    const double c = std::max(raw[2], 0.0);
    const double sum = a + b + c;
    return FateShares{quantised(a / sum), quantised(b / sum), quantised(c / sum)};
  };
  if (best_least == -1e9) return {0.0, by_job, by_job, false};
  best.small = shares(small);
  best.large = shares(large);
  best.exact = best_least >= 0.0;
  return best;
}

}  // namespace gigawatt::jobs
