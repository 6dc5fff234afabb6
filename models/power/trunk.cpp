// SPDX-License-Identifier: Apache-2.0
#include "models/power/trunk.h"

#include <cassert>
#include <limits>

#include <fmt/format.h>

#include "models/power/converter.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

/// Output of the stage against what its installed units may carry; no rating means no limit.
LimitUse limit_use(const TrunkStage& stage, double output_w) {
  const double limit_w = stage.unit_rated_w > 0.0 ? stage.units * stage.unit_rated_w
                                                  : std::numeric_limits<double>::infinity();
  return {output_w, limit_w};
}

/// Adds a stage's loss to the power of a side (ItSide or Feed) that its output has reached.
template <class Side>
void pass_through(const TrunkStage& stage, Side& side) {
  const double loss_w =
      parallel_loss_w(stage.loss, stage.units, stage.sharing, stage.unit_rated_w, side.input_w);
  side.input_w += loss_w;
  side.loss_w += loss_w;
  if (stage.in_hall) side.hall_loss_w += loss_w;
}

void check_stage(const TrunkStage& stage) {
  if (!(stage.units >= 1.0))
    throw DomainError(fmt::format("power chain: '{}' has {} units; expected at least 1", stage.name,
                                  stage.units));
  if (stage.sharing == Sharing::staged && !(stage.unit_rated_w > 0.0))
    throw DomainError(
        fmt::format("power chain: '{}' is staged and needs a unit rating above 0 W", stage.name));
  const auto& table = stage.loss.table_load_frac;
  if (table.size() != stage.loss.table_loss_frac.size())
    throw DomainError(fmt::format("power chain: '{}' has {} loads but {} losses in its table",
                                  stage.name, table.size(), stage.loss.table_loss_frac.size()));
  if (!table.empty() && !(stage.loss.rated_w > 0.0))
    throw DomainError(fmt::format(
        "power chain: '{}' has a loss table and needs a unit rating above 0 W", stage.name));
}

}  // namespace

Trunk::Trunk(std::vector<TrunkStage> stages) : stages_(std::move(stages)) {
  const TrunkStage* everything = nullptr;
  for (const TrunkStage& stage : stages_) {
    check_stage(stage);
    if (stage.carries_cooling) everything = &stage;
    if (!stage.carries_cooling && everything)
      throw DomainError(fmt::format(
          "power chain: '{}' carries IT only but stands on the feed side of '{}', which carries "
          "cooling too; list the chain from the racks to the feed",
          stage.name, everything->name));
  }
}

ItSide Trunk::it_side(double it_w, std::span<LimitUse> limits) const {
  assert(limits.size() == stages_.size());
  ItSide side{.input_w = it_w};
  for (std::size_t i = 0; i < stages_.size() && !stages_[i].carries_cooling; ++i) {
    limits[i] = limit_use(stages_[i], side.input_w);
    pass_through(stages_[i], side);
  }
  return side;
}

Feed Trunk::feed(double it_side_input_w, double cooling_w, std::span<LimitUse> limits) const {
  assert(limits.size() == stages_.size());
  Feed feed{.input_w = it_side_input_w + cooling_w};
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    if (!stages_[i].carries_cooling) continue;
    limits[i] = limit_use(stages_[i], feed.input_w);
    pass_through(stages_[i], feed);
  }
  return feed;
}

}  // namespace gigawatt::power
