// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/scheduler_setup.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/jobs/conservative_backfill.h"
#include "models/jobs/domain_set.h"
#include "models/jobs/easy_backfill.h"
#include "models/jobs/fcfs.h"
#include "models/jobs/first_fit.h"
#include "models/jobs/ordered_scheduler.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

namespace {

constexpr std::array kPolicies{
    PolicyRules{"fcfs", QueueOrder::submission, Backfill::none},
    PolicyRules{"first-fit", QueueOrder::submission, Backfill::anything},
    PolicyRules{"easy-backfill", QueueOrder::submission, Backfill::easy},
    PolicyRules{"conservative-backfill", QueueOrder::submission, Backfill::conservative},
    PolicyRules{"shortest-first", QueueOrder::requested_time, Backfill::easy},
    PolicyRules{"priority", QueueOrder::multifactor, Backfill::easy},
    PolicyRules{"preemptive-priority", QueueOrder::priority, Backfill::easy, true},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kPolicies.size()> names{};
  for (std::size_t i = 0; i < kPolicies.size(); ++i)
    names[i] = kPolicies[i].name;
  return names;
}();

const PolicyRules& rules_of(const std::string& policy) {
  for (const PolicyRules& rules : kPolicies)
    if (rules.name == policy) return rules;
  refuse("", "unknown scheduler policy '" + policy + "'",
         fmt::format("one of {}", fmt::join(kNames, ", ")),
         nearest_name(policy, {kNames.begin(), kNames.end()}));
}

/// Whether the setup asks for nothing that the schedulers for alike jobs and nodes do not know.
bool is_plain(const SchedulerSetup& setup) {
  const auto quota = [](const Tenant& tenant) {
    return tenant.guaranteed_nodes > 0 || tenant.cap_nodes != Tenant::kNoCap;
  };
  const auto exclusive = [](const JobClass& job_class) { return job_class.placement.exclusive; };
  return setup.domain_nodes.size() <= 1 && !setup.power_limits &&
         std::none_of(setup.tenants.begin(), setup.tenants.end(), quota) &&
         std::none_of(setup.classes.begin(), setup.classes.end(), exclusive);
}

}  // namespace

std::span<const std::string_view> policy_names() {
  return kNames;
}

std::unique_ptr<Scheduler> make_scheduler(const SchedulerSetup& setup,
                                          std::span<const std::uint32_t> free_in_domain) {
  const PolicyRules& rules = rules_of(setup.policy);
  if (is_plain(setup)) {
    const std::uint32_t free = free_in_domain.empty() ? 0 : free_in_domain.front();
    if (rules.name == "fcfs") return std::make_unique<Fcfs>(free);
    if (rules.name == "first-fit") return std::make_unique<FirstFit>(free);
    if (rules.name == "easy-backfill") return std::make_unique<EasyBackfill>(free);
  }
  if (rules.backfill == Backfill::conservative)
    return std::make_unique<ConservativeBackfill>(setup, rules, free_in_domain);
  return std::make_unique<OrderedScheduler>(setup, rules, free_in_domain);
}

}  // namespace gigawatt::jobs
