// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the jobs of one workload ask for, as a flow: node-time per plant interval. A job is a
// rectangle of nodes over time; a bin holds the mean of all rectangles in it, exactly.
// Equations, assumptions: docs/models/site/fluid.md.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// What flows. `held` is node-time; the others ride on it.
enum class Flow : std::size_t {
  held,        ///< Nodes held [node-ns].
  dynamic,     ///< Their power above idle [mW·ns].
  utilised,    ///< Nodes × utilisation [node-ns · ppm].
  discarded,   ///< Of held: work that will be lost [node-ns · ppb],
  checkpoint,  ///< standing still for checkpoints,
  restart,     ///< loading one,
  hung,        ///< hanging until a failure is known.
};
inline constexpr std::size_t kFlows = 7;
inline constexpr std::int64_t kPpb = 1'000'000'000;  ///< The unit of those after `utilised`.

using FlowRates = std::array<std::int64_t, kFlows>;  ///< Per unit of time, by Flow.
using FlowAmounts = std::array<Int128, kFlows>;      ///< Over time, by Flow.

/// Sums rectangles into bins of the plant interval and hands the bins out in order. Memory is a
/// ring of bins and what ends beyond it, whatever the length of the run. Copyable.
class FluidDemand {
 public:
  FluidDemand(TimeNs start_ns, TimeNs end_ns, std::int64_t bin_ns);

  TimeNs bin_start_ns() const {
    return end_of(bin_ - 1);
  }  ///< Of the bin that take_bin() hands out.
  TimeNs bin_end_ns() const { return end_of(bin_); }
  /// Adds `rates` over [from, to); what lies before the next bin counts as at its start.
  void add(TimeNs from_ns, TimeNs to_ns, const FlowRates& rates);
  /// Everything asked for in the bin; the next one follows.
  FlowAmounts take_bin();

 private:
  static constexpr std::int64_t kBins = 512;

  struct Edge {
    TimeNs at_ns;
    FlowRates change;
  };
  struct Slot {
    FlowAmounts partial{};  ///< Of edges inside the bin, up to its end.
    FlowRates change{};     ///< Of the rate from the next bin on.
  };

  TimeNs end_of(std::int64_t bin) const;
  void add_edge(const Edge& edge);

  TimeNs start_ns_, end_ns_;
  std::int64_t bin_ns_;
  std::int64_t bin_ = 0;
  FlowRates rate_{};  ///< At the start of the bin, without edges in it.
  std::vector<Slot> ring_;
  std::vector<Edge> far_;  ///< Beyond the ring: a heap, the earliest first.
};

}  // namespace gigawatt
