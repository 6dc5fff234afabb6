// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/jobs/serving_cluster.h"

namespace gigawatt::jobs {

/// Dynamic power of a replica's accelerators by what they do, as a share of the span from idle to
/// rated. Sources and range: docs/models/jobs/serving.md.
struct PhasePower {
  double compute = 1.0;  ///< Arithmetic at its limit (prefill).
  double memory = 0.5;   ///< Waiting for memory (decode).
};

/// Dynamic power share [-] of a replica that is busy for `busy` of the time, with `compute` of it
/// taken by arithmetic: memory · busy + (compute − memory) · arithmetic.
double power_share(double busy, double compute, const PhasePower& power);

/// A replica with more work than it can do: what it then sustains.
struct Saturation {
  double requests_per_s = 0.0;
  double compute = 0.0;  ///< Share of time that the arithmetic takes [-].
  double preemptions_per_request = 0.0;
};

/// What to calibrate: a replica, its engine and the requests that it sees.
struct ServingCase {
  std::shared_ptr<const ReplicaModel> model;
  EngineParams engine;
  std::shared_ptr<const LengthTable> lengths;
  BurstGaps gaps;
  ServiceLevel level;
};

/// Settings of an engine that only wants throughput: the batch that the KV cache holds, up to
/// 1,024.
EngineParams batch_engine();

/// Runs `requests` requests that are all there from the start; the beginning and the emptying at
/// the end are left out.
Saturation saturate(const ServingCase& serving, std::uint64_t seed,
                    std::uint64_t requests = 30'000);

/// One replica in the long run at a steady load, from the request engine.
struct FluidPoint {
  double load = 0.0;     ///< Request rate over the saturated one [-].
  double busy = 0.0;     ///< Share of time with an iteration running [-].
  double compute = 0.0;  ///< Share of time that the arithmetic takes [-].
  double ttft_p99_s = 0.0;
  double tpot_p99_s = 0.0;
  double miss_share = 0.0;  ///< Requests that break the service level [-].
};

/// Runs the request engine on one replica at `load`, `requests` requests after a warm-up.
FluidPoint run_at_load(const ServingCase& serving, const Saturation& full, double load,
                       std::uint64_t seed, std::uint64_t requests);

/// The request engine in a table over load: a year in mean demand per interval.
struct ServingTable {
  Saturation full;
  double mean_input = 0.0;         ///< Tokens per request.
  double mean_output = 0.0;        ///< Tokens per request.
  std::vector<FluidPoint> points;  ///< Ascending in load, the first at 0.

  /// Interpolated; above the last point that one holds. The wait for the first token grows as
  /// 1 / (1 − load), so its product with (1 − load) is what is interpolated.
  FluidPoint at(double load) const;
};

/// Loads of the table: closer where a queue builds up.
std::vector<double> calibration_loads();

/// Requests for a quantile at `load` that scatters no more than one of `base` requests at 3/4 load:
/// a queue forgets in 1 / (1 − load)². At most 64 · base.
std::uint64_t requests_for(double load, std::uint64_t base);

/// Every load with requests_for(load, base) requests and the same luck. The default takes about
/// two seconds and leaves some 15 % on the 99th percentile of the first token near full load.
ServingTable calibrate(const ServingCase& serving, std::uint64_t seed, std::uint64_t base = 50'000,
                       const std::vector<double>& loads = calibration_loads());

}  // namespace gigawatt::jobs
