// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/scheduler_params.h"

#include <array>
#include <string_view>

#include "sim/engine/time.h"

namespace gigawatt::jobs {

namespace {

constexpr std::array<std::string_view, 2> kWithin = {"none", "rack"};
constexpr std::array<std::string_view, 3> kPriorities = {"low", "normal", "high"};
constexpr double kMostNodes = 4e9;
constexpr double kMostWeight = 1e9;

}  // namespace

void PlacementParams::visit(FieldVisitor& v) {
  v.choice({.name = "within", .doc = "All nodes of a job in one rack, or anywhere."}, kWithin,
           within);
  v.integer(
      {.name = "segment",
       .doc = "Nodes that must share a rack: a job is placed in segments of so many. 0: none.",
       .min = 0,
       .max = kMostNodes},
      segment);
  v.boolean({.name = "exclusive", .doc = "No other job in the racks it uses."}, exclusive);
  v.boolean({.name = "spread", .doc = "Over many racks evenly instead of few."}, spread);
}

Placement PlacementParams::placement() const {
  return {.within_domain = within == Within::rack,
          .segment_nodes = static_cast<std::uint32_t>(segment),
          .exclusive = exclusive,
          .spread = spread};
}

void JobClassParams::visit(FieldVisitor& v) {
  v.choice({.name = "priority", .doc = "Class of its jobs under the priority policies."},
           kPriorities, priority);
  v.text({.name = "tenant", .doc = "Who its jobs belong to: a name of scheduler.tenants."}, tenant);
  v.boolean({.name = "preemptible", .doc = "May be evicted under preemptive-priority."},
            preemptible);
  v.group({.name = "placement", .doc = "Where the nodes of a job may lie."}, placement);
}

JobClass JobClassParams::job_class(std::uint32_t tenant_index) const {
  return {.tenant = tenant_index,
          .priority = static_cast<std::int32_t>(priority) - 1,
          .preemptible = preemptible,
          .placement = placement.placement()};
}

void TenantParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the tenant.", .required = true}, name);
  v.number({.name = "share",
            .doc = "Of the machine by right, relative to the other tenants; for fair share.",
            .min = 0.0,
            .max = kMostWeight,
            .above_min = true},
           share);
  v.integer({.name = "guaranteed",
             .doc = "Nodes it gets before others may borrow them.",
             .min = 0,
             .max = kMostNodes},
            guaranteed);
  v.integer({.name = "cap", .doc = "Nodes it never exceeds.", .min = 1, .max = kMostNodes}, cap);
}

Tenant TenantParams::tenant() const {
  return {.name = name,
          .share = share,
          .guaranteed_nodes = static_cast<std::uint32_t>(guaranteed),
          .cap_nodes = cap ? static_cast<std::uint32_t>(*cap) : Tenant::kNoCap};
}

void PriorityParams::visit(FieldVisitor& v) {
  v.number({.name = "class",
            .doc = "Weight per step of a workload's priority.",
            .min = 0.0,
            .max = kMostWeight},
           weights.job_class);
  v.number({.name = "fair_share",
            .doc = "Weight of 2^(-usage share / rightful share) of the tenant.",
            .min = 0.0,
            .max = kMostWeight},
           weights.fair_share);
  v.number({.name = "age_per_day",
            .doc = "Weight per day of waiting, without end.",
            .min = 0.0,
            .max = kMostWeight},
           weights.age_per_day);
  v.number(
      {.name = "size", .doc = "Weight of nodes / installed nodes.", .min = 0.0, .max = kMostWeight},
      weights.size);
  v.number({.name = "half_life",
            .unit = "s",
            .doc = "In which past usage counts half.",
            .min = 0.0,
            .max = 10.0 * kLeapYearS,
            .above_min = true},
           weights.half_life_s);
  v.number({.name = "period",
            .unit = "s",
            .doc = "Between two looks at the tenants' usage.",
            .min = 1.0,
            .max = kLeapYearS},
           weights.period_s);
}

}  // namespace gigawatt::jobs
