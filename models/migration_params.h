// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt {

/// `migration:` of a routing: running jobs that save their work move where the policy's rate is
/// lower. Docs: docs/models/site/migration.md.
struct MigrationParams {
  std::string path;  ///< Where it stands in the scenario.
  double every_s = 3600.0;
  double gain_frac = 0.2;
  double stay_s = 6.0 * 3600.0;
  double bandwidth_bit_per_s = 0.0;
  std::optional<double> state_bytes;
  std::optional<double> state_per_gpu_bytes;
  double egress_usd_per_byte = 0.0;
  std::vector<std::string> workloads;  ///< Empty: all that are shared and have checkpoints.

  void visit(FieldVisitor& v);
};

/// What the checks of a migration need to know of a workload.
struct MovableWorkload {
  std::string name;
  bool shared = false, has_checkpoints = false;
};

/// Contradictions in `migration:`. Paths are set; file and line are for the caller.
std::vector<Problem> find_migration_problems(const MigrationParams& migration,
                                             const std::vector<MovableWorkload>& workloads);

/// Whether the running jobs of a workload may move.
bool moves(const MigrationParams& migration, const MovableWorkload& workload);

}  // namespace gigawatt
