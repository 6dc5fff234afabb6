// SPDX-License-Identifier: Apache-2.0

// What a router may do with a site, between the two halves of an instant.

#include "models/site.h"
#include "sim/engine/energy_units.h"

namespace gigawatt {

void Site::account_workloads(std::size_t count) {
  state_.workload_use.assign(count, {});
}

void Site::hand_over(TimeNs now, const jobs::Job& job) {
  state_.arrivals.hand_over(now, job);
}

void Site::waiting_jobs(std::uint32_t partition, std::vector<std::uint32_t>& slots) const {
  state_.partitions[partition].scheduler->for_each_queued(
      [](void* context, const jobs::QueuedJob& job) {
        static_cast<std::vector<std::uint32_t>*>(context)->push_back(job.slot);
      },
      &slots);
}

bool Site::withdraw(std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  PartitionState& state = state_.partitions[live.partition];
  if (!state.scheduler->withdraw(live.order)) return false;
  state.queued_node_ns -= Int128(live.job.nodes) * live.limit_ns;
  state.wants_pass = true;
  --state_.counts.submitted;
  state_.job_statistics.withdraw(live.job);
  if (!state_.workload_use.empty()) --state_.workload_use[live.job.workload].jobs;
  live.left = true;
  state_.free_slots.push_back(slot);
  return true;
}

/// Time and energy of an attempt that ends now, for its workload. The price is the mean over the
/// attempt.
void Site::account_attempt(const LiveJob& live, double energy_j) {
  WorkloadUse& use = state_.workload_use[live.job.workload];
  const Partition& partition = model_->partitions[live.partition];
  const TimeNs now = state_.now_ns;
  use.gpu_ns += Int128(live.job.nodes) * partition.gpus_per_node * (now - live.start_ns);
  use.node_energy_j += energy_j;
  if (now > live.start_ns) {
    use.node_energy_cost_usd +=
        energy_j / kJPerKwh * model_->price_usd_per_kwh.mean(live.start_ns, now);
  }
}

}  // namespace gigawatt
