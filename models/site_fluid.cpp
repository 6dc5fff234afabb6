// SPDX-License-Identifier: Apache-2.0

// Jobs as flows at a site: how many nodes run in an interval, and what they have done by its end.
// Docs: docs/models/site/fluid.md.

#include <algorithm>
#include <cassert>

#include "models/site.h"

namespace gigawatt {

namespace {

constexpr std::uint32_t kAll = 1024;  // of FluidLoad::hold_to

}  // namespace

void Site::meter_flows(std::size_t index, std::int64_t span_ns, std::int64_t progress_ns,
                       std::int64_t energy_ns) {
  PartitionState& state = state_.partitions[index];
  PartitionMeters& meters = state.meters;
  const auto partition = static_cast<std::uint32_t>(index);
  meters.held += Int128(state_.fluid->held_back(partition)) * span_ns;
  meters.utilised_ppm += Int128(state.utilised_ppm) * span_ns;
  meters.job_energy += Int128(state.nodes_running) * model_->partitions[index].idle_mw * span_ns +
                       Int128(state.dynamic_mw) * energy_ns;
  const FluidServed served = state_.fluid->serve(partition, span_ns, progress_ns);
  meters.productive += served.productive;
  meters.discarded += served.discarded;
  meters.checkpoint += served.checkpoint;
  meters.restart += served.restart;
  meters.hung += served.hung;
  meters.throttled += served.throttled;
}

/// Nodes run as many flows as they can. Under a cap with `over_cap: hold` only as many run at full
/// speed as its power allows, the same share of every flow; with `throttle` the share of power
/// follows, as for jobs.
void Site::run_flows(TimeNs) {
  for (std::uint32_t p = 0; p < state_.partitions.size(); ++p) {
    PartitionState& state = state_.partitions[p];
    state.wants_pass = false;
    state.held_back = false;
    state_.fluid->fill(p, state.nodes_up, state_.dark);  // without power nothing begins
    spread_flows(p);
  }
  const std::optional<double> cap = cap_w();
  if (!cap || state_.dark || model_->scheduler.over_cap != OverCap::hold) return;
  if (full_speed_power_w() <= *cap) return;

  std::uint32_t fits = 0;
  std::uint32_t too_much = kAll;
  const auto run_share = [&](std::uint32_t share) {
    for (std::uint32_t p = 0; p < state_.partitions.size(); ++p) {
      state_.fluid->hold_to(p, share);
      spread_flows(p);
      state_.partitions[p].held_back = state_.fluid->held_back(p) > 0;
    }
  };
  while (too_much - fits > 1) {
    const std::uint32_t share = (fits + too_much) / 2;
    run_share(share);
    (full_speed_power_w() <= *cap ? fits : too_much) = share;
  }
  run_share(fits);
}

/// Puts the flows of a partition on its nodes: on the lowest that are up, as jobs are placed.
void Site::spread_flows(std::uint32_t p) {
  PartitionState& state = state_.partitions[p];
  const FluidRunning running = state_.fluid->running(p);
  assert(running.nodes <= state.nodes_up);
  state.nodes_running = running.nodes;
  state.dynamic_mw = running.dynamic_mw;
  state.utilised_ppm = running.utilised_ppm;
  if (state.supply.trivial()) return;

  std::int64_t nodes = 0;  // running, up to and with this chassis
  std::int64_t given_mw = 0;
  for (std::uint32_t chassis = 0; chassis < state.chassis_nodes_up.size(); ++chassis) {
    nodes = std::min<std::int64_t>(nodes + state.chassis_nodes_up[chassis], running.nodes);
    const std::int64_t upto_mw =
        running.nodes == 0
            ? 0
            : static_cast<std::int64_t>(Int128(running.dynamic_mw) * nodes / running.nodes);
    if (state.chassis_dynamic_mw[chassis] != upto_mw - given_mw) {
      state.chassis_dynamic_mw[chassis] = upto_mw - given_mw;
      reload_chassis(state, model_->partitions[p], chassis);
    }
    given_mw = upto_mw;
  }
  state.supply.flush();
}

}  // namespace gigawatt
