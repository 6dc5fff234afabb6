// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/jobs/scheduler_setup.h"
#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

enum class Within { none, rack };
enum class PriorityClass { low, normal, high };

/// `placement:` of a workload.
struct PlacementParams {
  Within within = Within::none;
  std::int64_t segment = 0;  ///< Nodes; 0 = none.
  bool exclusive = false;
  bool spread = false;

  void visit(FieldVisitor& visitor);
  Placement placement() const;
};

/// What the scheduler is told about the jobs of a workload.
struct JobClassParams {
  PriorityClass priority = PriorityClass::normal;
  std::string tenant;  ///< Empty: the first.
  bool preemptible = false;
  PlacementParams placement;

  void visit(FieldVisitor& visitor);
  /// Its entry in the class table, with the tenant's index.
  JobClass job_class(std::uint32_t tenant_index) const;
};

/// One entry of `scheduler.tenants`.
struct TenantParams {
  std::string name;
  std::string path;
  double share = 1.0;
  std::int64_t guaranteed = 0;      ///< Nodes.
  std::optional<std::int64_t> cap;  ///< Nodes.

  void visit(FieldVisitor& visitor);
  Tenant tenant() const;
};

/// `scheduler.priority`: weights of the multifactor priority.
struct PriorityParams {
  PriorityWeights weights;

  void visit(FieldVisitor& visitor);
};

}  // namespace gigawatt::jobs
