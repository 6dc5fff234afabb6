// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// What a job would do by itself if nothing interfered. User-cancelled and self-failed work is
/// productive in GPU-seconds and counted apart.
enum class Fate : std::uint8_t { completes, cancelled_by_user, fails_by_itself };

/// One stretch of a job at constant utilisation.
struct Phase {
  std::int64_t work_ns;          ///< Run time at full speed [ns], > 0.
  std::int32_t utilisation_ppm;  ///< Of the accelerators, 0..1'000'000.
};

/// A job as submitted.
struct Job {
  std::uint64_t id = 0;  ///< Position in its workload, from 0. With `workload` it names the job.
  TimeNs submit_ns = 0;
  std::int64_t work_ns = 0;   ///< Run time at full speed [ns], > 0; the sum of its phases.
  std::int64_t limit_ns = 0;  ///< Requested wall time [ns]; the job is killed past it.
  std::uint32_t nodes = 1;
  std::uint32_t asked = 0;  ///< Size before a router turned it into the nodes of a site.
  std::int32_t utilisation_ppm = 1'000'000;  ///< Of the first (or only) phase.
  std::uint32_t first_phase = 0;             ///< Index into the source's phases.
  std::uint32_t phase_count = 0;             ///< 0 = one phase.
  std::uint16_t workload = 0;                ///< Index of the workload in the scenario.
  std::uint16_t tenant = 0;                  ///< Index into the source's tenants; 0 = not known.
  Fate fate = Fate::completes;
  bool preemptible = false;  ///< Divisible work that may be stopped for others and started anew.
};

/// A stream of jobs in submit order (ties in id order). Copies are independent cursors.
class JobSource {
 public:
  virtual ~JobSource() = default;
  /// Fills `job` and advances; false at the end. `workload` is left as it is.
  virtual bool next(Job& job) = 0;
  virtual std::span<const Phase> phases() const { return {}; }
  /// Users or virtual clusters its jobs name; the first is "", not known. Empty: none are told.
  virtual std::span<const std::string> tenants() const { return {}; }
  /// Node-seconds its jobs ask for in the whole run; expected ones where they are drawn.
  virtual double demand_node_s() const { return 0.0; }
  /// Work of one of its jobs in the mean [s]; 0 if that is not known.
  virtual double mean_work_s() const { return 0.0; }
  /// Of its largest job; 0 if that is not known.
  virtual std::uint32_t largest_nodes() const { return 0; }
  /// The same of one of its tenants.
  virtual std::uint32_t largest_nodes_of(std::size_t /*tenant*/) const { return largest_nodes(); }
  /// Nodes that all its jobs together hold at most; nothing if no bound is known.
  virtual std::optional<std::uint32_t> most_nodes_at_once() const { return std::nullopt; }
  /// Sentences for the planner: the factor put on run times, what a trace lost and why.
  virtual std::vector<std::string> notes() const { return {}; }
  /// An independent copy at the same position.
  virtual std::unique_ptr<JobSource> clone() const = 0;
};

}  // namespace gigawatt::jobs
