// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "models/interfaces.h"

namespace gigawatt::power {

/// What a stage draws from downstream: the racks, the cooling, or an earlier stage.
struct TrunkDraw {
  static constexpr std::size_t kRacks = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kCooling = kRacks - 1;

  std::size_t from = kRacks;  ///< Index of a stage, kRacks or kCooling.
  double share = 1.0;         ///< Of its input power.
};

/// One row- or site-level stage of the electrical path: `units` equal converters in parallel.
struct TrunkStage {
  std::string name;           ///< Model name, the constraint's name too.
  ConverterLoss loss{};       ///< Of one unit.
  double units = 1.0;         ///< Installed.
  double unit_rated_w = 0.0;  ///< Output of one unit [W]; 0 = no limit.
  Sharing sharing = Sharing::equal;
  bool carries_cooling = false;  ///< True: mechanical power passes too (a site transformer).
  bool in_hall = false;          ///< True: its loss is hall heat.
  /// Empty: all of the stage before (the racks), and of cooling if it is the first to carry it.
  std::vector<TrunkDraw> draws{};
};

inline constexpr std::size_t kMostTrunkStages = 32;

struct ItSide {
  double loss_w = 0.0;       ///< Of the stages carrying IT only [W].
  double hall_loss_w = 0.0;  ///< The part that heats the hall [W].
  /// Input of the racks, of cooling (0) and of each stage that carries IT only [W]; no more.
  std::array<double, kMostTrunkStages + 2> input_w;
};

struct Feed {
  double input_w = 0.0;  ///< At the point of common coupling [W].
  double loss_w = 0.0;   ///< Of the stages carrying everything [W].
  double hall_loss_w = 0.0;
};

/// The site's electrical path from the feed to the racks, solved leaf to feed with no iteration:
/// first the stages that carry IT only, then, once cooling is known, those that carry everything.
/// IT-only stages come before (leaf side of) the others. What no stage draws from stands at the
/// feed itself.
class Trunk {
 public:
  /// Leaf to feed. Throws DomainError if out of order, or if more or less is drawn from a stage
  /// than all of it.
  explicit Trunk(std::vector<TrunkStage> stages);

  /// `limits` has one entry per stage, [W]: output of the stage against units × rating.
  ItSide it_side(double it_w, std::span<LimitUse> limits) const;
  Feed feed(const ItSide& side, double cooling_w, std::span<LimitUse> limits) const;

  const std::vector<TrunkStage>& stages() const { return stages_; }

 private:
  struct Tap {
    std::size_t input = 0;  ///< Index into ItSide::input_w.
    double share = 1.0;
  };

  void add_taps(const TrunkStage& stage, std::size_t index);
  void find_roots();
  double output_w(std::size_t stage, std::span<const double> input_w) const;

  std::vector<TrunkStage> stages_;
  std::size_t it_stages_ = 0;             ///< Those before the first that carries everything.
  std::vector<Tap> taps_;                 ///< By stage, one after the other:
  std::vector<std::size_t> taps_end_{0};  ///< those of stage i are [taps_end_[i], taps_end_[i+1]).
  std::vector<std::size_t> roots_;        ///< Inputs that nothing here draws from.
};

}  // namespace gigawatt::power
