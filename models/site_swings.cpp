// SPDX-License-Identifier: Apache-2.0

// What workloads change in the power of their jobs: caps, smoothing, and the swings of each step.

#include "models/site.h"

namespace gigawatt {

std::int64_t Site::dynamic_mw_in(const LiveJob& live, std::size_t phase,
                                 std::int32_t utilisation_ppm) const {
  const Partition& partition = model_->partitions[live.partition];
  if (model_->workload_power.empty()) return partition.dynamic_at(utilisation_ppm);
  const WorkloadPower& power = model_->workload_power[live.job.workload];
  const std::int64_t wanted_mw = power.dynamic_mw.empty()
                                     ? partition.dynamic_at(utilisation_ppm)
                                     : power.dynamic_mw[table_step(utilisation_ppm)];
  const bool fills = power.swing && phase >= power.swing->first_phase;
  return fills ? wanted_mw + power.swing->filler_mw : wanted_mw;
}

/// With the first phase that has steps; a no-op in the phases after it.
void Site::begin_swing(TimeNs now, LiveJob& live) {
  const std::optional<NodeSwing>& swing = model_->workload_power[live.job.workload].swing;
  if (!swing || live.swings || live.phase < swing->first_phase) return;
  SwingState& swings = *state_.swings;
  live.swings = true;
  live.swing_begun_ns = now;
  live.swing_begun_energy_ns = state_.energy_clock.at(now);
  swings.spectral_share = std::max(swings.spectral_share, swing->spectral_share);
  swings.watch.begin(
      now, swing_load(swing->shape, live.dynamic_mw, live.job.nodes, swings.watch.windows_ns()));
}

void Site::end_swing(TimeNs now, LiveJob& live) {
  const NodeSwing& swing = *model_->workload_power[live.job.workload].swing;
  SwingState& swings = *state_.swings;
  live.swings = false;
  swings.filler_energy += Int128(swing.filler_mw) * live.job.nodes *
                          (state_.energy_clock.at(now) - live.swing_begun_energy_ns);
  if (now >= model_->end_ns) return;  // the run ends, not the job
  swings.watch.end(
      now, live.swing_begun_ns,
      swing_load(swing.shape, live.dynamic_mw, live.job.nodes, swings.watch.windows_ns()));
}

}  // namespace gigawatt
