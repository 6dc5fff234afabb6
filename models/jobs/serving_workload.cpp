// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_workload.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

constexpr double kPpm = 1e6;

std::int64_t ppm(double share) {
  return static_cast<std::int64_t>(std::llround(std::clamp(share, 0.0, 1.0) * kPpm));
}

/// The whole part of `value` and what was left before; the rest is left for the next time.
std::int64_t whole(double value, double& left) {
  left += value;
  const double floor = std::floor(left);
  left -= floor;
  return static_cast<std::int64_t>(floor);
}

/// Share of a time in which a straight line from `start` to `end` lies above `limit`.
double share_above(double start, double end, double limit) {
  const double low = std::min(start, end);
  const double high = std::max(start, end);
  if (low >= limit) return high > limit ? 1.0 : 0.0;
  if (high <= limit) return 0.0;
  return (high - limit) / (high - low);
}

}  // namespace

TokenCount take(TokenCount& from, std::int64_t requests) {
  if (requests <= 0) return {};
  if (requests >= from.requests) return std::exchange(from, TokenCount{});
  const auto part = [&](std::int64_t tokens) {
    return static_cast<std::int64_t>(Int128{tokens} * requests / from.requests);
  };
  const TokenCount taken{requests, part(from.input), part(from.output)};
  from = from - taken;
  return taken;
}

FluidServing::FluidServing(FluidServingParams params) : params_(std::move(params)) {
  check(params_.demand);
  check(params_.autoscaler);
  if (!params_.table || params_.table->points.empty())
    throw DomainError("a serving workload needs a calibrated table");
  if (!(params_.queue_limit_s >= 0.0))
    throw DomainError(
        fmt::format("the queue limit is {} s; expected 0 or more", params_.queue_limit_s));
}

void FluidServing::set_replicas(std::int64_t count) {
  if (count < 0) throw DomainError(fmt::format("{} replicas; expected 0 or more", count));
  replicas_ = count;
}

void FluidServing::set_speed_ppm(std::int64_t speed_ppm) {
  if (speed_ppm < 0 || speed_ppm > 1'000'000)
    throw DomainError(fmt::format("speed is {} ppm; expected 0 to 1,000,000", speed_ppm));
  speed_ppm_ = speed_ppm;
}

std::int64_t FluidServing::replicas_wanted(TimeNs now_ns) {
  // What waits asks for replicas that serve it within the limit of the queue.
  double rate = demand_rate(params_.demand, now_ns);
  if (queue_.requests > 0) rate += static_cast<double>(queue_.requests) / params_.queue_limit_s;
  scaling_ =
      autoscale(params_.autoscaler, scaling_, now_ns, rate, params_.table->full.requests_per_s);
  return scaling_.wanted;
}

double FluidServing::sustained_per_s() const {
  return static_cast<double>(replicas_) * params_.table->full.requests_per_s *
         static_cast<double>(speed_ppm_) / kPpm;
}

TokenCount FluidServing::draw_demand(TimeNs from_ns, TimeNs to_ns) {
  const double expected = demand_between(params_.demand, from_ns, to_ns);
  TokenCount demand;
  demand.requests = whole(expected, requests_left_);
  demand.input = whole(expected * params_.table->mean_input, input_left_);
  demand.output = whole(expected * params_.table->mean_output, output_left_);
  return demand + std::exchange(handed_over_, TokenCount{});
}

ServingInterval FluidServing::advance(TimeNs from_ns, TimeNs to_ns) {
  ServingInterval interval;
  interval.offered = draw_demand(from_ns, to_ns);
  const std::int64_t queued_before = queue_.requests;
  const double span_s = to_seconds(to_ns - from_ns);
  const double capacity = sustained_per_s() * span_s;

  queue_ += interval.offered;
  interval.served = take(queue_, static_cast<std::int64_t>(std::min(
                                     std::floor(capacity), static_cast<double>(queue_.requests))));
  const double longest = params_.unserved == Unserved::queue
                             ? std::floor(sustained_per_s() * params_.queue_limit_s)
                             : 0.0;
  if (static_cast<double>(queue_.requests) > longest) {
    TokenCount kept = take(queue_, static_cast<std::int64_t>(longest));
    (params_.unserved == Unserved::reroute ? interval.rerouted : interval.dropped) =
        std::exchange(queue_, kept);
  }
  interval.queued = queue_;
  fill_rates(interval, queued_before, span_s);
  interval.misses = std::min(interval.misses, interval.served.requests);
  return interval;
}

/// Load, power and misses of the interval: saturated while a queue stands, at the mean load of what
/// came in once it is gone.
void FluidServing::fill_rates(ServingInterval& interval, std::int64_t queued_before,
                              double span_s) {
  const double rate = sustained_per_s();
  const auto served = static_cast<double>(interval.served.requests);
  if (rate <= 0.0 || span_s <= 0.0) return;
  const double load = served / (rate * span_s);
  const auto offered = static_cast<double>(interval.offered.requests);
  const bool overflows = queued_before + interval.offered.requests > interval.served.requests;

  double full_s = overflows ? span_s : 0.0;
  double arriving_load = offered / (rate * span_s);
  if (!overflows && queued_before > 0)
    full_s = std::min(span_s, static_cast<double>(queued_before) / (rate * (1.0 - arriving_load)));
  arriving_load = std::min(arriving_load, 1.0);
  const FluidPoint free = params_.table->at(arriving_load);
  const double full_share = full_s / span_s;
  const double busy = full_share + (1.0 - full_share) * free.busy;
  const double compute =
      full_share * params_.table->full.compute + (1.0 - full_share) * free.compute;

  // Of those served while a queue stands, the ones behind a wait longer than promised miss; for
  // the others the table's last point holds.
  const double wait_before_s = static_cast<double>(queued_before) / rate;
  const double wait_after_s =
      overflows ? static_cast<double>(interval.queued.requests) / rate : 0.0;
  const double late = share_above(wait_before_s, wait_after_s, params_.level.ttft_s);
  const double crowded = late + (1.0 - late) * params_.table->points.back().miss_share;
  const double served_full = std::min(served, rate * full_s);
  const double misses = served_full * crowded + (served - served_full) * free.miss_share;

  interval.misses = whole(misses, misses_left_);
  interval.load_ppm = ppm(load);
  interval.busy_ppm = ppm(busy);
  interval.power_ppm = ppm(power_share(busy, compute, params_.power));
  interval.ttft_p99_s = params_.table->at(load).ttft_p99_s * kPpm / static_cast<double>(speed_ppm_);
}

}  // namespace gigawatt::jobs
