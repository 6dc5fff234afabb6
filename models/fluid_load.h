// SPDX-License-Identifier: Apache-2.0
#pragma once

// `jobs: fluid`: the jobs of a site as flows. Each workload is a queue of node-time; in every plant
// interval it gets what its jobs ask for in it, and the nodes that are up serve it:
//
//   jobs ──▶ demand per interval ──▶ queue ──▶ running nodes = min(nodes up, queue / interval)
//                                      │
//                                      └─ what is not served stays: demanded = served + backlog
//
// Equations, assumptions and limits: docs/models/site/fluid.md.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/arrivals.h"
#include "models/fault_state.h"
#include "models/fluid_demand.h"
#include "models/site_model.h"

namespace gigawatt {

/// Node-time of a partition over the run [node-ns]. demanded = served + backlog, exactly.
struct FluidTotals {
  Int128 demanded = 0, served = 0, backlog = 0;
};

/// What the running nodes of a partition are, together.
struct FluidRunning {
  std::uint32_t nodes = 0;
  std::int64_t dynamic_mw = 0;    ///< Sum over nodes, above idle, at full speed.
  std::int64_t utilised_ppm = 0;  ///< Sum over nodes.
};

/// Node-time that running nodes held, by its fate [node-ns].
struct FluidServed {
  Int128 productive = 0, discarded = 0, checkpoint = 0, restart = 0, hung = 0, throttled = 0;
};

/// The flows of one site. Copyable: a snapshot is a copy.
class FluidLoad {
 public:
  FluidLoad(const SiteModel& model, const Arrivals& arrivals);

  /// At the start of a plant interval: reads the jobs submitted in it and sets how many nodes each
  /// workload asks for. Does nothing while the last interval lasts.
  void open_interval(const SiteModel& model, Arrivals& arrivals, TimeNs now_ns);

  /// Nodes that `partition` would run if none of `nodes_up` were held back: no more than are up,
  /// shared in proportion to what its workloads ask for. With `keep`, no more than run now.
  void fill(std::uint32_t partition, std::uint32_t nodes_up, bool keep);
  /// Of those, run only `share` in 1024ths; the rest is held back.
  void hold_to(std::uint32_t partition, std::uint32_t share);
  FluidRunning running(std::uint32_t partition) const;
  /// Nodes held back by hold_to().
  std::uint32_t held_back(std::uint32_t partition) const;

  /// `span_ns` have passed with `progress_ns` of progress: takes what was served from the queues.
  FluidServed serve(std::uint32_t partition, std::int64_t span_ns, std::int64_t progress_ns);

  FluidTotals totals(std::uint32_t partition) const;

 private:
  struct Flowing {
    std::uint16_t workload = 0;
    std::uint32_t partition = 0;
    std::optional<std::uint32_t> most_nodes{};  ///< A gang is served by no more than its nodes.
    FluidDemand demand;
    FlowAmounts queue{};
    Int128 demanded = 0, served = 0;
    std::uint32_t wanted = 0;       ///< Nodes, in this interval.
    std::uint32_t filled = 0;       ///< Nodes it would run but for its power.
    std::uint32_t nodes = 0;        ///< Nodes that run.
    std::int64_t dynamic_mw = 0;    ///< Of each.
    std::int64_t utilised_ppm = 0;  ///< Of each.
  };

  void read(const SiteModel& model, const Arrivals& arrivals, Flowing& flow);
  Flowing& flow_of(std::uint16_t workload);

  std::vector<Flowing> flows_;
  std::vector<std::size_t> flow_of_workload_;
  CheckpointPlans plans_;
  TimeNs interval_end_ns_;
};

/// What a fluid leaves out, for the planner.
std::vector<std::string> fluid_notes(const SiteModel& model);

}  // namespace gigawatt
