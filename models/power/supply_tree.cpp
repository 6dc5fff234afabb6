// SPDX-License-Identifier: Apache-2.0
#include "models/power/supply_tree.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/power/converter.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {

std::int64_t supply_input_mw(const SupplyStage& stage, std::int64_t load_mw) {
  const double load_w = static_cast<double>(load_mw) * 1e-3;
  const double loss_w =
      parallel_loss_w(stage.loss, stage.units, stage.sharing, stage.unit_rated_w, load_w);
  return load_mw + std::llround(loss_w * 1e3);
}

SupplyTree::SupplyTree(std::vector<SupplyStage> stages, std::uint32_t node_count,
                       std::uint32_t nodes_per_chassis, std::uint32_t chassis_per_rack,
                       std::int64_t fixed_chassis_load_mw)
    : stages_(std::move(stages)), chassis_per_rack_(chassis_per_rack) {
  if (nodes_per_chassis == 0 || chassis_per_rack == 0)
    throw DomainError(fmt::format(
        "power supplies: {} nodes per chassis and {} chassis per rack; expected at least 1 each",
        nodes_per_chassis, chassis_per_rack));
  bool rack_seen = false;
  for (const SupplyStage& stage : stages_) {
    if (stage.level != TreeLevel::chassis && stage.level != TreeLevel::rack)
      throw DomainError("power supplies: only chassis and rack stages belong to the supply tree");
    if (stage.level == TreeLevel::chassis && rack_seen)
      throw DomainError(
          "power supplies: a chassis stage stands behind a rack stage; list them leaf first");
    if (stage.units < 1)
      throw DomainError(fmt::format("power supplies: {} units; expected at least 1", stage.units));
    if (stage.sharing == Sharing::staged && !(stage.unit_rated_w > 0.0))
      throw DomainError("power supplies: staged units need a unit rating above 0 W");
    rack_seen = stage.level == TreeLevel::rack;
  }

  const std::uint32_t chassis = (node_count + nodes_per_chassis - 1) / nodes_per_chassis;
  const std::uint32_t racks = (chassis + chassis_per_rack - 1) / chassis_per_rack;
  chassis_input_mw_.resize(chassis);
  rack_load_mw_.resize(racks);
  rack_input_mw_.resize(racks);
  is_touched_.assign(chassis, 0);
  touched_.reserve(chassis);
  assign(std::vector<std::int64_t>(chassis, fixed_chassis_load_mw));
}

std::uint32_t SupplyTree::chassis_count() const {
  return static_cast<std::uint32_t>(chassis_load_mw_.size());
}

std::int64_t SupplyTree::through(TreeLevel level, std::int64_t load_mw) const {
  if (load_mw == 0) return 0;  // nothing behind it is energised, nor are its converters
  for (const SupplyStage& stage : stages_)
    if (stage.level == level) load_mw = supply_input_mw(stage, load_mw);
  return load_mw;
}

void SupplyTree::refresh_rack(std::uint32_t rack) {
  const std::int64_t new_input_mw = through(TreeLevel::rack, rack_load_mw_[rack]);
  input_mw_ += new_input_mw - rack_input_mw_[rack];
  rack_input_mw_[rack] = new_input_mw;
}

void SupplyTree::add(std::uint32_t chassis, std::int64_t delta_mw) {
  assert(chassis < chassis_count());
  chassis_load_mw_[chassis] += delta_mw;
  load_mw_ += delta_mw;
  if (trivial()) {
    input_mw_ += delta_mw;
    return;
  }
  if (is_touched_[chassis]) return;
  is_touched_[chassis] = 1;
  touched_.push_back(chassis);
}

void SupplyTree::assign(const std::vector<std::int64_t>& loads_mw) {
  chassis_load_mw_ = loads_mw;
  assert(chassis_input_mw_.size() == chassis_load_mw_.size());
  load_mw_ = std::accumulate(loads_mw.begin(), loads_mw.end(), std::int64_t{0});
  input_mw_ = load_mw_;
  for (const std::uint32_t chassis : touched_)
    is_touched_[chassis] = 0;
  touched_.clear();
  if (trivial()) return;

  std::fill(rack_load_mw_.begin(), rack_load_mw_.end(), 0);
  for (std::uint32_t chassis = 0; chassis < chassis_count(); ++chassis) {
    chassis_input_mw_[chassis] = through(TreeLevel::chassis, chassis_load_mw_[chassis]);
    rack_load_mw_[rack_of(chassis)] += chassis_input_mw_[chassis];
  }
  std::fill(rack_input_mw_.begin(), rack_input_mw_.end(), 0);
  input_mw_ = 0;
  for (std::uint32_t rack = 0; rack < rack_load_mw_.size(); ++rack)
    refresh_rack(rack);
}

void SupplyTree::flush() {
  // A rack with several touched chassis is passed through its stages once per chassis: with tens of
  // chassis per rack that is cheaper than a second list of racks, and the sum stays exact.
  for (const std::uint32_t chassis : touched_) {
    const std::int64_t new_input_mw = through(TreeLevel::chassis, chassis_load_mw_[chassis]);
    is_touched_[chassis] = 0;
    if (new_input_mw == chassis_input_mw_[chassis]) continue;
    rack_load_mw_[rack_of(chassis)] += new_input_mw - chassis_input_mw_[chassis];
    chassis_input_mw_[chassis] = new_input_mw;
    refresh_rack(rack_of(chassis));
  }
  touched_.clear();
}

}  // namespace gigawatt::power
