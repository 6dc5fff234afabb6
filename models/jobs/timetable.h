// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/jobs/domain_set.h"
#include "models/jobs/profile.h"

namespace gigawatt::jobs {

/// The planned future of every domain and of the whole machine: who holds how many nodes when.
///
/// A gang is planned into fixed domains for its whole limit. With one domain that is the exact
/// earliest fit; with several it is the earliest instant at which some choice of domains is free
/// throughout, so nodes are never assumed to move between domains.
class Timetable {
 public:
  explicit Timetable(std::size_t domains) : by_domain_(domains), fits_(domains) {}

  /// `up` nodes in each domain, nothing planned.
  void reset(TimeNs now_ns, std::span<const std::uint32_t> up_in_domain);
  void advance(TimeNs now_ns);
  /// Changes what is free in [from, to) by `sign` times the shares.
  void add(std::span<const DomainShare> shares, TimeNs from_ns, TimeNs to_ns, int sign);

  /// First instant ≥ `from_ns` at which the gang has its nodes for `span_ns`, and in `chosen` what
  /// it takes from each domain. kNever, and nothing, if there is none.
  TimeNs earliest(const Placement& placement, std::uint32_t nodes, TimeNs from_ns,
                  std::int64_t span_ns, std::vector<DomainShare>& chosen);
  /// False if the gang, planned at `planned_ns` on `shares`, cannot start sooner with what was
  /// freed in `freed` domains; true if it might.
  bool may_move(const Placement& placement, std::uint32_t nodes, TimeNs now_ns,
                std::int64_t span_ns, TimeNs planned_ns, std::span<const DomainShare> shares,
                std::span<const std::uint8_t> freed) const;
  /// Fewest free nodes of a domain from `from_ns` on, at least 0.
  std::uint32_t least_free(std::size_t domain, TimeNs from_ns) const;
  std::size_t steps() const { return total_.steps(); }

 private:
  TimeNs earliest_in_one(std::uint32_t nodes, TimeNs from_ns, std::int64_t span_ns,
                         std::vector<DomainShare>& chosen) const;
  std::uint32_t free_throughout(std::size_t domain, TimeNs from_ns, std::int64_t span_ns) const;

  std::vector<Profile> by_domain_;
  Profile total_;  ///< Their sum: a bound that passes over times with too few nodes.
  std::vector<std::uint32_t> up_;
  DomainSet fits_;  // Scratch: what each domain has free throughout.
};

}  // namespace gigawatt::jobs
