// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/engine/random.h"

namespace gigawatt::faults {

/// What strikes a job as such (its software, its user, the scheduler), beside its nodes:
///   rate · nodes^exponent   [1/s]
/// Why one rate is not enough: docs/models/faults/faults.md.
struct JobHazard {
  double rate_per_s = 0.0;  ///< Of a job on one node.
  double exponent = 0.0;    ///< 0: whatever its size; 1: per node.

  double at(std::uint32_t nodes) const;  ///< [1/s].
  /// Running time [ns] until it strikes an attempt; kNever if it never does. Key the draws by job
  /// and attempt: RandomStream(seed, workload path, "job-faults").at(job, attempt).
  std::int64_t time_to_fault_ns(RandomDraws draws, std::uint32_t nodes) const;
};

/// The hazard, through two measured mean times [s] of whole jobs of two sizes, when the nodes alone
/// fail at `rate_per_node_s`. Throws DomainError if the nodes fail more often than that already.
JobHazard fit_job_hazard(double rate_per_node_s, std::uint32_t small_nodes, double small_mtbf_s,
                         std::uint32_t large_nodes, double large_mtbf_s);

}  // namespace gigawatt::faults
