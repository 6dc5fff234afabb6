// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/jobs/domain_set.h"
#include "models/jobs/scheduler.h"

namespace gigawatt::jobs {

/// What single domains can carry beyond their count of nodes: power of racks, rows, PDUs and
/// feeds, or temperature expressed as power. Placement goes where most headroom is.
class PlacementLimits {
 public:
  virtual ~PlacementLimits() = default;
  /// Headroom of a domain [W], the least along its path; decides which domain is taken first.
  virtual double headroom_w(std::uint32_t domain) const = 0;
  /// Temperature headroom of a domain [K]; of two, the cooler is taken first whatever their power.
  virtual double headroom_k(std::uint32_t /*domain*/) const { return 0.0; }
  /// Whether `nodes` of the job still fit in the domain with what was taken since.
  virtual bool can_take(const QueuedJob& job, const DomainShare& share) const = 0;
  /// The job, or a part of it, draws there from now on.
  virtual void take(const QueuedJob& job, std::span<const DomainShare> shares) = 0;
  virtual void give_back(const QueuedJob& job, std::span<const DomainShare> shares) = 0;
  /// The job has enough nodes, but the limits leave it no place in this pass.
  virtual void refuse(const QueuedJob& /*job*/) {}
};

/// Like DomainSet::choose(), within `limits` and from the domain with the most headroom on. Limits
/// are shared upwards (two racks of one row), so parts are taken while choosing; all are given back
/// before returning. The caller takes the chosen. O(segments · domains).
bool choose_by_headroom(const DomainSet& domains, const Placement& placement, const QueuedJob& job,
                        PlacementLimits& limits, std::vector<DomainShare>& chosen);

/// Takes all shares if the limits allow it; false, and nothing taken, if not.
bool take_all(const QueuedJob& job, std::span<const DomainShare> shares, PlacementLimits& limits);

/// Limits of a tree of converters: each point carries the sum of what hangs on it. Power is that of
/// started gangs at their largest, in whole milliwatts so that sums stay exact; the caller sets
/// what else the points carry, and gives back what a job took before it releases it.
class LimitTree final : public PlacementLimits {
 public:
  static constexpr std::uint32_t kTop = ~std::uint32_t{0};

  /// Adds a point below `parent` (kTop: none); its index, in the order of adding.
  std::uint32_t add_point(std::uint32_t parent, double limit_w);
  std::uint32_t add_point_mw(std::uint32_t parent, std::int64_t limit_mw);
  /// Domains in order: the point each hangs on.
  void add_domain(std::uint32_t point) { point_of_domain_.push_back(point); }
  /// Power of one node of the job in a slot [W]; needed before the job is asked for.
  void set_node_power(std::uint32_t slot, double node_w);
  void set_node_power_mw(std::uint32_t slot, std::int64_t node_mw);
  std::int64_t node_power_mw(std::uint32_t slot) const { return node_mw_[slot]; }
  /// Load at this point other than by jobs (idle nodes, network, losses); those above carry it too.
  /// Also how a warm rack loses headroom.
  void set_base_load(std::uint32_t point, double load_w);
  void set_base_load_mw(std::uint32_t point, std::int64_t load_mw);
  /// What hangs on the point, jobs included [W].
  double load_w(std::uint32_t point) const;
  std::int64_t load_mw(std::uint32_t point) const { return points_[point].load_mw; }
  /// What its own limit leaves [mW], whatever those above it leave.
  std::int64_t room_mw(std::uint32_t point) const {
    return points_[point].limit_mw - points_[point].load_mw;
  }

  double headroom_w(std::uint32_t domain) const override;
  bool can_take(const QueuedJob& job, const DomainShare& share) const override;
  void take(const QueuedJob& job, std::span<const DomainShare> shares) override;
  void give_back(const QueuedJob& job, std::span<const DomainShare> shares) override;

 private:
  struct Point {
    std::uint32_t parent;
    std::int64_t limit_mw;
    std::int64_t base_mw = 0;  ///< Its own.
    std::int64_t load_mw = 0;  ///< All that hangs on it.
  };
  std::int64_t headroom_mw(std::uint32_t domain) const;
  void add_above(std::uint32_t point, std::int64_t more_mw);
  void add_load(const QueuedJob& job, std::span<const DomainShare> shares, std::int64_t sign);

  std::vector<Point> points_;
  std::vector<std::uint32_t> point_of_domain_;
  std::vector<std::int64_t> node_mw_;  ///< By slot.
};

}  // namespace gigawatt::jobs
