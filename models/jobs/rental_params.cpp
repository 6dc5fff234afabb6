// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/rental_params.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

void check(const std::vector<RentalClass>& classes, std::string_view where, std::int64_t most) {
  for (const RentalClass& size : classes) {
    if (size.gpus < 1 || size.gpus > most)
      throw DomainError(
          fmt::format("{}: requests for {} GPUs; expected 1 to {}", where, size.gpus, most));
    if (!(size.requests_per_h >= 0.0))
      throw DomainError(
          fmt::format("{}: {} requests per hour; expected 0 or more", where, size.requests_per_h));
    if (!(size.median_s > 0.0) || !(size.sigma >= 0.0) || !(size.longest_s >= size.median_s))
      throw DomainError(
          fmt::format("{}: durations of median {} s, sigma {}, longest {} s; expected a median "
                      "above 0, a sigma of 0 or more and a longest of at least the median",
                      where, size.median_s, size.sigma, size.longest_s));
  }
}

void check(const RentalOffer& offer, std::string_view where, std::int64_t most) {
  check(offer.requests, where, most);
  if (!(offer.price.usd_per_gpu_h >= 0.0) || !(offer.price.least >= 0.0) ||
      !(offer.price.most >= offer.price.least))
    throw DomainError(fmt::format(
        "{}: a price of {} USD/GPU-h between {} and {} times; expected 0 or more, least <= most",
        where, offer.price.usd_per_gpu_h, offer.price.least, offer.price.most));
  if (!(offer.patience_s >= 0.0) || !(offer.billing_step_s > 0.0))
    throw DomainError(
        fmt::format("{}: patience of {} s, billing steps of {} s; expected 0 or more and above 0",
                    where, offer.patience_s, offer.billing_step_s));
}

}  // namespace

void RentalClass::visit(FieldVisitor& v) {
  v.integer({.name = "gpus", .doc = "GPUs of one request.", .min = 1, .required = true}, gpus);
  v.number({.name = "requests",
            .unit = "1/h",
            .doc = "Mean of a Poisson process.",
            .min = 0,
            .required = true},
           requests_per_h);
  v.number({.name = "median",
            .unit = "s",
            .doc = "Median duration.",
            .min = 0,
            .above_min = true,
            .required = true},
           median_s);
  v.number({.name = "sigma", .doc = "Of the logarithm of the duration.", .min = 0, .max = 5},
           sigma);
  v.number({.name = "longest",
            .unit = "s",
            .doc = "Longer draws are cut here.",
            .min = 0,
            .above_min = true},
           longest_s);
}

void RentalPrice::visit(FieldVisitor& v) {
  v.number({.name = "base", .unit = "USD/GPU-h", .doc = "At the reference.", .min = 0},
           usd_per_gpu_h);
  v.number({.name = "slope", .doc = "Relative rise per unit of utilisation."}, slope);
  v.number({.name = "reference",
            .doc = "Utilisation at which the base price holds.",
            .min = 0,
            .max = 1},
           reference);
  v.number({.name = "least", .doc = "Lowest price over base.", .min = 0}, least);
  v.number({.name = "most", .doc = "Highest price over base.", .min = 0}, most);
}

void RentalContract::visit(FieldVisitor& v) {
  v.text({.name = "name", .doc = "Name of the tenant.", .required = true}, name);
  v.integer({.name = "gpus", .doc = "Reserved GPUs.", .min = 1, .required = true}, gpus);
  v.number({.name = "price",
            .unit = "USD/GPU-h",
            .doc = "Paid for the whole term, used or not.",
            .min = 0,
            .required = true},
           usd_per_gpu_h);
  std::optional<TimeNs> start;
  std::optional<TimeNs> end;
  v.instant({.name = "start", .doc = "First instant; the run's start unless given."}, start);
  v.instant({.name = "end", .doc = "Its end; never unless given."}, end);
  if (start) start_ns = *start;
  if (end) end_ns = *end;
  v.list({.name = "uses", .doc = "What the tenant runs inside the reservation."}, uses);
}

void RentalOffer::visit(FieldVisitor& v) {
  v.list({.name = "requests", .doc = "By size."}, requests);
  v.group({.name = "price", .doc = "Fixed at the start of a rental."}, price);
  v.number({.name = "patience",
            .unit = "s",
            .doc = "A request that cannot start so long is lost.",
            .min = 0},
           patience_s);
  v.number({.name = "billing_step",
            .unit = "s",
            .doc = "Durations are billed in whole steps.",
            .min = 0,
            .above_min = true},
           billing_step_s);
}

void RentalParams::visit(FieldVisitor& v) {
  v.integer({.name = "gpus", .doc = "GPUs of the pool.", .min = 1, .required = true}, gpus);
  v.list({.name = "contracts", .doc = "Reservations, take-or-pay."}, contracts);
  v.number({.name = "contract_patience",
            .unit = "s",
            .doc = "Of requests inside a reservation.",
            .min = 0},
           contract_patience_s);
  v.group({.name = "on_demand", .doc = "On what is not reserved."}, on_demand);
  v.group({.name = "spot", .doc = "On what is idle."}, spot);
  v.number({.name = "spot_notice",
            .unit = "s",
            .doc = "Between the notice and the end of a revoked spot rental.",
            .min = 0},
           spot_notice_s);
  v.number({.name = "utilisation",
            .doc = "Of a GPU in use; it sets the power of its node.",
            .min = 0,
            .max = 1},
           utilisation);
}

std::int64_t RentalPrice::micro_usd_per_gpu_h(double utilisation) const {
  const double factor = std::clamp(1.0 + slope * (utilisation - reference), least, most);
  return std::llround(usd_per_gpu_h * factor * 1e6);
}

void check(const RentalParams& params) {
  if (params.gpus < 0)
    throw DomainError(fmt::format("a market of {} GPUs; expected 0 or more", params.gpus));
  for (const RentalContract& contract : params.contracts) {
    if (contract.gpus < 1 || contract.end_ns <= contract.start_ns ||
        !(contract.usd_per_gpu_h >= 0.0))
      throw DomainError(fmt::format(
          "contract '{}': {} GPUs at {} USD/GPU-h; expected 1 or more GPUs, a price of 0 or more "
          "and an end after its start",
          contract.name, contract.gpus, contract.usd_per_gpu_h));
    check(contract.uses, fmt::format("contract '{}'", contract.name), contract.gpus);
    std::int64_t reserved = 0;  // When this contract starts.
    for (const RentalContract& other : params.contracts)
      if (other.start_ns <= contract.start_ns && contract.start_ns < other.end_ns)
        reserved += other.gpus;
    if (reserved > params.gpus)
      throw DomainError(
          fmt::format("{} GPUs are reserved when contract '{}' starts, but the market has {}",
                      reserved, contract.name, params.gpus));
  }
  const std::int64_t most = std::max<std::int64_t>(params.gpus, 1);
  check(params.on_demand, "on-demand", most);
  check(params.spot, "spot", most);
  if (!(params.spot_notice_s >= 0.0))
    throw DomainError(
        fmt::format("a spot notice of {} s; expected 0 or more", params.spot_notice_s));
  if (!(params.utilisation >= 0.0 && params.utilisation <= 1.0))
    throw DomainError(fmt::format("a utilisation of {}; expected 0 to 1", params.utilisation));
}

}  // namespace gigawatt::jobs
