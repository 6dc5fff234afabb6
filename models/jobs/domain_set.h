// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/jobs/domain_index.h"
#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs {

/// Free nodes by domain, as counts, and the choice of domains for a gang: all
/// of it or nothing.
///
/// A gang that fits into one domain takes the one it fits best. A wider one
/// first uses up the domains with the least left over, so whole domains stay
/// whole; an exclusive one takes few large domains, because it blocks all of
/// them. Ties go to the lowest domain. Domains are indexed by their usable
/// nodes, so that asking costs O(counts that occur) and choosing that and
/// O(chosen), however many domains there are; a spread gang also looks through
/// the bitmaps of the highest counts. Nothing is allocated once warm. Docs:
/// docs/models/jobs/placement.md.
class DomainSet {
 public:
  /// No node is up yet. Without `exclusive_gangs` no placement may be exclusive, and only nodes are
  /// counted, not who holds them.
  explicit DomainSet(std::size_t domains, bool exclusive_gangs = true);

  std::size_t domains() const { return free_.size(); }
  /// Free nodes of a domain that others may take: none where a job has the
  /// domain to itself.
  std::uint32_t usable(std::size_t domain) const { return exclusive_[domain] ? 0 : free_[domain]; }
  /// Only with exclusive gangs.
  bool idle(std::size_t domain) const {
    assert(exclusive_gangs_);
    return gangs_[domain] == 0;
  }
  std::uint64_t usable_total() const { return usable_total_; }
  std::uint64_t free_total() const { return free_total_; }
  std::uint32_t largest_usable() const { return all_.largest(); }

  /// Nodes of the widest gang that fits; every narrower one fits too.
  std::uint32_t widest(const Placement& placement) const;
  /// Whether only the count of usable nodes decides for this placement.
  bool counts_only(const Placement& placement) const;
  /// Overwrites `chosen`; false, and nothing chosen, if the gang does not fit.
  bool choose(const Placement& placement, std::uint32_t nodes, std::vector<DomainShare>& chosen);

  void take(std::span<const DomainShare> shares, bool exclusive);
  void give_back(std::span<const DomainShare> shares, bool exclusive);
  void change_free(std::size_t domain, std::int64_t delta);
  /// Makes the domain like that of `other` but with at most `most` usable
  /// nodes; if that is fewer than there, it is not idle.
  void copy_clipped(std::size_t domain, const DomainSet& other, std::uint32_t most) {
    const std::uint32_t nodes = std::min(other.usable(domain), most);
    if (exclusive_gangs_ || nodes != free_[domain]) clip(domain, other, nodes);
  }

 private:
  /// A domain's place in the indices, to be taken back when it changes.
  struct Place {
    std::uint32_t usable;
    bool idle;
  };
  /// The domains that a gang of this placement may use, by usable nodes.
  const DomainIndex& eligible(const Placement& placement) const {
    assert(exclusive_gangs_ || !placement.exclusive);
    return placement.exclusive ? idle_ : all_;
  }
  Place place(std::size_t domain) const { return {usable(domain), gangs_[domain] == 0}; }
  void move_from(const Place& old, std::size_t domain);
  void set_free(std::size_t domain, std::uint32_t nodes) {
    all_.move(static_cast<std::uint32_t>(domain), free_[domain], nodes);
    free_[domain] = nodes;
  }
  void clip(std::size_t domain, const DomainSet& other, std::uint32_t here);

  bool choose_one(const Placement& placement, std::uint32_t nodes, std::uint32_t& best) const;
  void choose_packed(const Placement& placement, std::uint32_t units, std::uint32_t size,
                     std::vector<DomainShare>& chosen);
  void choose_spread(const Placement& placement, std::uint32_t units, std::uint32_t size,
                     std::vector<DomainShare>& chosen);
  bool choose_remainder(std::uint32_t nodes, const Placement& placement,
                        std::vector<DomainShare>& chosen);

  bool exclusive_gangs_;
  std::vector<std::uint32_t> free_;      ///< Up and not held by a job.
  std::vector<std::uint32_t> gangs_;     ///< Jobs in the domain, if `exclusive_gangs_`.
  std::vector<std::uint8_t> exclusive_;  ///< A job has the domain to itself.
  std::uint64_t usable_total_ = 0;
  std::uint64_t free_total_ = 0;
  DomainIndex all_;                    ///< By usable nodes.
  DomainIndex idle_;                   ///< The same, idle domains only, if `exclusive_gangs_`.
  std::vector<std::uint32_t> values_;  // Scratch: counts of usable nodes that occur.
  std::vector<std::uint32_t> taken_;   // Scratch, by domain: nodes chosen so far.
};

}  // namespace gigawatt::jobs
