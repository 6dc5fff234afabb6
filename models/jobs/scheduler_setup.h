// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/jobs/scheduler.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// Where the nodes of a gang may lie. A domain is what the nodes of a gang must share to be fast
/// together: an NVLink rack, a block.
struct Placement {
  bool within_domain = false;       ///< All nodes in one domain.
  std::uint32_t segment_nodes = 0;  ///< In segments of so many, each in one domain; 0 = any nodes.
  bool exclusive = false;           ///< Domains to itself, their other nodes stay idle.
  bool spread = false;              ///< Levels the free nodes of domains instead of filling few.
  bool operator==(const Placement&) const = default;
};

/// What jobs of a kind have in common.
struct JobClass {
  std::uint32_t tenant = 0;   ///< Index into SchedulerSetup::tenants.
  std::int32_t priority = 0;  ///< Higher goes first under `priority` and `preemptive-priority`.
  bool preemptible = false;   ///< May be evicted by a higher priority, or by a lender's own job.
  Placement placement{};
};

/// Who jobs belong to. Quotas count nodes.
struct Tenant {
  static constexpr std::uint32_t kNoCap = ~std::uint32_t{0};
  std::string name = "all";
  double share = 1.0;                  ///< Of the machine by right, in fair share; relative, > 0.
  std::uint32_t guaranteed_nodes = 0;  ///< Lent to others while the tenant has nothing waiting.
  std::uint32_t cap_nodes = kNoCap;    ///< Never exceeded.
};

/// The multifactor priority of Slurm, factors from 0 to 1 but for age, which grows without end:
/// then the order inside a class never changes and nobody starves.
struct PriorityWeights {
  double job_class = 1000.0;         ///< Per step of JobClass::priority.
  double fair_share = 1000.0;        ///< × 2^(−usage share / rightful share).
  double age_per_day = 100.0;        ///< Per day of waiting.
  double size = 0.0;                 ///< × nodes / installed nodes.
  double half_life_s = 7 * 86400.0;  ///< Of usage.
  double period_s = 300.0;           ///< Between two looks at the decayed usage.
};

/// Everything a scheduler is told beforehand.
struct SchedulerSetup {
  std::string policy = "easy-backfill";
  std::vector<JobClass> classes{1};
  std::vector<Tenant> tenants{1};
  /// Nodes ever installed in each domain. Empty: nodes are only counted.
  std::vector<std::uint32_t> domain_nodes;
  std::uint32_t installed_nodes = 0;  ///< For the size factor; 0: the sum of `domain_nodes`.
  bool power_limits = false;          ///< The gate brings PlacementLimits.
  PriorityWeights weights;
  /// `shortest-first`: seconds of requested time forgiven per second of waiting.
  double aging = 0.0;
  /// `conservative-backfill`: jobs with a reservation of their own; later ones only backfill.
  std::uint32_t reservations = 1000;
};

/// Names of all policies, and what each does in one line.
std::span<const std::string_view> policy_names();
std::span<const std::string_view> policy_meanings();

/// Throws ScenarioError for a policy that does not exist. `free_in_domain` nodes are up at the
/// start, one number per domain (one in all without domains).
std::unique_ptr<Scheduler> make_scheduler(const SchedulerSetup& setup,
                                          std::span<const std::uint32_t> free_in_domain);

/// What is wrong with the tables themselves: indices, shares, guarantees beyond what is installed.
std::vector<Problem> check_setup(const SchedulerSetup& setup);

/// Why gangs of `nodes` of a class could never start even on an idle machine with every node up,
/// topology and quota together; no problem if they could. `who` names the workload.
std::vector<Problem> check_gang(const SchedulerSetup& setup, std::uint16_t job_class,
                                std::uint32_t nodes, const std::string& who);

}  // namespace gigawatt::jobs
