// SPDX-License-Identifier: Apache-2.0
#pragma once

// Running jobs on their way from site to site. Docs: docs/models/site/migration.md.
//
//   decided ──── writes its state ────▶ leaves ── waits for the link, crosses ──▶ queue ─▶ restart
//      on its nodes at the old site                on no nodes                    at the new site

#include <cstdint>
#include <optional>
#include <vector>

#include "models/jobs/job.h"
#include "models/routing_policy.h"
#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// What a job that has run before brings to the queue of a site.
struct JobPast {
  std::int64_t done_ns = 0;  ///< Work that is saved.
  TimeNs first_start_ns = 0;
  TimeNs arrived_ns = 0;       ///< From another site, if it has moved.
  std::uint32_t attempts = 0;  ///< Starts so far,
  std::uint32_t moves = 0;     ///< of them those that ended with a move.
};

/// A job that has just left a site with its state saved.
struct Departure {
  jobs::Job job;
  JobPast past;
  std::uint32_t slot = 0;      ///< What it was at its site,
  std::uint64_t sequence = 0;  ///< in that attempt.
};

/// Accelerator-time at one site that its moving jobs spent on nothing else.
struct MoveMeters {
  std::uint64_t left = 0, arrived = 0;  ///< Jobs.
  Int128 checkpoint_gpu_ns = 0;         ///< Standing still to write what is taken along,
  Int128 restart_gpu_ns = 0;            ///< and loading it after the arrival.
};

/// Everything about migration that does not change while it runs.
struct MigrationModel {
  /// Of a workload whose jobs move.
  struct Saving {
    std::int64_t write_ns = 0, restart_ns = 0;
  };
  double RouteOption::* rate = nullptr;  ///< What the policy makes least.
  std::int64_t every_ns = 0;
  std::int64_t stay_ns = 0;
  double gain_frac = 0.0;
  double bytes_per_s = 0.0;
  double state_bytes = 0.0;          ///< Of a job,
  double state_per_gpu_bytes = 0.0;  ///< and of each accelerator it holds.
  double egress_usd_per_byte = 0.0;
  std::vector<std::optional<Saving>> savings;  ///< By workload; nothing: its jobs stay.

  double bytes_of(std::int64_t gpus) const {
    return state_bytes + state_per_gpu_bytes * static_cast<double>(gpus);
  }
  /// Time on the link, at least a nanosecond; kNever if longer than any run.
  std::int64_t crossing_ns(double bytes) const;
};

/// A move that has been decided and has not ended.
struct Journey {
  std::uint32_t from = 0;  ///< Site.
  std::uint32_t to = 0, partition = 0;
  std::uint32_t nodes = 0;  ///< It will ask for there.
  double bytes = 0.0;
  std::uint32_t slot = 0;  ///< While it writes: what it is at its site.
  std::uint64_t sequence = 0;
  bool on_the_way = false;
  TimeNs left_ns = 0, due_ns = kNever;
  jobs::Job job;
  JobPast past;
};

/// What migration did over the run.
struct MigrationCounts {
  std::uint64_t moves = 0;  ///< Jobs that left.
  double bytes = 0.0, egress_usd = 0.0;
  Int128 in_transit_ns = 0;  ///< Job-time from leaving to arriving, of those that arrived.
};

}  // namespace gigawatt
