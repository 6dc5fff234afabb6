// SPDX-License-Identifier: Apache-2.0

// A site whose rows, PDUs and feeds carry only so much: what its jobs and idle nodes take of it.
// Docs: docs/models/jobs/row_limits.md.

#include <algorithm>
#include <cmath>

#include "models/site.h"

namespace gigawatt {

/// Tells the limits what each node of the job may draw above idle. The power of replicas and of
/// lent nodes follows what they serve, so they count as fully used.
void Site::expect_power(const LiveJob& live, std::uint32_t slot) {
  const Partition& partition = model_->partitions[live.partition];
  const std::int64_t node_mw = model_->rules(live.job.workload).keeps_work
                                   ? partition.dynamic_mw.back()
                                   : largest_dynamic_mw(live);
  state_.row_limits->expect(
      slot, std::llround(static_cast<double>(node_mw) * partition.start_input_factor));
}

/// Rows take jobs by the coolant of the interval that ends.
void Site::follow_coolant(TimeNs now, double supply_k) {
  if (!state_.row_limits || model_->distribution->coolant_set_k == 0.0) return;
  if (!state_.row_limits->follow_coolant(now, supply_k - model_->distribution->coolant_set_k))
    return;
  for (PartitionState& partition : state_.partitions)
    partition.wants_pass = true;
}

/// So many more nodes of a rack are up (or fewer). Jobs get all but its hot spares, and of nodes
/// that are down the spares are missing first.
void Site::offer_nodes(std::uint32_t partition_index, std::uint32_t rack, std::int64_t change) {
  const Partition& partition = model_->partitions[partition_index];
  PartitionState& state = state_.partitions[partition_index];
  if (!partition.hot_spares.empty()) {
    const std::int64_t most = partition.scheduler.domain_nodes[rack];
    const std::int64_t before = std::min<std::int64_t>(state.rack_nodes_up[rack], most);
    state.rack_nodes_up[rack] += static_cast<std::uint32_t>(change);
    const std::int64_t offered = std::min<std::int64_t>(state.rack_nodes_up[rack], most) - before;
    state.spares_up += static_cast<std::uint32_t>(change - offered);
    change = offered;
  }
  if (change != 0) state.scheduler->change_free_nodes_in(rack, change);
}

}  // namespace gigawatt
