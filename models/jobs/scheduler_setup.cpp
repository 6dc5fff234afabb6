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
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

namespace {

constexpr std::array kPolicies{
    PolicyRules{"easy-backfill", "In order of submission; others pass if the first is not delayed.",
                QueueOrder::submission, Backfill::easy},
    PolicyRules{"fcfs", "First come, first served: nobody passes.", QueueOrder::submission,
                Backfill::none},
    PolicyRules{"first-fit", "Whatever fits starts; wide jobs can wait for ever.",
                QueueOrder::submission, Backfill::anything},
    PolicyRules{"conservative-backfill",
                "In order of submission; nobody with a reservation is delayed.",
                QueueOrder::submission, Backfill::conservative},
    PolicyRules{"shortest-first", "Least requested time first, less what `aging` forgives.",
                QueueOrder::requested_time, Backfill::easy},
    PolicyRules{"priority", "By class, fair share, age and size, with the weights of `priority`.",
                QueueOrder::multifactor, Backfill::easy},
    PolicyRules{"preemptive-priority", "By class; the first may evict jobs of lower classes.",
                QueueOrder::priority, Backfill::easy, true},
};

constexpr auto kChoices = [] {
  Choices<kPolicies.size()> made{};
  for (std::size_t i = 0; i < kPolicies.size(); ++i) {
    made.names[i] = kPolicies[i].name;
    made.meanings[i] = kPolicies[i].meaning;
  }
  return made;
}();
constexpr const auto& kNames = kChoices.names;

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

std::span<const std::string_view> policy_meanings() {
  return kChoices.meanings;
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
