// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs {

/// What each tenant holds, waits for and has used: quotas and fair share.
///
/// A tenant never holds more than its cap. Up to its guarantee it takes what is free; beyond it
/// borrows, and borrows only what is left after the nodes that others wait for within their own
/// guarantees. So idle guarantees are lent, and no new loan is made while a lender waits.
/// Docs: docs/models/jobs/tenants.md.
class TenantBook {
 public:
  TenantBook(std::span<const Tenant> tenants, double half_life_s);

  void enqueue(std::uint32_t tenant, std::uint32_t nodes);
  void dequeue(std::uint32_t tenant, std::uint32_t nodes);
  void start(std::uint32_t tenant, std::uint32_t nodes);
  void stop(std::uint32_t tenant, std::uint32_t nodes);

  /// Decides, for the pass that begins, which tenants may not borrow freely: those for whom a
  /// lender waits. Thus rooms only shrink during a pass.
  void begin_pass();
  /// Nodes of the widest job that the tenant's quota admits with `free` nodes free. Narrower ones
  /// are admitted too.
  std::uint32_t room(std::uint32_t tenant, std::uint64_t free) const;
  /// What the hard cap alone leaves.
  std::uint32_t cap_room(std::uint32_t tenant) const;
  bool borrows(std::uint32_t tenant) const {
    return accounts_[tenant].held > accounts_[tenant].guaranteed;
  }
  bool within_guarantee(std::uint32_t tenant, std::uint32_t nodes) const {
    const Account& account = accounts_[tenant];
    return std::uint64_t{account.held} + nodes <= account.guaranteed;
  }
  std::uint32_t held(std::uint32_t tenant) const { return accounts_[tenant].held; }
  /// Whether any tenant has a guarantee: then what waits decides who may borrow.
  bool has_guarantees() const { return has_guarantees_; }

  /// Starts and stops since the last call happened at `now_ns`: books what was used until then.
  void book_usage(TimeNs now_ns);
  /// Brings the decayed usage of all tenants up to date.
  void settle_usage(TimeNs now_ns);
  /// Decayed usage [node-seconds] at the last update.
  double usage_node_s(std::uint32_t tenant) const { return accounts_[tenant].usage_node_s; }
  /// 2^(−usage share / rightful share), Slurm's classic fair-share factor: 1 for a tenant that used
  /// nothing, 1/2 for one that used its share.
  double fair_share_factor(std::uint32_t tenant) const;

 private:
  struct Account {
    std::uint32_t guaranteed;
    std::uint32_t cap;
    std::uint32_t held = 0;
    std::uint32_t accruing = 0;  ///< Held since `usage_at_ns`.
    std::uint64_t queued = 0;
    std::uint64_t claim = 0;    ///< Waiting nodes within the guarantee.
    bool lender_waits = false;  ///< Another tenant waits within its guarantee.
    double share_frac = 0.0;
    double usage_node_s = 0.0;
    TimeNs usage_at_ns = 0;
  };

  void update_claim(Account& account);
  void accrue(Account& account, TimeNs now_ns) const;

  std::vector<Account> accounts_;
  std::uint64_t claims_ = 0;  ///< Sum over all.
  double decay_per_s_;
  bool has_guarantees_ = false;
};

}  // namespace gigawatt::jobs
