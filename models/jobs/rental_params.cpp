// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/rental_params.h"

#include <algorithm>
#include <cmath>

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
}

}  // namespace gigawatt::jobs
