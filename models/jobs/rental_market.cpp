// SPDX-License-Identifier: Apache-2.0
//
// Who may use which GPUs:
//
//   ├── reserved by contracts ──┼──────── the rest ────────┤
//   │ tenants' own requests     │ on-demand                │   never revoked
//   │ spot, where idle          │ spot, where idle         │   revoked on shortage, after a notice
//
// At one instant: ends, then arrivals, then starts from the lines, contracts first.

#include "models/jobs/rental_market.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

constexpr std::int64_t kNsPerGpuHour = kNsPerHour;

/// Millionths of a dollar for GPU-nanoseconds at a price, rounded to nearest.
std::int64_t cost(Int128 gpu_ns, std::int64_t micro_usd_per_gpu_h) {
  return static_cast<std::int64_t>((gpu_ns * micro_usd_per_gpu_h + kNsPerGpuHour / 2) /
                                   kNsPerGpuHour);
}

}  // namespace

RentalMarket::RentalMarket(const RentalParams& params, std::uint64_t seed, TimeNs start_ns)
    : params_(params), start_ns_(start_ns), now_ns_(start_ns), gpus_(params.gpus) {
  check(params_);
  pools_.push_back({RentalTier::on_demand, 0, params_.on_demand.patience_s, {}});
  pools_.push_back({RentalTier::spot, 0, params_.spot.patience_s, {}});
  add_arrivals(params_.on_demand.requests, kOnDemandPool, seed, params_.name + ".on_demand",
               start_ns);
  add_arrivals(params_.spot.requests, kSpotPool, seed, params_.name + ".spot", start_ns);
  for (const RentalContract& contract : params_.contracts) {
    pools_.push_back({RentalTier::reserved, 0, params_.contract_patience_s, {}});
    add_arrivals(contract.uses, pools_.size() - 1, seed,
                 fmt::format("{}.contracts.{}", params_.name, contract.name),
                 std::max(start_ns, contract.start_ns));
  }
}

void RentalMarket::add_arrivals(const std::vector<RentalClass>& sizes, std::size_t pool,
                                std::uint64_t seed, const std::string& path, TimeNs start_ns) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i].requests_per_h <= 0.0) continue;
    arrivals_.push_back(
        {RandomStream(seed, fmt::format("{}.{}", path, i), "rental"), sizes[i], pool, 0, 0});
    draw_arrival(arrivals_.back(), start_ns);
  }
}

void RentalMarket::draw_arrival(Arrivals& arrivals, TimeNs after_ns) {
  RandomDraws draws = arrivals.stream.at(arrivals.number);
  const double gap_s = draws.exponential(3600.0 / arrivals.size.requests_per_h);
  arrivals.next_ns = gap_s < 9e9 ? saturating_add(after_ns, from_seconds(gap_s)) : kNever;
  // A tenant asks for nothing once the contract is over.
  if (arrivals.pool > kSpotPool && arrivals.next_ns >= params_.contracts[arrivals.pool - 2].end_ns)
    arrivals.next_ns = kNever;
}

TimeNs RentalMarket::next_event_ns() const {
  TimeNs next_ns = kNever;
  for (const Arrivals& arrivals : arrivals_)
    next_ns = std::min(next_ns, arrivals.next_ns);
  if (!ends_.empty()) next_ns = std::min(next_ns, ends_.front().at_ns);
  for (const RentalContract& contract : params_.contracts) {
    if (contract.start_ns > now_ns_) next_ns = std::min(next_ns, contract.start_ns);
    if (contract.end_ns > now_ns_) next_ns = std::min(next_ns, contract.end_ns);
  }
  return next_ns;
}

void RentalMarket::run_until(TimeNs to_ns) {
  for (TimeNs at_ns = next_event_ns(); at_ns <= to_ns; at_ns = next_event_ns()) {
    if (at_ns == kNever) break;
    pass_time(at_ns);
    end_due();
    arrive_due();
    start_waiting();
  }
  pass_time(std::max(to_ns, now_ns_));
  bill_contracts();
}

void RentalMarket::pass_time(TimeNs to_ns) {
  const Int128 span_ns = to_ns - now_ns_;
  installed_gpu_ns_ += span_ns * gpus_;
  idle_gpu_ns_ += span_ns * (gpus_ - used_);
  for (RentalAccount& account : accounts_)
    account.used_gpu_ns += span_ns * account.gpus;
  now_ns_ = to_ns;
}

/// Take-or-pay: every contract owes its GPUs for the part of its term that is over.
void RentalMarket::bill_contracts() {
  RentalAccount& reserved = accounts_[index(RentalTier::reserved)];
  reserved.billed_gpu_ns = 0;
  reserved.billed_micro_usd = 0;
  for (const RentalContract& contract : params_.contracts) {
    const TimeNs from_ns = std::max(contract.start_ns, start_ns_);
    const TimeNs to_ns = std::min(contract.end_ns, now_ns_);
    if (to_ns <= from_ns) continue;
    const Int128 gpu_ns = Int128{to_ns - from_ns} * contract.gpus;
    reserved.billed_gpu_ns += gpu_ns;
    const RentalPrice price{contract.usd_per_gpu_h, 0.0, 0.0, 1.0, 1.0};
    reserved.billed_micro_usd += cost(gpu_ns, price.micro_usd_per_gpu_h(0.0));
  }
}

void RentalMarket::end_due() {
  while (!ends_.empty() && ends_.front().at_ns <= now_ns_) {
    const End due = ends_.front();
    std::pop_heap(ends_.begin(), ends_.end(), std::greater<>());
    ends_.pop_back();
    const Rental& rental = rentals_[due.slot];
    if (rental.number != due.number || rental.end_ns != due.at_ns) continue;
    end_rental(due.slot, rental.revoked ? &RentalAccount::revoked : &RentalAccount::completed);
  }
  for (std::size_t i = 0; i < params_.contracts.size(); ++i)
    if (params_.contracts[i].end_ns == now_ns_) close_contract(i);
}

/// A contract that is over gives its GPUs back.
void RentalMarket::close_contract(std::size_t contract) {
  Pool& pool = pools_[contract + 2];
  RentalAccount& account = accounts_[index(RentalTier::reserved)];
  for (; !pool.line.empty(); pool.line.pop_front()) {
    ++account.lost;
    --account.waiting;
  }
  for (std::size_t slot = 0; slot < rentals_.size(); ++slot)
    if (rentals_[slot].number != 0 && rentals_[slot].pool == contract + 2)
      end_rental(slot, &RentalAccount::cut);
}

void RentalMarket::arrive_due() {
  for (Arrivals& arrivals : arrivals_)
    while (arrivals.next_ns <= now_ns_) {
      RandomDraws draws = arrivals.stream.at(arrivals.number, 1);
      const RentalClass& size = arrivals.size;
      const double duration_s =
          std::min(size.median_s * draws.log_normal(0.0, size.sigma), size.longest_s);
      RentalAccount& account = account_of(arrivals.pool);
      ++account.requests;
      ++account.waiting;
      pools_[arrivals.pool].line.push_back(
          {arrivals.next_ns, std::max<std::int64_t>(from_seconds(duration_s), 1), size.gpus});
      ++arrivals.number;
      draw_arrival(arrivals, arrivals.next_ns);
    }
}

/// Contracts, then on-demand, then spot; each line in order.
void RentalMarket::start_waiting() {
  held_ = 0;
  const std::size_t contracts = pools_.size() - 2;
  for (std::size_t turn = 0; turn < pools_.size(); ++turn)
    start_line(turn < contracts ? turn + 2 : turn - contracts);
}

void RentalMarket::start_line(std::size_t pool) {
  Ring<Waiting>& line = pools_[pool].line;
  RentalAccount& account = account_of(pool);
  while (!line.empty()) {
    const Waiting first = line.front();
    const bool entitled = pools_[pool].gpus + first.gpus <= limit_of(pool);
    if (entitled && pool != kSpotPool && gpus_ - used_ - held_ < first.gpus) hold_line(pool);
    if (entitled && gpus_ - used_ - held_ >= first.gpus) {
      start(pool, first);
    } else {
      // What waits for revoked GPUs to be handed over does not run out of patience.
      const bool promised = entitled && pool != kSpotPool;
      const auto waited_ns = static_cast<double>(now_ns_ - first.arrival_ns);
      if (promised || waited_ns < pools_[pool].patience_s * 1e9) return;
      ++account.lost;
    }
    --account.waiting;
    line.pop_front();
  }
}

/// Keeps idle and revoked GPUs for everyone in a line who is entitled to them, so that nobody after
/// it takes them.
void RentalMarket::hold_line(std::size_t pool) {
  const Pool& holder = pools_[pool];
  std::int64_t wanted = 0;
  for (std::size_t i = 0; i < holder.line.size(); ++i) {
    if (holder.gpus + wanted + holder.line[i].gpus > limit_of(pool)) break;
    wanted += holder.line[i].gpus;
  }
  revoke_for(held_ + wanted);
  if (gpus_ - used_ - held_ < holder.line.front().gpus) held_ += wanted;
}

/// GPUs that a pool may have in use.
std::int64_t RentalMarket::limit_of(std::size_t pool) const {
  const auto in_term = [&](const RentalContract& contract) {
    return contract.start_ns <= now_ns_ && now_ns_ < contract.end_ns;
  };
  if (pool > kSpotPool) {
    const RentalContract& contract = params_.contracts[pool - 2];
    return in_term(contract) ? std::min(contract.gpus, gpus_) : 0;
  }
  if (pool == kSpotPool) return gpus_;
  std::int64_t rest = gpus_;
  for (const RentalContract& contract : params_.contracts)
    if (in_term(contract)) rest -= contract.gpus;
  return std::max<std::int64_t>(rest, 0);
}

void RentalMarket::start(std::size_t pool, const Waiting& request) {
  Pool& taker = pools_[pool];
  std::int64_t price = 0;  // Contracts are billed by their term.
  const double utilisation =
      gpus_ > 0 ? static_cast<double>(used_) / static_cast<double>(gpus_) : 0.0;
  if (pool == kOnDemandPool) price = params_.on_demand.price.micro_usd_per_gpu_h(utilisation);
  if (pool == kSpotPool) price = params_.spot.price.micro_usd_per_gpu_h(utilisation);
  std::size_t slot = rentals_.size();
  if (free_slots_.empty()) {
    rentals_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  rentals_[slot] = {now_ns_,      saturating_add(now_ns_, request.duration_ns),
                    request.gpus, price,
                    pool,         ++starts_,
                    false,        false};
  ends_.push_back({rentals_[slot].end_ns, starts_, slot});
  std::push_heap(ends_.begin(), ends_.end(), std::greater<>());
  taker.gpus += request.gpus;
  used_ += request.gpus;
  RentalAccount& account = account_of(pool);
  account.gpus += request.gpus;
  ++account.started;
  ++account.running;
}

/// Gives notice to the newest spot rentals until `gpus` are idle or will be handed over.
void RentalMarket::revoke_for(std::int64_t gpus) {
  const TimeNs handed_over_ns = saturating_add(now_ns_, from_seconds(params_.spot_notice_s));
  while (gpus_ - used_ + noticed_ < gpus) {
    std::size_t newest = rentals_.size();
    for (std::size_t slot = 0; slot < rentals_.size(); ++slot) {
      const Rental& rental = rentals_[slot];
      if (rental.number == 0 || rental.pool != kSpotPool || rental.noticed) continue;
      if (newest == rentals_.size() || rental.number > rentals_[newest].number) newest = slot;
    }
    if (newest == rentals_.size()) return;
    Rental& rental = rentals_[newest];
    rental.noticed = true;
    noticed_ += rental.gpus;
    if (handed_over_ns >= rental.end_ns) continue;  // It ends by itself before that.
    rental.revoked = true;
    rental.end_ns = handed_over_ns;
    if (handed_over_ns <= now_ns_) {
      end_rental(newest, &RentalAccount::revoked);
    } else {
      ends_.push_back({handed_over_ns, rental.number, newest});
      std::push_heap(ends_.begin(), ends_.end(), std::greater<>());
    }
  }
}

void RentalMarket::end_rental(std::size_t slot, std::int64_t RentalAccount::* how) {
  Rental& rental = rentals_[slot];
  RentalAccount& account = account_of(rental.pool);
  ++(account.*how);
  --account.running;
  account.gpus -= rental.gpus;
  pools_[rental.pool].gpus -= rental.gpus;
  used_ -= rental.gpus;
  if (rental.noticed) noticed_ -= rental.gpus;

  const std::int64_t span_ns = now_ns_ - rental.start_ns;
  account.ended_gpu_ns += Int128{span_ns} * rental.gpus;
  if (rental.pool <= kSpotPool) {
    const RentalOffer& offer = rental.pool == kSpotPool ? params_.spot : params_.on_demand;
    const std::int64_t step_ns = std::max<std::int64_t>(from_seconds(offer.billing_step_s), 1);
    const Int128 billed = Int128{(span_ns + step_ns - 1) / step_ns} * step_ns * rental.gpus;
    account.billed_gpu_ns += billed;
    account.billed_micro_usd += cost(billed, rental.micro_usd_per_gpu_h);
  }
  rental.number = 0;
  free_slots_.push_back(slot);
}

void RentalMarket::set_gpus(std::int64_t gpus) {
  if (gpus < 0) throw DomainError(fmt::format("a market of {} GPUs; expected 0 or more", gpus));
  gpus_ = gpus;
  // The newest of the least tier goes first.
  const auto rank = [&](const Rental& rental) {
    return rental.pool == kSpotPool ? 2 : rental.pool == kOnDemandPool ? 1 : 0;
  };
  while (used_ > gpus_) {
    std::size_t victim = rentals_.size();
    for (std::size_t slot = 0; slot < rentals_.size(); ++slot) {
      const Rental& rental = rentals_[slot];
      if (rental.number == 0) continue;
      if (victim == rentals_.size() || rank(rental) > rank(rentals_[victim]) ||
          (rank(rental) == rank(rentals_[victim]) && rental.number > rentals_[victim].number))
        victim = slot;
    }
    end_rental(victim, &RentalAccount::cut);
  }
  start_waiting();
}

}  // namespace gigawatt::jobs
