// SPDX-License-Identifier: Apache-2.0
#include "models/faults/fault_pattern.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include <boost/math/tools/toms748_solve.hpp>
#include <fmt/format.h>

#include "models/faults/distribution.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"

namespace gigawatt::faults {
namespace {

/// Where `f`, of opposite signs at the ends, vanishes between `low` and `high`, on a log scale.
template <class Function>
double solve_log(double low, double high, Function f) {
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      [&f](double x) { return f(std::exp(x)); }, std::log(low), std::log(high),
      boost::math::tools::eps_tolerance<double>(45), steps);
  return std::exp(0.5 * (bracket.first + bracket.second));
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Deviation over mean of the gaps between sorted starts.
double gap_variation(const std::vector<std::int64_t>& starts_ns) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < starts_ns.size(); ++i)
    gaps.push_back(static_cast<double>(starts_ns[i] - starts_ns[i - 1]));
  const double mean = sum_of(gaps) / static_cast<double>(gaps.size());
  double squares = 0.0;
  for (const double gap : gaps)
    squares += (gap - mean) * (gap - mean);
  return std::sqrt(squares / static_cast<double>(gaps.size())) / mean;
}

double ten_hours_share(const std::vector<std::int64_t>& starts_ns) {
  std::array<int, 24> by_hour{};
  for (const std::int64_t start_ns : starts_ns)
    ++by_hour[static_cast<std::size_t>(start_ns % kNsPerDay / kNsPerHour)];
  int most = 0;
  for (std::size_t first = 0; first < 24; ++first) {
    int sum = 0;
    for (std::size_t hour = first; hour < first + 10; ++hour)
      sum += by_hour[hour % 24];
    most = std::max(most, sum);
  }
  return most / static_cast<double>(starts_ns.size());
}

}  // namespace

FaultPattern describe(const FaultLog& log) {
  FaultPattern pattern;
  pattern.servers = static_cast<std::uint32_t>(log.servers.size());
  pattern.faults = static_cast<std::uint32_t>(log.outage_count());
  if (pattern.faults < 2 || pattern.servers < 10)
    throw DomainError(fmt::format(
        "fault log: {} outages of {} servers show no pattern; 2 and 10 or more are needed",
        pattern.faults, pattern.servers));

  std::vector<double> counts;
  std::vector<double> repairs_s;
  std::vector<std::int64_t> starts_ns;
  for (const auto& outages : log.servers) {
    counts.push_back(static_cast<double>(outages.size()));
    for (const Outage& outage : outages) {
      starts_ns.push_back(outage.start_ns);
      repairs_s.push_back(to_seconds(outage.length_ns));
    }
  }
  std::sort(counts.begin(), counts.end(), std::greater<>());
  std::sort(starts_ns.begin(), starts_ns.end());

  const double mean = sum_of(counts) / pattern.servers;
  pattern.mean_per_server = mean;
  for (const double count : counts)
    pattern.variance_per_server += (count - mean) * (count - mean) / pattern.servers;
  const auto tenth = counts.begin() + pattern.servers / 10;
  pattern.top_decile_share = std::accumulate(counts.begin(), tenth, 0.0) / pattern.faults;
  pattern.never_share =
      static_cast<double>(std::count(counts.begin(), counts.end(), 0.0)) / pattern.servers;
  pattern.gap_variation = gap_variation(starts_ns);
  pattern.ten_hours_share = ten_hours_share(starts_ns);

  pattern.mean_repair_s = sum_of(repairs_s) / pattern.faults;
  const Distribution repairs = Distribution::empirical(std::move(repairs_s));
  pattern.median_repair_s = repairs.quantile_s(0.5);
  pattern.p90_repair_s = repairs.quantile_s(0.9);
  return pattern;
}

double fit_frailty(double mean_per_server, double never_share) {
  if (!(mean_per_server > 0.0) || !(never_share < 1.0) ||
      never_share <= std::exp(-mean_per_server) * (1.0 + 1e-9))
    throw DomainError(
        fmt::format("frailty: {:.4g} of the servers never fail, but {:.4g} would if all were "
                    "alike; there is no "
                    "unevenness to fit",
                    never_share, std::exp(-mean_per_server)));
  return solve_log(1e-6, 1e9, [=](double k) {
    return -k * std::log1p(mean_per_server / k) - std::log(never_share);
  });
}

double fit_lemon_factor(double mean_per_server, double never_share, double lemon_share) {
  const auto never = [=](double factor) {
    const double sound = mean_per_server / (1.0 + lemon_share * (factor - 1.0));
    return (1.0 - lemon_share) * std::exp(-sound) + lemon_share * std::exp(-sound * factor);
  };
  constexpr double kMost = 1e6;
  if (!(never_share > never(1.0)) || never_share >= never(kMost))
    throw DomainError(fmt::format(
        "lemons: no factor makes {:.4g} of the servers never fail with {:.4g} of them lemons; it "
        "lies between {:.4g} and {:.4g}",
        never_share, lemon_share, never(1.0), never(kMost)));
  return solve_log(1.0, kMost, [=](double factor) { return never(factor) - never_share; });
}

}  // namespace gigawatt::faults
