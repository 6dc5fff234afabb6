// SPDX-License-Identifier: Apache-2.0
#include "models/faults/job_hazard.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/engine/portable_math.h"
#include "sim/engine/time.h"

namespace gigawatt::faults {
namespace {

double beside_nodes_per_s(double rate_per_node_s, std::uint32_t nodes, double mtbf_s) {
  const double rest_per_s = 1.0 / mtbf_s - rate_per_node_s * nodes;
  if (rest_per_s > 0.0) return rest_per_s;
  throw DomainError(fmt::format(
      "job hazard: {} nodes alone fail every {:.6g} s, more often than the {:.6g} s measured for "
      "the whole job; lower the rate of the nodes",
      nodes, 1.0 / (rate_per_node_s * nodes), mtbf_s));
}

}  // namespace

double JobHazard::at(std::uint32_t nodes) const {
  if (exponent == 0.0) return rate_per_s;
  return rate_per_s * portable::exp(exponent * portable::log(static_cast<double>(nodes)));
}

std::int64_t JobHazard::time_to_fault_ns(RandomDraws draws, std::uint32_t nodes) const {
  const double hazard_per_s = at(nodes);
  if (!(hazard_per_s > 0.0)) return kNever;
  const double time_s = draws.exponential(1.0 / hazard_per_s);
  return time_s < 9.2e9 ? std::max<std::int64_t>(1, from_seconds(time_s)) : kNever;
}

JobHazard fit_job_hazard(double rate_per_node_s, std::uint32_t small_nodes, double small_mtbf_s,
                         std::uint32_t large_nodes, double large_mtbf_s) {
  assert(small_nodes >= 1 && large_nodes > small_nodes);
  const double small = beside_nodes_per_s(rate_per_node_s, small_nodes, small_mtbf_s);
  const double large = beside_nodes_per_s(rate_per_node_s, large_nodes, large_mtbf_s);
  JobHazard hazard;
  hazard.exponent =
      portable::log(large / small) / portable::log(static_cast<double>(large_nodes) / small_nodes);
  hazard.rate_per_s =
      small / portable::exp(hazard.exponent * portable::log(static_cast<double>(small_nodes)));
  return hazard;
}

}  // namespace gigawatt::faults
