// SPDX-License-Identifier: Apache-2.0

// What workloads change in the power of their jobs: caps, smoothing, and the swings of each step.

#include "models/site.h"

namespace gigawatt {

namespace {

SwingLoad load_of(const NodeSwing& swing, const LiveJob& live, std::int64_t dynamic_mw,
                  const RampWindowsNs& windows_ns) {
  return live.swings ? swing_load(swing.shape, dynamic_mw, live.job.nodes, windows_ns)
                     : even_load(dynamic_mw, live.job.nodes);
}

}  // namespace

bool Site::steps_in_phase(std::uint16_t workload, std::size_t phase) const {
  if (model_->workload_power.empty()) return false;
  const std::optional<NodeSwing>& swing = model_->workload_power[workload].swing;
  return swing && phase >= swing->first_phase;
}

/// Of each node, with the filler of smoothing where there are steps.
std::int64_t Site::dynamic_mw_in(const LiveJob& live, std::int32_t utilisation_ppm,
                                 bool steps) const {
  const Partition& partition = model_->partitions[live.partition];
  if (model_->workload_power.empty()) return partition.dynamic_at(utilisation_ppm);
  const WorkloadPower& power = model_->workload_power[live.job.workload];
  const std::int64_t wanted_mw = power.dynamic_mw.empty()
                                     ? partition.dynamic_at(utilisation_ppm)
                                     : power.dynamic_mw[table_step(utilisation_ppm)];
  return steps ? wanted_mw + power.swing->filler_mw : wanted_mw;
}

/// From now on each node of a job whose workload swings draws `dynamic_mw` in the mean. Called
/// before `live.dynamic_mw` becomes that.
void Site::watch_power(TimeNs now, LiveJob& live, std::int64_t dynamic_mw) {
  const std::optional<NodeSwing>& swing = model_->workload_power[live.job.workload].swing;
  if (!swing) return;
  const bool steps = !live.restarts && steps_in_phase(live.job.workload, live.phase);
  if (live.watched) {
    if (live.swings == steps && live.dynamic_mw == dynamic_mw) return;
    unwatch_power(now, live);
  }
  SwingState& swings = *state_.swings;
  live.watched = true;
  live.swings = steps;
  live.watched_ns = now;
  live.watched_energy_ns = state_.energy_clock.at(now);
  if (steps) swings.spectral_share = std::max(swings.spectral_share, swing->spectral_share);
  swings.watch.begin(now, load_of(*swing, live, dynamic_mw, swings.watch.windows_ns()));
}

void Site::unwatch_power(TimeNs now, LiveJob& live) {
  const NodeSwing& swing = *model_->workload_power[live.job.workload].swing;
  SwingState& swings = *state_.swings;
  live.watched = false;
  if (live.swings)
    swings.filler_energy += Int128(swing.filler_mw) * live.job.nodes *
                            (state_.energy_clock.at(now) - live.watched_energy_ns);
  if (now >= model_->end_ns) return;  // the run ends, not the job
  swings.watch.end(now, live.watched_ns,
                   load_of(swing, live, live.dynamic_mw, swings.watch.windows_ns()));
}

}  // namespace gigawatt
