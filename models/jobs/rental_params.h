// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/time.h"
#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

/// Requests for one size of machine: Poisson arrivals, log-normal duration.
struct RentalClass {
  std::int64_t gpus = 8;
  double requests_per_h = 0.0;
  double median_s = 3600.0;
  double sigma = 0.0;        ///< Of ln duration [-]; 0 = every request lasts the median.
  double longest_s = 3.2e7;  ///< Durations are cut here [s].

  void visit(FieldVisitor& visitor);
};

/// Price per GPU-hour that follows the utilisation u of the machines at the start of a rental:
///   base · clamp(1 + slope · (u − reference), least, most).
struct RentalPrice {
  double usd_per_gpu_h = 0.0;
  double slope = 0.0;
  double reference = 0.8;
  double least = 0.5;
  double most = 2.0;

  /// Whole millionths of a dollar per GPU-hour.
  std::int64_t micro_usd_per_gpu_h(double utilisation) const;
  void visit(FieldVisitor& visitor);
};

/// A reservation: paid for its whole term, used or not.
struct RentalContract {
  std::string name;
  std::int64_t gpus = 0;
  double usd_per_gpu_h = 0.0;
  TimeNs start_ns = 0;
  TimeNs end_ns = kNever;
  std::vector<RentalClass> uses;  ///< What the tenant runs inside the reservation.

  void visit(FieldVisitor& visitor);
};

/// On-demand or spot.
struct RentalOffer {
  std::vector<RentalClass> requests;
  RentalPrice price;
  double patience_s = 0.0;      ///< A request that cannot start so long is lost [s].
  double billing_step_s = 1.0;  ///< Durations are billed in whole steps [s].

  void visit(FieldVisitor& visitor);
};

/// `rental:` of a workload: a market on one pool of GPUs. Docs: docs/models/jobs/rental.md.
struct RentalParams {
  std::string name = "rental";  ///< Its luck: that of the workload.
  std::int64_t gpus = 0;
  std::vector<RentalContract> contracts;
  double contract_patience_s = 1e9;  ///< Of requests inside a reservation [s].
  RentalOffer on_demand;
  RentalOffer spot;
  double spot_notice_s = 120.0;  ///< Between the notice and the end of a revoked spot rental [s].
  double utilisation = 0.8;      ///< Of a GPU in use; it sets the power of its node [-].

  void visit(FieldVisitor& visitor);
};

/// Throws DomainError naming what is wrong: sizes, rates, prices or terms out of range, or more
/// reserved at one time than there is.
void check(const RentalParams& params);

}  // namespace gigawatt::jobs
