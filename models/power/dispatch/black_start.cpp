// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/black_start.h"

#include <algorithm>
#include <limits>

namespace gigawatt::power {
namespace {

constexpr double kNeverS = std::numeric_limits<double>::infinity();

/// A black start under way.
class Sequence {
 public:
  Sequence(std::span<const BlackStartUnit> units, const PlannedStore& store, double energy_j)
      : units_(units),
        store_(store),
        usable_j_(std::max(energy_j - store.least_energy_j, 0.0)),
        ready_s_(units.size(), kNeverS) {}

  BlackStart run(double load_w) {
    BlackStart result{.ready_s = {}, .load_s = load_w > 0.0 ? kNeverS : 0.0};
    while (true) {
      start_what_fits();
      const double next_s = next_ready_s();
      if (next_s == kNeverS) break;
      used_j_ += battery_w(auxiliary_w_) * (next_s - now_s_) / store_.discharge_efficiency;
      now_s_ = next_s;
      finish_starts();
      if (running_w_ >= load_w) result.load_s = std::min(result.load_s, now_s_);
    }
    result.ready_s = ready_s_;
    result.stored_used_j = used_j_;
    return result;
  }

 private:
  double battery_w(double auxiliary_w) const { return std::max(auxiliary_w - running_w_, 0.0); }

  /// Stored energy that the starts under way may still need, if no more units come to help [J].
  double reserved_j() const {
    double last_s = now_s_;
    for (const double ready_s : ready_s_)
      if (ready_s != kNeverS) last_s = std::max(last_s, ready_s);
    return battery_w(auxiliary_w_) * (last_s - now_s_) / store_.discharge_efficiency;
  }

  void start_what_fits() {
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      if (ready_s_[unit] != kNeverS) continue;
      auxiliary_w_ += units_[unit].auxiliary_w;
      ready_s_[unit] = now_s_ + units_[unit].start_s;
      if (battery_w(auxiliary_w_) <= store_.discharge_limit_w &&
          used_j_ + reserved_j() <= usable_j_) {
        continue;
      }
      auxiliary_w_ -= units_[unit].auxiliary_w;
      ready_s_[unit] = kNeverS;
    }
  }

  double next_ready_s() const {
    double next_s = kNeverS;
    for (std::size_t unit = 0; unit < units_.size(); ++unit)
      if (ready_s_[unit] >= now_s_ && !is_running(unit)) next_s = std::min(next_s, ready_s_[unit]);
    return next_s;
  }

  bool is_running(std::size_t unit) const {
    return std::ranges::find(running_, unit) != running_.end();
  }

  void finish_starts() {
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      if (ready_s_[unit] > now_s_ || is_running(unit)) continue;
      running_.push_back(unit);
      running_w_ += units_[unit].output_w;
      auxiliary_w_ -= units_[unit].auxiliary_w;
    }
    if (running_.size() == units_.size()) auxiliary_w_ = 0.0;
  }

  std::span<const BlackStartUnit> units_;
  const PlannedStore& store_;
  double usable_j_;
  double now_s_ = 0.0;
  double used_j_ = 0.0;
  double running_w_ = 0.0;    ///< Output of the units that run.
  double auxiliary_w_ = 0.0;  ///< Drawn by the units that are starting.
  std::vector<double> ready_s_;
  std::vector<std::size_t> running_;
};

}  // namespace

BlackStart plan_black_start(std::span<const BlackStartUnit> units, const PlannedStore& store,
                            double energy_j, double load_w) {
  return Sequence(units, store, energy_j).run(load_w);
}

}  // namespace gigawatt::power
