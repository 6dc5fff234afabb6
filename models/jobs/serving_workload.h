// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "models/jobs/serving_autoscaler.h"
#include "models/jobs/serving_demand.h"
#include "models/jobs/serving_fluid.h"

namespace gigawatt::jobs {

/// What happens to requests beyond what the replicas can serve.
enum class Unserved {
  queue,    ///< They wait, up to a queue limit; beyond it they are dropped.
  reroute,  ///< They are handed back, for another site.
  drop,
};

/// One interval of a serving workload. In whole requests and tokens:
///   queued before + offered = served + dropped + rerouted + queued after.
struct ServingInterval {
  TokenCount offered;  ///< New in the interval, what other sites sent included.
  TokenCount served;
  TokenCount dropped;
  TokenCount rerouted;
  TokenCount queued;           ///< At its end.
  std::int64_t misses = 0;     ///< Of served: broke the service level.
  std::int64_t load_ppm = 0;   ///< Requests served over what the replicas sustain.
  std::int64_t busy_ppm = 0;   ///< Share of time that replicas run an iteration.
  std::int64_t power_ppm = 0;  ///< Dynamic power of the replicas' accelerators, share of full.
  double ttft_p99_s = 0.0;     ///< At the load of the interval; without the wait in the queue.
};

/// A serving workload as a site sees it: replicas are elastic allocations of its scheduler.
class ServingWorkload {
 public:
  virtual ~ServingWorkload() = default;
  /// Replicas it would like from `now_ns` on. Looks do not go back in time.
  virtual std::int64_t replicas_wanted(TimeNs now_ns) = 0;
  /// Replicas it has from now on, and their speed (1'000'000 = not throttled).
  virtual void set_replicas(std::int64_t count) = 0;
  virtual void set_speed_ppm(std::int64_t speed_ppm) = 0;
  /// Requests that another site hands over; they count as offered in the next interval.
  virtual void accept(const TokenCount& rerouted) = 0;
  /// Serves the demand of [from, to) with the replicas as they are.
  virtual ServingInterval advance(TimeNs from_ns, TimeNs to_ns) = 0;
  /// Accelerators of one replica.
  virtual std::int64_t accelerators_per_replica() const = 0;
  virtual std::unique_ptr<ServingWorkload> clone() const = 0;
};

struct FluidServingParams {
  std::shared_ptr<const ServingTable> table;
  std::int64_t accelerators_per_replica = 1;
  DemandParams demand;
  AutoscalerParams autoscaler;
  PhasePower power;
  ServiceLevel level;
  Unserved unserved = Unserved::queue;
  double queue_limit_s = 60.0;  ///< Longest queue, in time that the replicas need for it [s].
};

/// Mean demand per interval through the table of the request engine.
class FluidServing final : public ServingWorkload {
 public:
  /// Throws DomainError for parameters outside their range.
  explicit FluidServing(FluidServingParams params);

  std::int64_t replicas_wanted(TimeNs now_ns) override;
  void set_replicas(std::int64_t count) override;
  void set_speed_ppm(std::int64_t speed_ppm) override;
  void accept(const TokenCount& rerouted) override { handed_over_ += rerouted; }
  ServingInterval advance(TimeNs from_ns, TimeNs to_ns) override;
  std::int64_t accelerators_per_replica() const override {
    return params_.accelerators_per_replica;
  }
  std::unique_ptr<ServingWorkload> clone() const override {
    return std::make_unique<FluidServing>(*this);
  }

 private:
  TokenCount draw_demand(TimeNs from_ns, TimeNs to_ns);
  double sustained_per_s() const;
  void fill_rates(ServingInterval& interval, std::int64_t queued_before, double span_s);

  FluidServingParams params_;
  AutoscalerState scaling_;
  std::int64_t replicas_ = 0;
  std::int64_t speed_ppm_ = 1'000'000;
  TokenCount queue_;
  TokenCount handed_over_;
  // What whole numbers left over, carried so that sums over any intervals agree.
  double requests_left_ = 0.0;
  double input_left_ = 0.0;
  double output_left_ = 0.0;
  double misses_left_ = 0.0;
};

/// `requests` of `from`, with their share of its tokens; what remains stays in `from`.
TokenCount take(TokenCount& from, std::int64_t requests);

}  // namespace gigawatt::jobs
