// SPDX-License-Identifier: Apache-2.0

// Serving at a site. At the start of each regular plant interval a serving workload looks at its
// demand, asks for replicas or lets some go, and serves the interval with those that run. A replica
// is a job without an end: it waits, starts, fails and is throttled like any other, and a new one
// serves from the next interval on, which stands for the time to load its weights. Its nodes draw
// the power of the interval's prefills and decodes. Docs: docs/models/jobs/serving.md.

#include <algorithm>

#include "models/site.h"

namespace gigawatt {

namespace {

constexpr std::int64_t kPpm = 1'000'000;

}  // namespace

void Site::serve(TimeNs now) {
  for (std::size_t i = 0; i < state_.serving.size(); ++i) {
    const ServingModel& model = model_->serving[i];
    ServingLoad& load = state_.serving[i];
    scale_replicas(now, model, load);

    const std::int64_t replicas = static_cast<std::int64_t>(replicas_.size());
    const PartitionState& partition = state_.partitions[model.partition];
    load.demand->set_replicas(state_.dark ? 0 : replicas);
    load.demand->set_speed_ppm(std::int64_t{partition.work_clock.speed()} * kPpm /
                               ClassClock::kFullSpeed);
    const TimeNs next_tick =
        model_->start_ns + (state_.interval_index + 1) * model_->plant_interval_ns;
    const TimeNs until = std::min(next_tick, model_->end_ns);
    load.latest = load.demand->advance(now, until);

    const std::int64_t full_mw = model_->partitions[model.partition].dynamic_mw.back();
    for (const std::uint32_t slot : replicas_) {
      set_dynamic_power(now, slot, full_mw * load.latest.power_ppm / kPpm,
                        static_cast<std::int32_t>(load.latest.busy_ppm));
    }

    ServingTotals& totals = load.totals;
    totals.offered += load.latest.offered;
    totals.served += load.latest.served;
    totals.dropped += load.latest.dropped;
    totals.rerouted += load.latest.rerouted;
    totals.misses += load.latest.misses;
    totals.replica_ns += Int128(replicas) * (until - now);
    totals.busy_ppm_ns += Int128(replicas) * (until - now) * load.latest.busy_ppm;
    totals.worst_ttft_p99_s = std::max(totals.worst_ttft_p99_s, load.latest.ttft_p99_s);
    totals.ttft_p99_requests +=
        load.latest.ttft_p99_s * static_cast<double>(load.latest.served.requests);
    if (sink_) sink_->write_serving(index_, {now, model.workload, replicas, &load.latest});
  }
}

/// Submits the replicas that are missing, ends the latest of those that are too many; leaves the
/// slots of the running ones in replicas_.
void Site::scale_replicas(TimeNs now, const ServingModel& model, ServingLoad& load) {
  replicas_.clear();
  std::int64_t waiting = 0;
  for (std::uint32_t slot = 0; slot < state_.jobs.size(); ++slot) {
    const LiveJob& live = state_.jobs[slot];
    if (live.job.workload != model.workload || live.left) continue;
    if (live.sequence != 0) {
      replicas_.push_back(slot);
    } else {
      ++waiting;
    }
  }
  const std::int64_t wanted = load.demand->replicas_wanted(now);
  for (std::int64_t more = wanted - std::ssize(replicas_) - waiting; more > 0; --more) {
    jobs::Job replica;
    replica.id = load.next_replica++;
    replica.workload = model.workload;
    replica.submit_ns = now;
    replica.nodes = model.nodes_per_replica;
    replica.work_ns = model_->end_ns - model_->start_ns + kNsPerDay;  // beyond the run
    replica.limit_ns = kNever;
    replica.utilisation_ppm = 0;
    submit(replica, model.partition);
  }
  std::sort(replicas_.begin(), replicas_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return state_.jobs[a].sequence < state_.jobs[b].sequence;
  });
  while (std::ssize(replicas_) > wanted) {
    end_job(now, replicas_.back(), JobEnd::completed);
    replicas_.pop_back();
  }
}

}  // namespace gigawatt
