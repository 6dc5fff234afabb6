// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/jobs/rental_params.h"
#include "models/jobs/serving_ring.h"
#include "sim/engine/random.h"
#include "sim/engine/wide.h"

namespace gigawatt::jobs {

enum class RentalTier { reserved, on_demand, spot };

/// What a tier did. requests = started + waiting + lost; started = completed + revoked + cut +
/// running.
struct RentalAccount {
  std::int64_t requests = 0;
  std::int64_t started = 0;
  std::int64_t completed = 0;
  std::int64_t revoked = 0;  ///< Spot, after its notice.
  std::int64_t cut = 0;      ///< Ended because GPUs went away.
  std::int64_t lost = 0;     ///< Out of patience.
  std::int64_t waiting = 0;
  std::int64_t running = 0;
  std::int64_t gpus = 0;     ///< In use now.
  Int128 used_gpu_ns = 0;    ///< Until now, the running ones included.
  Int128 billed_gpu_ns = 0;  ///< Of ended rentals in billing steps; of contracts, their term.
  Int128 ended_gpu_ns = 0;   ///< Used by ended rentals, added up one by one.
  std::int64_t billed_micro_usd = 0;

  double used_gpu_h() const { return static_cast<double>(used_gpu_ns) / 3.6e12; }
  double billed_gpu_h() const { return static_cast<double>(billed_gpu_ns) / 3.6e12; }
};

/// Reserved, on-demand and spot rentals of one pool, event by event. Reservations have their GPUs
/// for certain, on-demand what is not reserved, spot whatever is idle; a shortage revokes the
/// newest spot rentals.
class RentalMarket {
 public:
  RentalMarket(const RentalParams& params, std::uint64_t seed, TimeNs start_ns);

  /// All events up to and at `to_ns`; accounts then stand at `to_ns`.
  void run_until(TimeNs to_ns);
  /// GPUs there are from now on. Fewer than in use: the newest spot, then on-demand, then reserved
  /// rentals are cut. Contracts are billed in full all the same.
  void set_gpus(std::int64_t gpus);
  /// Instant of the next arrival, end or start of a contract.
  TimeNs next_event_ns() const;

  TimeNs now_ns() const { return now_ns_; }
  const RentalAccount& account(RentalTier tier) const { return accounts_[index(tier)]; }
  std::int64_t idle_gpus() const { return gpus_ - used_; }
  Int128 installed_gpu_ns() const { return installed_gpu_ns_; }
  Int128 idle_gpu_ns() const { return idle_gpu_ns_; }

 private:
  static constexpr std::size_t kOnDemandPool = 0;  // Pool 1 is spot, 2 + i is contract i.
  static constexpr std::size_t kSpotPool = 1;
  static constexpr std::size_t index(RentalTier tier) { return static_cast<std::size_t>(tier); }

  struct Waiting {
    TimeNs arrival_ns;
    std::int64_t duration_ns;
    std::int64_t gpus;
  };
  struct Arrivals {  // Of one size class.
    RandomStream stream;
    RentalClass size;
    std::size_t pool;
    std::uint64_t number;
    TimeNs next_ns;
  };
  struct Pool {  // On-demand, spot, or one contract.
    RentalTier tier;
    std::int64_t gpus;  // In use.
    double patience_s;
    Ring<Waiting> line;
  };
  struct Rental {
    TimeNs start_ns;
    TimeNs end_ns;
    std::int64_t gpus;
    std::int64_t micro_usd_per_gpu_h;
    std::size_t pool;
    std::uint64_t number;  // Of starts; 0 = free slot.
    bool noticed;          ///< Its GPUs are promised to others from its end on.
    bool revoked;          ///< And its end is earlier for that.
  };
  struct End {
    TimeNs at_ns;
    std::uint64_t number;
    std::size_t slot;
    friend bool operator>(const End& a, const End& b) {
      return a.at_ns != b.at_ns ? a.at_ns > b.at_ns : a.number > b.number;
    }
  };

  void add_arrivals(const std::vector<RentalClass>& sizes, std::size_t pool, std::uint64_t seed,
                    const std::string& path, TimeNs start_ns);
  void draw_arrival(Arrivals& arrivals, TimeNs after_ns);
  void pass_time(TimeNs to_ns);
  void bill_contracts();
  void end_due();
  void arrive_due();
  void start_waiting();
  void start_line(std::size_t pool);
  void hold_line(std::size_t pool);
  void start(std::size_t pool, const Waiting& request);
  void close_contract(std::size_t contract);
  std::int64_t limit_of(std::size_t pool) const;
  void revoke_for(std::int64_t gpus);
  void end_rental(std::size_t slot, std::int64_t RentalAccount::* how);
  RentalAccount& account_of(std::size_t pool) { return accounts_[index(pools_[pool].tier)]; }

  RentalParams params_;
  TimeNs start_ns_;
  TimeNs now_ns_;
  std::int64_t gpus_;
  std::int64_t used_ = 0;
  std::int64_t noticed_ = 0;  // GPUs of spot rentals that have their notice.
  std::int64_t held_ = 0;     // Idle or to be handed over, for those who wait for them.
  std::vector<Pool> pools_;
  std::vector<Arrivals> arrivals_;
  std::vector<Rental> rentals_;
  std::vector<std::size_t> free_slots_;
  std::vector<End> ends_;  // Heap; entries of rentals that ended otherwise are skipped.
  std::uint64_t starts_ = 0;
  std::array<RentalAccount, 3> accounts_{};
  Int128 installed_gpu_ns_ = 0;
  Int128 idle_gpu_ns_ = 0;
};

}  // namespace gigawatt::jobs
