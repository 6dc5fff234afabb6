// SPDX-License-Identifier: Apache-2.0
#include "models/faults/spares.h"

#include <cassert>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

namespace gigawatt::faults {
namespace {

/// Least k with cdf(k) ≥ probability. Boost's own rounding of discrete quantiles is approximate at
/// the ends, so its guess is walked to the right place.
template <class Counts>
std::uint32_t least_count(const Counts& counts, double probability, std::uint32_t most) {
  const double guess = boost::math::quantile(counts, probability);
  auto k = static_cast<std::uint32_t>(guess < most ? guess : most);
  while (k > 0 && boost::math::cdf(counts, k - 1) >= probability)
    --k;
  while (k < most && boost::math::cdf(counts, k) < probability)
    ++k;
  return k;
}

}  // namespace

double share_down(double mean_up_s, double mean_down_s) {
  assert(mean_up_s > 0.0 && mean_down_s >= 0.0);
  return mean_down_s / (mean_up_s + mean_down_s);
}

std::uint32_t nodes_down_percentile(std::uint32_t nodes, double down, double percentile) {
  assert(down >= 0.0 && down <= 1.0 && percentile > 0.0 && percentile < 1.0);
  if (nodes == 0 || down == 0.0) return 0;
  if (down == 1.0) return nodes;
  return least_count(boost::math::binomial_distribution<double>(nodes, down), percentile, nodes);
}

std::uint32_t spares_for(double units_out, double percentile) {
  assert(units_out >= 0.0 && percentile > 0.0 && percentile < 1.0);
  if (units_out == 0.0) return 0;
  // A failure finds a spare of S if fewer than S are out: P(X ≤ S − 1).
  return 1 + least_count(boost::math::poisson_distribution<double>(units_out), percentile,
                         1'000'000'000u);
}

double rack_availability(std::uint32_t nodes, std::uint32_t needed, double down) {
  assert(needed <= nodes && down >= 0.0 && down <= 1.0);
  // At most nodes − needed are down.
  return boost::math::cdf(boost::math::binomial_distribution<double>(nodes, down), nodes - needed);
}

double erlang_b(std::uint32_t servers, double load) {
  double blocked = 1.0;
  for (std::uint32_t server = 1; server <= servers; ++server)
    blocked = load * blocked / (server + load * blocked);
  return blocked;
}

double erlang_c(std::uint32_t servers, double load) {
  if (load >= servers) return 1.0;
  const double blocked = erlang_b(servers, load);
  return blocked / (1.0 - load / servers * (1.0 - blocked));
}

}  // namespace gigawatt::faults
