// SPDX-License-Identifier: Apache-2.0
#include "models/faults/fault_model.h"

#include "sim/engine/time.h"

namespace gigawatt::faults {

double FaultModel::interruptions_per_s(std::uint32_t nodes) const {
  double per_s = 0.0;
  if (log)
    per_s = nodes * static_cast<double>(log->outage_count()) /
            (static_cast<double>(log->servers.size()) * to_seconds(log->span_ns));
  else if (const double up_s = up.mean_s(); up_s > 0.0)
    per_s = nodes / up_s * (1.0 - drain_share);
  // A run of n nodes that begins anywhere touches 1 + (n − 1) / d domains of d nodes on average.
  if (nodes > 0)
    for (const FailureDomain& domain : domains)
      per_s += (1.0 + (nodes - 1.0) / domain.nodes_per_domain) / domain.mean_between_s;
  return per_s;
}

}  // namespace gigawatt::faults
