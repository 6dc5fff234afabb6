// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/tenant_book.h"

#include <algorithm>
#include <cassert>

#include "sim/engine/portable_math.h"

namespace gigawatt::jobs {

namespace {

constexpr double kLn2 = 0.69314718055994530942;

}  // namespace

TenantBook::TenantBook(std::span<const Tenant> tenants, double half_life_s)
    : decay_per_s_(kLn2 / half_life_s) {
  double shares = 0.0;
  for (const Tenant& tenant : tenants)
    shares += tenant.share;
  for (const Tenant& tenant : tenants) {
    Account account;
    account.guaranteed = tenant.guaranteed_nodes;
    account.cap = tenant.cap_nodes;
    account.share_frac = tenant.share / shares;
    accounts_.push_back(account);
    has_guarantees_ |= tenant.guaranteed_nodes > 0;
  }
}

void TenantBook::update_claim(Account& account) {
  claims_ -= account.claim;
  const std::uint64_t lent =
      account.guaranteed > account.held ? account.guaranteed - account.held : 0;
  account.claim = std::min(account.queued, lent);
  claims_ += account.claim;
}

void TenantBook::enqueue(std::uint32_t tenant, std::uint32_t nodes) {
  accounts_[tenant].queued += nodes;
  update_claim(accounts_[tenant]);
}

void TenantBook::dequeue(std::uint32_t tenant, std::uint32_t nodes) {
  assert(accounts_[tenant].queued >= nodes);
  accounts_[tenant].queued -= nodes;
  update_claim(accounts_[tenant]);
}

void TenantBook::start(std::uint32_t tenant, std::uint32_t nodes) {
  accounts_[tenant].held += nodes;
  update_claim(accounts_[tenant]);
}

void TenantBook::stop(std::uint32_t tenant, std::uint32_t nodes) {
  assert(accounts_[tenant].held >= nodes);
  accounts_[tenant].held -= nodes;
  update_claim(accounts_[tenant]);
}

void TenantBook::begin_pass() {
  if (!has_guarantees_) return;
  for (Account& account : accounts_)
    account.lender_waits = claims_ > account.claim;
}

std::uint32_t TenantBook::cap_room(std::uint32_t tenant) const {
  const Account& account = accounts_[tenant];
  return account.cap > account.held ? account.cap - account.held : 0;
}

std::uint32_t TenantBook::room(std::uint32_t tenant, std::uint64_t free) const {
  const Account& account = accounts_[tenant];
  const std::uint64_t claimed_by_others = claims_ - account.claim;
  if (!account.lender_waits) return cap_room(tenant);
  const std::uint64_t own =
      account.guaranteed > account.held ? account.guaranteed - account.held : 0;
  const std::uint64_t borrowed = free > claimed_by_others ? free - claimed_by_others : 0;
  return static_cast<std::uint32_t>(
      std::min(std::uint64_t{cap_room(tenant)}, std::max(own, borrowed)));
}

/// With h nodes held and usage u, du/dt = h − λu over the time since the last update.
void TenantBook::accrue(Account& account, TimeNs now_ns) const {
  if (now_ns <= account.usage_at_ns) return;
  const double kept = portable::exp(-decay_per_s_ * to_seconds(now_ns - account.usage_at_ns));
  account.usage_node_s =
      account.usage_node_s * kept + account.accruing * (1.0 - kept) / decay_per_s_;
  account.usage_at_ns = now_ns;
}

void TenantBook::book_usage(TimeNs now_ns) {
  for (Account& account : accounts_) {
    if (account.accruing == account.held) continue;
    accrue(account, now_ns);
    account.accruing = account.held;
  }
}

void TenantBook::settle_usage(TimeNs now_ns) {
  for (Account& account : accounts_)
    accrue(account, now_ns);
}

double TenantBook::fair_share_factor(std::uint32_t tenant) const {
  double total = 0.0;
  for (const Account& account : accounts_)
    total += account.usage_node_s;
  if (total <= 0.0) return 1.0;
  const Account& account = accounts_[tenant];
  return portable::exp(-kLn2 * (account.usage_node_s / total) / account.share_frac);
}

}  // namespace gigawatt::jobs
