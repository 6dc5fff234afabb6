// SPDX-License-Identifier: Apache-2.0
#pragma once

// What changes at a site as its parts fail and are mended. The flow is in site_faults.cpp.

#include <cstdint>
#include <optional>
#include <vector>

#include "models/faults/fault_stream.h"
#include "models/faults/node_health.h"
#include "models/faults/repair_shop.h"
#include "models/site_model.h"
#include "sim/engine/ladder_queue.h"

namespace gigawatt {

/// A failure on its way: it has struck, and is known later. Of a part of the fleet, or of a job.
struct UnknownFailure {
  std::uint32_t partition = 0;
  faults::Fault fault;                ///< Of a node or domain.
  std::optional<std::uint32_t> slot;  ///< Of a job that failed by itself,
  std::uint64_t sequence = 0;         ///< in this attempt.
};

/// Counts of what failed, for the summary.
struct FaultCounts {
  std::uint64_t nodes = 0;    ///< Faults of single nodes.
  std::uint64_t domains = 0;  ///< Faults of racks, switches and the like.
  std::uint64_t jobs = 0;     ///< Jobs that failed for reasons of their own.
  std::uint64_t repairs = 0;
};

struct FaultState {
  explicit FaultState(const SiteModel& model);

  /// Earliest instant at which something fails, becomes known or is mended.
  TimeNs next_ns() const;
  /// Number by which the repair shop knows an entity of a partition.
  std::uint32_t shop_number(std::uint32_t partition, std::uint32_t entity) const {
    return first_number[partition] + entity;
  }

  std::vector<faults::FaultStream> streams;  ///< By partition.
  std::vector<faults::NodeHealth> health;    ///< By partition.
  faults::RepairShop shop;
  std::vector<std::uint32_t> first_number;  ///< By partition: of its entities in the shop.
  std::vector<std::uint32_t> broken_held;   ///< By partition: broken nodes that a job still holds.

  LadderQueue unknown;  ///< Payload: place in `failures`.
  std::vector<UnknownFailure> failures;
  std::vector<std::uint32_t> free_places;
  std::uint64_t next_tie = 0;
  std::vector<UnknownFailure> draining;  ///< Mended once the job on the node has left it.
  LadderQueue job_faults;                ///< Payload: slot; tie: sequence of the attempt.
  FaultCounts counts;
};

/// Checkpoint plans by workload and number of nodes, made when first asked for.
class CheckpointPlans {
 public:
  /// The plan of a job; none if its workload keeps no checkpoints. Throws DomainError if such a job
  /// would stand still or restart longer than it runs between failures.
  faults::CheckpointPlan plan(const SiteModel& model, std::uint16_t workload, std::uint32_t nodes);

 private:
  std::vector<std::vector<std::optional<faults::CheckpointPlan>>> by_nodes_;  // (workload, nodes)
};

}  // namespace gigawatt
