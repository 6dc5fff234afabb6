// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_fluid.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

double seconds(Int128 time_ps) {
  return static_cast<double>(time_ps) * 1e-12;
}

double between(double low, double high, double share) {
  return low + (high - low) * share;
}

}  // namespace

double power_share(double busy, double compute, const PhasePower& power) {
  return power.memory * busy + (power.compute - power.memory) * compute;
}

EngineParams batch_engine() {
  EngineParams params;
  params.max_batch = 1024;
  params.chunk_tokens = 2048;
  return params;
}

Saturation saturate(const ServingCase& serving, std::uint64_t seed, std::uint64_t requests) {
  ServingCluster cluster(serving.model, serving.engine, 1, Dispatch::round_robin, serving.level);
  DrawnRequests source(seed, "saturation", serving.lengths, 1e9, {}, 0, requests);
  for (Request request; source.next(request);)
    cluster.offer(request);

  // The middle half of the requests served: the batch is full and stays so.
  const auto total = static_cast<std::int64_t>(requests);
  const auto run_to = [&](std::int64_t served) {
    while (cluster.stats().served.requests < served)
      cluster.run_until(cluster.latest_ns() + kNsPerSecond);
  };
  run_to(total / 4);
  const std::int64_t first = cluster.stats().served.requests;
  const TimeNs from_ns = cluster.latest_ns();
  const ReplicaMeters before = cluster.meters();
  run_to(3 * (total / 4));
  const double span_s = to_seconds(cluster.latest_ns() - from_ns);
  const ReplicaMeters after = cluster.meters();

  Saturation full;
  const auto served = static_cast<double>(cluster.stats().served.requests - first);
  full.requests_per_s = served / span_s;
  full.compute = seconds(after.compute_ps - before.compute_ps) / span_s;
  full.preemptions_per_request =
      static_cast<double>(after.preemptions - before.preemptions) / served;
  return full;
}

FluidPoint run_at_load(const ServingCase& serving, const Saturation& full, double load,
                       std::uint64_t seed, std::uint64_t requests) {
  const std::uint64_t warm_up = requests / 10;
  ServingCluster cluster(serving.model, serving.engine, 1, Dispatch::round_robin, serving.level);
  DrawnRequests source(seed, "calibration", serving.lengths, load * full.requests_per_s,
                       serving.gaps, 0, warm_up + requests);
  ReplicaMeters before;
  TimeNs from_ns = 0;
  Request request;
  for (std::uint64_t number = 0; source.next(request); ++number) {
    cluster.offer(request);
    if (number + 1 == warm_up) {
      cluster.forget();
      before = cluster.meters();
      from_ns = cluster.latest_ns();
    }
  }
  const double span_s = to_seconds(cluster.latest_ns() - from_ns);
  const ReplicaMeters after = cluster.meters();
  const ServingStats& stats = cluster.stats();

  FluidPoint point;
  point.load = load;
  point.busy = seconds(after.busy_ps - before.busy_ps) / span_s;
  point.compute = seconds(after.compute_ps - before.compute_ps) / span_s;
  point.ttft_p99_s = stats.ttft_ms.quantile(0.99) * 1e-3;
  point.tpot_p99_s = stats.tpot_ms.quantile(0.99) * 1e-3;
  point.miss_share = stats.miss_share();
  return point;
}

FluidPoint ServingTable::at(double load) const {
  const auto after =
      std::upper_bound(points.begin(), points.end(), load,
                       [](double value, const FluidPoint& point) { return value < point.load; });
  if (after == points.begin()) return points.front();
  if (after == points.end()) {
    FluidPoint last = points.back();
    last.load = load;
    return last;
  }
  const FluidPoint& low = *(after - 1);
  const FluidPoint& high = *after;
  const double share = (load - low.load) / (high.load - low.load);

  FluidPoint point;
  point.load = load;
  point.busy = between(low.busy, high.busy, share);
  point.compute = between(low.compute, high.compute, share);
  point.ttft_p99_s =
      between(low.ttft_p99_s * (1.0 - low.load), high.ttft_p99_s * (1.0 - high.load), share) /
      (1.0 - load);
  point.tpot_p99_s = between(low.tpot_p99_s, high.tpot_p99_s, share);
  point.miss_share = between(low.miss_share, high.miss_share, share);
  return point;
}

std::vector<double> calibration_loads() {
  return {0.025, 0.05, 0.1,  0.15, 0.25, 0.35, 0.45, 0.55,  0.65,
          0.75,  0.8,  0.84, 0.87, 0.9,  0.92, 0.94, 0.965, 0.98};
}

std::uint64_t requests_for(double load, std::uint64_t base) {
  const double slower = 0.25 / (1.0 - load);
  return static_cast<std::uint64_t>(static_cast<double>(base) *
                                    std::clamp(slower * slower, 1.0, 64.0));
}

ServingTable calibrate(const ServingCase& serving, std::uint64_t seed, std::uint64_t base,
                       const std::vector<double>& loads) {
  if (loads.empty() || !std::is_sorted(loads.begin(), loads.end()) || !(loads.front() > 0.0) ||
      !(loads.back() < 1.0))
    throw DomainError(
        "calibration loads must rise between 0 and 1, both excluded, and be at least one");
  ServingTable table;
  table.full = saturate(serving, seed);
  table.mean_input = serving.lengths->mean_input();
  table.mean_output = serving.lengths->mean_output();
  for (const double load : loads)
    table.points.push_back(run_at_load(serving, table.full, load, seed, requests_for(load, base)));
  // An idle replica: no work, and the latencies of a request that comes alone.
  FluidPoint idle = table.points.front();
  idle.load = idle.busy = idle.compute = 0.0;
  table.points.insert(table.points.begin(), idle);
  return table;
}

}  // namespace gigawatt::jobs
