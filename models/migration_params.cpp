// SPDX-License-Identifier: Apache-2.0
#include "models/migration_params.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/time.h"

namespace gigawatt {

namespace {

constexpr double kMostStateBytes = 1e18;

}  // namespace

void MigrationParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "every",
            .unit = "s",
            .doc = "Period at which running jobs are looked at.",
            .min = 1.0,
            .max = kLeapYearS},
           every_s);
  v.number({.name = "gain",
            .doc = "By how much the policy's rate must be higher where a job runs, as a share of "
                   "the rate where it would go.",
            .min = 0.0,
            .max = 100.0},
           gain_frac);
  v.number({.name = "stay",
            .unit = "s",
            .doc = "Least time between a job's arrival at a site and its next move.",
            .min = 0.0,
            .max = kLeapYearS},
           stay_s);
  v.number({.name = "bandwidth",
            .unit = "bit/s",
            .doc = "Of each site's link to the others; one state crosses it at a time.",
            .min = 0.0,
            .max = 1e18,
            .above_min = true,
            .required = true},
           bandwidth_bit_per_s);
  v.number({.name = "state",
            .unit = "B",
            .doc = "What a job takes along, whatever its size.",
            .min = 0.0,
            .max = kMostStateBytes,
            .above_min = true},
           state_bytes);
  v.number({.name = "state_per_gpu",
            .unit = "B",
            .doc = "Instead: what it takes along per accelerator.",
            .min = 0.0,
            .max = kMostStateBytes,
            .above_min = true},
           state_per_gpu_bytes);
  v.number({.name = "egress_price",
            .unit = "USD/B",
            .doc = "Paid for what leaves a site.",
            .min = 0.0,
            .max = 1.0},
           egress_usd_per_byte);
  v.texts({.name = "workloads",
           .doc = "Whose jobs move; all that are shared and have checkpoints if absent."},
          workloads);
}

bool moves(const MigrationParams& migration, const MovableWorkload& workload) {
  const auto& named = migration.workloads;
  return workload.shared && workload.has_checkpoints &&
         (named.empty() || std::find(named.begin(), named.end(), workload.name) != named.end());
}

std::vector<Problem> find_migration_problems(const MigrationParams& migration,
                                             const std::vector<MovableWorkload>& workloads) {
  std::vector<Problem> problems;
  if (migration.state_bytes.has_value() == migration.state_per_gpu_bytes.has_value())
    problems.push_back(problem_at(migration.path,
                                  "what a job takes along has to be told in one way",
                                  "`state: 5 TB` or `state_per_gpu: 10 GB`"));
  std::vector<std::string> names;
  for (const MovableWorkload& workload : workloads)
    names.push_back(workload.name);
  const std::string path = key_path(migration.path, "workloads");
  for (const std::string& name : migration.workloads) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      problems.push_back(problem_at(path, fmt::format("there is no workload '{}'", name), "",
                                    nearest_name(name, names)));
      continue;
    }
    const MovableWorkload& workload = workloads[static_cast<std::size_t>(found - names.begin())];
    if (!workload.shared)
      problems.push_back(problem_at(path, fmt::format("workload '{}' stays at its site", name),
                                    "a workload without `site:`"));
    else if (!workload.has_checkpoints)
      problems.push_back(
          problem_at(path, fmt::format("jobs of workload '{}' have no checkpoints to move", name),
                     "`checkpoint:` at the workload"));
  }
  if (migration.workloads.empty() &&
      std::none_of(workloads.begin(), workloads.end(),
                   [&](const MovableWorkload& workload) { return moves(migration, workload); }))
    problems.push_back(problem_at(migration.path, "no shared workload has checkpoints to move",
                                  "`checkpoint:` at a workload without `site:`"));
  return problems;
}

}  // namespace gigawatt
