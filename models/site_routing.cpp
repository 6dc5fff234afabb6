// SPDX-License-Identifier: Apache-2.0

// What a router may do with a site, between the two halves of an instant.

#include <algorithm>

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
  forget_submission(live);
  live.left = true;
  state_.free_slots.push_back(slot);
  return true;
}

/// The job is counted where it goes.
void Site::forget_submission(const LiveJob& live) {
  --state_.counts.submitted;
  state_.job_statistics.withdraw(live.job);
  if (!state_.workload_use.empty()) --state_.workload_use[live.job.workload].jobs;
}

// ── Running jobs ───────────────────────────────────────────────────────────────────────────────

void Site::jobs_at_work(std::vector<std::uint32_t>& slots) const {
  const std::size_t before = slots.size();
  for (std::uint32_t slot = 0; slot < state_.jobs.size(); ++slot) {
    const LiveJob& live = state_.jobs[slot];
    if (live.sequence != 0 && !live.hangs && !live.restarts && !live.leaves) slots.push_back(slot);
  }
  std::sort(slots.begin() + static_cast<std::ptrdiff_t>(before), slots.end(),
            [this](std::uint32_t a, std::uint32_t b) {
              return state_.jobs[a].order < state_.jobs[b].order;
            });
}

std::int64_t Site::time_left_ns(TimeNs now, std::uint32_t slot) const {
  const LiveJob& live = state_.jobs[slot];
  const std::int64_t done_ns =
      state_.partitions[live.partition].work_clock.at(now) - live.start_work_ns;
  const std::int64_t work_left_ns = faults::attempt_length_ns(live.plan, live.attempt()) - done_ns;
  const bool in_real_time = model_->scheduler.limit == LimitClock::wall;
  return std::min(work_left_ns, in_real_time ? live.limit_end_ns - now : live.limit_ns - done_ns);
}

std::uint64_t Site::write_to_move(TimeNs now, std::uint32_t slot, std::int64_t write_ns) {
  LiveJob& live = state_.jobs[slot];
  PartitionState& state = state_.partitions[live.partition];
  live.leaves = true;
  live.leaves_work_ns = state.work_clock.at(now);
  live.sequence = state_.next_sequence++;  // what it expected is void
  state.completions.push({saturating_add(live.leaves_work_ns, write_ns), live.sequence, 0, slot});
  return live.sequence;
}

bool Site::writes_to_move(std::uint32_t slot, std::uint64_t sequence) const {
  return state_.jobs[slot].sequence == sequence;
}

void Site::take_in(const jobs::Job& job, std::uint32_t partition, const JobPast& past) {
  ++state_.moves.arrived;
  submit(job, partition, past);
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
