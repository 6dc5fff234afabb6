// SPDX-License-Identifier: Apache-2.0
#include "models/row_limits.h"

#include <algorithm>
#include <cstdlib>

#include "models/jobs/scheduler.h"

namespace gigawatt {

RowLimits::RowLimits(const DistributionModel& model, TimeNs start_ns)
    : model_(&model),
      base_mw_(model.points.size()),
      racks_warm_(model.named),
      metered_ns_(start_ns),
      meters_(model.named),
      refused_mw_(model.point_of_rack.size()),
      kept_(model.point_of_rack.size(), std::vector<std::uint32_t>(model.named)),
      usable_(model.points.size()) {
  for (const DistributionPoint& point : model.points)
    tree_.add_point_mw(point.parent, point.limit_mw);
  std::uint32_t first = 0;
  for (const std::vector<std::uint32_t>& racks : model.point_of_rack) {
    first_rack_.push_back(first);
    first += static_cast<std::uint32_t>(racks.size());
    for (const std::uint32_t point : racks)
      tree_.add_domain(point);
  }
  reserve(start_ns);
}

void RowLimits::reserve(TimeNs now) {
  meter(now);
  for (std::uint32_t i = 0; i < model_->points.size(); ++i) {
    for (const ReservedPower& step : model_->points[i].reserved)
      if (step.from_ns <= now) base_mw_[i] = step.power_mw;
    tree_.set_base_load_mw(i, base_mw_[i]);
  }
  note_peaks();
}

void RowLimits::expect(std::uint32_t slot, std::int64_t node_mw) {
  tree_.set_node_power_mw(slot, node_mw);
}

bool RowLimits::follow_coolant(TimeNs now, double above_set_k) {
  if (above_set_k == above_set_k_) return false;
  meter(now);
  above_set_k_ = above_set_k;
  std::vector<std::uint32_t> racks_warm(model_->named);
  for (std::size_t p = 0; p < model_->point_of_rack.size(); ++p) {
    // Racks of a row close in one order and open in the other, so that their number tells them.
    const std::vector<std::uint32_t>& racks = model_->point_of_rack[p];
    for (std::uint32_t rack = 0; rack < racks.size(); ++rack)
      racks_warm[row_of(racks[rack])] += too_warm(p, rack);
  }
  const bool changes = racks_warm != racks_warm_;
  racks_warm_.swap(racks_warm);
  return changes;
}

void RowLimits::release(TimeNs now, std::uint32_t partition, std::uint32_t slot,
                        std::uint32_t nodes, std::span<const jobs::DomainShare> shares) {
  meter(now);
  partition_ = partition;
  give_back({0, 0, nodes, slot}, shares);
}

// ── A pass ─────────────────────────────────────────────────────────────────────────────────────

void RowLimits::begin_pass(TimeNs now, std::uint32_t partition) {
  meter(now);
  partition_ = partition;
  refused_mw_[partition] = 0;
  std::fill(kept_[partition].begin(), kept_[partition].end(), 0u);
}

void RowLimits::end_pass(const jobs::Scheduler& scheduler) {
  note_peaks();
  const std::int64_t node_mw = refused_mw_[partition_];
  if (node_mw == 0) return;
  // From the racks upwards: of the nodes that those below leave usable, a point keeps back what
  // its own headroom does not carry. So each node is kept by one point, the nearest that binds.
  std::fill(usable_.begin(), usable_.end(), 0u);
  const std::vector<std::uint32_t>& racks = model_->point_of_rack[partition_];
  for (std::uint32_t rack = 0; rack < racks.size(); ++rack)
    if (!too_warm(partition_, rack)) usable_[racks[rack]] += scheduler.free_in(rack);
  for (std::size_t i = model_->points.size(); i-- > 0;) {
    const std::uint32_t above = model_->points[i].parent;
    const std::int64_t room_mw = tree_.room_mw(static_cast<std::uint32_t>(i));
    const auto carried = static_cast<std::uint64_t>(std::max<std::int64_t>(0, room_mw / node_mw));
    const std::uint64_t kept = usable_[i] - std::min(usable_[i], carried);
    // What a rack's own limit keeps counts for its row.
    kept_[partition_][row_of(static_cast<std::uint32_t>(i))] += static_cast<std::uint32_t>(kept);
    if (above != jobs::LimitTree::kTop) usable_[above] += usable_[i] - kept;
  }
}

void RowLimits::note_peaks() {
  for (std::uint32_t i = 0; i < model_->named; ++i)
    meters_[i].peak_mw = std::max(meters_[i].peak_mw, tree_.load_mw(i));
}

void RowLimits::meter(TimeNs now) {
  const std::int64_t span_ns = now - metered_ns_;
  if (span_ns == 0) return;
  metered_ns_ = now;
  const bool waits = std::any_of(refused_mw_.begin(), refused_mw_.end(),
                                 [](std::int64_t node_mw) { return node_mw > 0; });
  for (std::uint32_t i = 0; i < model_->named; ++i) {
    RowMeters& meters = meters_[i];
    meters.admitted += Int128(tree_.load_mw(i)) * span_ns;
    if (racks_warm_[i] > 0) meters.too_warm_ns += span_ns;
    if (!waits || racks_warm_[i] > 0) continue;  // it is not power that the row lacks
    meters.stranded_power += Int128(std::max<std::int64_t>(0, tree_.room_mw(i))) * span_ns;
    std::uint64_t kept = 0;
    std::uint64_t gpus = 0;
    for (std::size_t p = 0; p < kept_.size(); ++p) {
      kept += kept_[p][i];
      gpus += std::uint64_t{kept_[p][i]} * model_->gpus_per_node[p];
    }
    meters.stranded_nodes += Int128(kept) * span_ns;
    meters.stranded_gpus += Int128(gpus) * span_ns;
    if (kept > 0) meters.binding_ns += span_ns;
  }
}

std::int64_t RowLimits::unexplained_mw() const {
  std::vector<std::int64_t> idle_mw = base_mw_;
  std::int64_t sum_mw = 0;
  for (std::size_t i = model_->points.size(); i-- > 0;) {
    const std::uint32_t above = model_->points[i].parent;
    if (above != jobs::LimitTree::kTop) idle_mw[above] += idle_mw[i];
    sum_mw += std::abs(tree_.load_mw(static_cast<std::uint32_t>(i)) - idle_mw[i]);
  }
  return sum_mw;
}

// ── Asked by the schedulers ────────────────────────────────────────────────────────────────────

double RowLimits::headroom_w(std::uint32_t domain) const {
  return tree_.headroom_w(first_rack_[partition_] + domain);
}

void RowLimits::take(const jobs::QueuedJob& job, std::span<const jobs::DomainShare> shares) {
  for (const jobs::DomainShare& share : shares) {
    const jobs::DomainShare here = at(share);
    tree_.take(job, {&here, 1});
  }
}

void RowLimits::give_back(const jobs::QueuedJob& job, std::span<const jobs::DomainShare> shares) {
  for (const jobs::DomainShare& share : shares) {
    const jobs::DomainShare here = at(share);
    tree_.give_back(job, {&here, 1});
  }
}

void RowLimits::refuse(const jobs::QueuedJob& job) {
  if (refused_mw_[partition_] == 0) refused_mw_[partition_] = tree_.node_power_mw(job.slot);
}

}  // namespace gigawatt
