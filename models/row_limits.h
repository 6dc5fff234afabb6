// SPDX-License-Identifier: Apache-2.0
#pragma once

// What rows, PDUs and feeds carry while a site runs: asked before each start, and metered. Docs:
// docs/models/jobs/row_limits.md.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/distribution_model.h"
#include "models/jobs/placement_limits.h"
#include "sim/engine/time.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// Exact integrals of one point over time.
struct RowMeters {
  Int128 admitted = 0;  ///< Idle nodes and started jobs at their largest [mW·ns].
  std::int64_t peak_mw = 0;
  /// While a job waits for power: what is left under the limit [mW·ns], and the free nodes that
  /// this point's limit keeps from it [node-ns].
  Int128 stranded_power = 0, stranded_nodes = 0;
  Int128 stranded_gpus = 0;      ///< Of those nodes [accelerator-ns].
  std::int64_t binding_ns = 0;   ///< Some nodes were kept so.
  std::int64_t too_warm_ns = 0;  ///< Some rack right on it took no job, for its coolant.
};

/// The limits of one site as its schedulers see them. Domains are the racks of the partition whose
/// pass goes on; slots are the site's. Copyable: a snapshot is a copy.
class RowLimits final : public jobs::PlacementLimits {
 public:
  /// `model` outlives this.
  RowLimits(const DistributionModel& model, TimeNs start_ns);

  /// Nodes were energised or retired: sets aside what is needed from now on.
  void reserve(TimeNs now);
  /// What each node of the waiting job in this slot draws above idle at most [mW].
  void expect(std::uint32_t slot, std::int64_t node_mw);
  /// The plant's coolant is by so much warmer than its set point [K]: racks that it makes warmer
  /// than their nodes accept take no job. True if other racks than before do.
  bool follow_coolant(TimeNs now, double above_set_k);
  /// The job in this slot leaves its nodes.
  void release(TimeNs now, std::uint32_t partition, std::uint32_t slot, std::uint32_t nodes,
               std::span<const jobs::DomainShare> shares);

  void begin_pass(TimeNs now, std::uint32_t partition);
  /// Which free nodes are of no use to the first job that was refused in this pass.
  void end_pass(const jobs::Scheduler& scheduler);
  /// Brings the meters to `now`.
  void meter(TimeNs now);
  const std::vector<RowMeters>& meters() const { return meters_; }  ///< By named point.
  /// Load [mW] that no idle node and no started job explains; 0 once every job has left.
  std::int64_t unexplained_mw() const;

  // As PlacementLimits, of the partition whose pass goes on.
  double headroom_w(std::uint32_t domain) const override;
  double headroom_k(std::uint32_t domain) const override {
    return model_->headroom_k_of_rack[partition_][domain];
  }
  bool can_take(const jobs::QueuedJob& job, const jobs::DomainShare& share) const override {
    return !too_warm(partition_, share.domain) && tree_.can_take(job, at(share));
  }
  void take(const jobs::QueuedJob& job, std::span<const jobs::DomainShare> shares) override;
  void give_back(const jobs::QueuedJob& job, std::span<const jobs::DomainShare> shares) override;
  void refuse(const jobs::QueuedJob& job) override;

 private:
  void note_peaks();
  bool too_warm(std::size_t partition, std::uint32_t rack) const {
    return model_->coolant_headroom_k_of_rack[partition][rack] < above_set_k_;
  }
  /// The named point on which a rack hangs.
  std::uint32_t row_of(std::uint32_t point) const {
    return point < model_->named ? point : model_->points[point].parent;
  }
  jobs::DomainShare at(const jobs::DomainShare& share) const {
    return {first_rack_[partition_] + share.domain, share.nodes};
  }

  const DistributionModel* model_;
  jobs::LimitTree tree_;
  std::vector<std::uint32_t> first_rack_;  ///< By partition: where its racks begin in the tree.
  std::vector<std::int64_t> base_mw_;      ///< By point: idle nodes that hang on it directly.
  std::uint32_t partition_ = 0;            ///< Whose pass goes on.

  double above_set_k_ = 0.0;               ///< Of the coolant.
  std::vector<std::uint32_t> racks_warm_;  ///< By named point: right on it, and too warm.

  TimeNs metered_ns_;
  std::vector<RowMeters> meters_;
  std::vector<std::int64_t> refused_mw_;  ///< By partition: a node of who waits for power; 0: none.
  std::vector<std::vector<std::uint32_t>> kept_;  ///< By partition and named point: nodes kept.
  std::vector<std::uint64_t> usable_;             // Scratch, by point.
};

}  // namespace gigawatt
