// SPDX-License-Identifier: Apache-2.0
#include "models/power/trunk.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/power/converter.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

constexpr double kShareTolerance = 1e-9;

/// Output of the stage against what its installed units may carry; no rating means no limit.
LimitUse limit_use(const TrunkStage& stage, double output_w) {
  const double limit_w = stage.unit_rated_w > 0.0 ? stage.units * stage.unit_rated_w
                                                  : std::numeric_limits<double>::infinity();
  return {output_w, limit_w};
}

constexpr std::size_t kRacksInput = 0, kCoolingInput = 1, kFirstStageInput = 2;

std::size_t input_of(const TrunkDraw& draw) {
  if (draw.from == TrunkDraw::kRacks) return kRacksInput;
  if (draw.from == TrunkDraw::kCooling) return kCoolingInput;
  return kFirstStageInput + draw.from;
}

/// Input of a stage at `output_w`; its loss is added to a side (ItSide or Feed).
template <class Side>
double pass_through(const TrunkStage& stage, double output_w, Side& side) {
  const double loss_w =
      parallel_loss_w(stage.loss, stage.units, stage.sharing, stage.unit_rated_w, output_w);
  side.loss_w += loss_w;
  if (stage.in_hall) side.hall_loss_w += loss_w;
  return output_w + loss_w;
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
  if (stages_.size() > kMostTrunkStages)
    throw DomainError(fmt::format("power chain: {} stages; expected at most {}", stages_.size(),
                                  kMostTrunkStages));
  const TrunkStage* everything = nullptr;
  for (const TrunkStage& stage : stages_) {
    check_stage(stage);
    if (stage.carries_cooling) everything = &stage;
    if (!everything) ++it_stages_;
    if (!stage.carries_cooling && everything)
      throw DomainError(fmt::format(
          "power chain: '{}' carries IT only but stands on the feed side of '{}', which carries "
          "cooling too; list the chain from the racks to the feed",
          stage.name, everything->name));
  }
  for (std::size_t i = 0; i < stages_.size(); ++i)
    add_taps(stages_[i], i);
  find_roots();
}

void Trunk::add_taps(const TrunkStage& stage, std::size_t index) {
  for (const TrunkDraw& draw : stage.draws) {
    const std::size_t input = input_of(draw);
    const bool early = draw.from == TrunkDraw::kCooling && index < it_stages_;
    if (input >= kFirstStageInput + index || early)
      throw DomainError(
          fmt::format("power chain: '{}' draws from what is not downstream of it", stage.name));
    taps_.push_back({input, draw.share});
  }
  if (stage.draws.empty()) {
    taps_.push_back({index == 0 ? kRacksInput : kFirstStageInput + index - 1, 1.0});
    if (index == it_stages_) taps_.push_back({kCoolingInput, 1.0});
  }
  taps_end_.push_back(taps_.size());
}

void Trunk::find_roots() {
  std::array<double, kMostTrunkStages + 2> drawn{};
  for (const Tap& tap : taps_)
    drawn[tap.input] += tap.share;
  for (std::size_t input = 0; input < kFirstStageInput + stages_.size(); ++input) {
    if (drawn[input] == 0.0)
      roots_.push_back(input);
    else if (std::abs(drawn[input] - 1.0) > kShareTolerance)
      throw DomainError(fmt::format(
          "power chain: shares of {} that are drawn add up to {}",
          input < kFirstStageInput ? "racks or cooling" : stages_[input - kFirstStageInput].name,
          drawn[input]));
  }
}

double Trunk::output_w(std::size_t stage, std::span<const double> input_w) const {
  double sum_w = 0.0;
  for (std::size_t tap = taps_end_[stage]; tap < taps_end_[stage + 1]; ++tap)
    sum_w += taps_[tap].share * input_w[taps_[tap].input];
  return sum_w;
}

ItSide Trunk::it_side(double it_w, std::span<LimitUse> limits) const {
  assert(limits.size() == stages_.size());
  ItSide side;
  side.input_w[kRacksInput] = it_w;
  side.input_w[kCoolingInput] = 0.0;
  for (std::size_t i = 0; i < it_stages_; ++i) {
    const double carried_w = output_w(i, side.input_w);
    limits[i] = limit_use(stages_[i], carried_w);
    side.input_w[kFirstStageInput + i] = pass_through(stages_[i], carried_w, side);
  }
  return side;
}

Feed Trunk::feed(const ItSide& side, double cooling_w, std::span<LimitUse> limits) const {
  assert(limits.size() == stages_.size());
  Feed feed;
  std::array<double, kMostTrunkStages + 2> input_w;
  std::copy_n(side.input_w.begin(), kFirstStageInput + it_stages_, input_w.begin());
  input_w[kCoolingInput] = cooling_w;
  for (std::size_t i = it_stages_; i < stages_.size(); ++i) {
    const double carried_w = output_w(i, input_w);
    limits[i] = limit_use(stages_[i], carried_w);
    input_w[kFirstStageInput + i] = pass_through(stages_[i], carried_w, feed);
  }
  for (const std::size_t root : roots_)
    feed.input_w += input_w[root];
  return feed;
}

}  // namespace gigawatt::power
