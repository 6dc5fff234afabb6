// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_cluster.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {

ServingCluster::ServingCluster(const std::shared_ptr<const ReplicaModel>& model,
                               const EngineParams& params, std::int64_t replicas, Dispatch dispatch,
                               ServiceLevel level)
    : params_(params), dispatch_(dispatch) {
  if (replicas < 1)
    throw DomainError(fmt::format("a cluster of {} replicas; expected 1 or more", replicas));
  for (std::int64_t replica = 0; replica < replicas; ++replica)
    replicas_.emplace_back(model, params);
  stats_.level = level;
}

void ServingCluster::offer(const Request& request) {
  offered_.add(request);
  if (dispatch_ == Dispatch::round_robin) {
    ServingReplica& replica = replicas_[turn_];
    turn_ = (turn_ + 1) % replicas_.size();
    replica.run_until(request.arrival_ns, stats_);
    replica.submit(request);
    return;
  }
  run_until(request.arrival_ns);
  ServingReplica& least = replicas_[least_loaded()];
  if (dispatch_ == Dispatch::least_loaded || (queue_.empty() && least.has_room()))
    least.submit(request);
  else
    queue_.push_back(request);
}

void ServingCluster::run_until(TimeNs until_ns) {
  share_queue(until_ns);
  for (ServingReplica& replica : replicas_)
    replica.run_until(until_ns, stats_);
}

/// Lets the replicas take from the common line in the order in which they get room.
void ServingCluster::share_queue(TimeNs until_ns) {
  while (!queue_.empty()) {
    const auto earliest = std::min_element(
        replicas_.begin(), replicas_.end(),
        [](const ServingReplica& a, const ServingReplica& b) { return a.now_ns() < b.now_ns(); });
    if (earliest->now_ns() >= until_ns) return;
    if (earliest->has_room()) {
      earliest->submit(queue_.front());
      queue_.pop_front();
    } else {
      earliest->run_until(until_ns, stats_, true);
    }
  }
}

std::size_t ServingCluster::least_loaded() const {
  const auto least = std::min_element(replicas_.begin(), replicas_.end(),
                                      [](const ServingReplica& a, const ServingReplica& b) {
                                        return a.in_system() < b.in_system();
                                      });
  return static_cast<std::size_t>(least - replicas_.begin());
}

void ServingCluster::forget() {
  const ServiceLevel level = stats_.level;
  stats_ = ServingStats{};
  stats_.level = level;
}

TokenCount ServingCluster::inside() const {
  TokenCount count;
  for (const ServingReplica& replica : replicas_)
    count += replica.inside();
  for (std::size_t i = 0; i < queue_.size(); ++i)
    count.add(queue_[i]);
  return count;
}

ReplicaMeters ServingCluster::meters() const {
  ReplicaMeters sum;
  for (const ServingReplica& replica : replicas_) {
    sum.busy_ps += replica.meters().busy_ps;
    sum.compute_ps += replica.meters().compute_ps;
    sum.preemptions += replica.meters().preemptions;
  }
  return sum;
}

TimeNs ServingCluster::latest_ns() const {
  TimeNs latest = 0;
  for (const ServingReplica& replica : replicas_)
    latest = std::max(latest, replica.now_ns());
  return latest;
}

void serve_all(RequestSource& source, ServingCluster& cluster) {
  Request request;
  while (source.next(request))
    cluster.offer(request);
  cluster.drain();
}

}  // namespace gigawatt::jobs
