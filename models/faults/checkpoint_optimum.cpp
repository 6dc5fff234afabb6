// SPDX-License-Identifier: Apache-2.0
#include "models/faults/checkpoint_optimum.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>

#include <boost/math/tools/toms748_solve.hpp>
#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::faults {

double job_mtbf_s(double nodes, double rate_per_node_s, double job_rate_per_s) {
  assert(nodes >= 0.0 && rate_per_node_s >= 0.0 && job_rate_per_s >= 0.0);
  const double rate_per_s = nodes * rate_per_node_s + job_rate_per_s;
  return rate_per_s > 0.0 ? 1.0 / rate_per_s : std::numeric_limits<double>::infinity();
}

double young_interval_s(const CheckpointCost& cost) {
  return std::sqrt(2.0 * cost.checkpoint_s * cost.mtbf_s);
}

double daly_first_order_period_s(const CheckpointCost& cost) {
  const double mtbf_s = cost.mtbf_s + cost.downtime_s + cost.restart_s;
  return std::sqrt(2.0 * mtbf_s * cost.checkpoint_s) + cost.checkpoint_s;
}

double rfo_period_s(const CheckpointCost& cost) {
  const double up_s = cost.mtbf_s - cost.downtime_s - cost.restart_s;
  if (!(up_s > 0.0))
    throw DomainError(fmt::format(
        "checkpoint: the job fails every {:.6g} s and needs {:.6g} s to come back; the first order "
        "period wants a longer time between failures",
        cost.mtbf_s, cost.downtime_s + cost.restart_s));
  return std::sqrt(2.0 * up_s * cost.checkpoint_s);
}

double daly_interval_s(const CheckpointCost& cost) {
  const double half = cost.checkpoint_s / (2.0 * cost.mtbf_s);
  if (half >= 1.0) return cost.mtbf_s;
  return young_interval_s(cost) * (1.0 + std::sqrt(half) / 3.0 + half / 9.0) - cost.checkpoint_s;
}

// With x = T/µ and c = C/µ the derivative of the efficiency vanishes where x + e^(−x) − 1 = c.
// The left side rises from 0, is below c at x = c and above it at x = c + 1: one root between.
double optimal_period_s(const CheckpointCost& cost) {
  assert(cost.mtbf_s > 0.0 && cost.checkpoint_s > 0.0);
  const double c = cost.checkpoint_s / cost.mtbf_s;
  std::uintmax_t steps = 100;
  const auto bracket = boost::math::tools::toms748_solve(
      [c](double x) { return x + std::expm1(-x) - c; }, c, c + 1.0,
      boost::math::tools::eps_tolerance<double>(50), steps);
  return 0.5 * (bracket.first + bracket.second) * cost.mtbf_s;
}

double exponential_efficiency(const CheckpointCost& cost, double period_s) {
  assert(period_s > cost.checkpoint_s);
  return (period_s - cost.checkpoint_s) /
         ((cost.mtbf_s + cost.downtime_s) * std::exp(cost.restart_s / cost.mtbf_s) *
          std::expm1(period_s / cost.mtbf_s));
}

double first_order_waste(const CheckpointCost& cost, double period_s) {
  const double blocked = cost.checkpoint_s / period_s;
  return blocked +
         (1.0 - blocked) * (cost.downtime_s + cost.restart_s + 0.5 * period_s) / cost.mtbf_s;
}

double expected_ettr(const CheckpointCost& cost, double interval_s) {
  const double lost_s = cost.downtime_s + cost.restart_s + 0.5 * interval_s;
  return std::max(0.0, 1.0 - lost_s / cost.mtbf_s);
}

}  // namespace gigawatt::faults
