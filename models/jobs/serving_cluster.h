// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/jobs/serving_replica.h"
#include "models/jobs/serving_requests.h"

namespace gigawatt::jobs {

/// Which replica takes a request.
enum class Dispatch {
  round_robin,
  least_loaded,   ///< The one with the fewest requests, at arrival.
  central_queue,  ///< The first with room for one more sequence; all wait in one line.
};

/// Replicas of one model behind one front door, request by request.
class ServingCluster {
 public:
  ServingCluster(const std::shared_ptr<const ReplicaModel>& model, const EngineParams& params,
                 std::int64_t replicas, Dispatch dispatch, ServiceLevel level);

  /// Takes a request; arrivals do not fall.
  void offer(const Request& request);
  /// Runs every iteration that starts before `until_ns`.
  void run_until(TimeNs until_ns);
  /// Runs until nothing is left.
  void drain() { run_until(kNever); }
  /// Forgets the statistics so far (a warm-up); what is inside stays.
  void forget();

  const TokenCount& offered() const { return offered_; }
  const ServingStats& stats() const { return stats_; }
  TokenCount inside() const;  ///< Counted request by request.
  ReplicaMeters meters() const;
  /// Latest instant at which a replica's last iteration ended.
  TimeNs latest_ns() const;

 private:
  void share_queue(TimeNs until_ns);
  std::size_t least_loaded() const;

  EngineParams params_;
  std::vector<ServingReplica> replicas_;
  Dispatch dispatch_;
  ServingStats stats_;
  TokenCount offered_;
  Ring<Request> queue_;  // Of Dispatch::central_queue.
  std::size_t turn_ = 0;
};

/// A whole run: every request of `source`, then until the last token is out.
void serve_all(RequestSource& source, ServingCluster& cluster);

}  // namespace gigawatt::jobs
