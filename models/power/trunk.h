// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/interfaces.h"

namespace gigawatt::power {

/// One row- or site-level stage of the electrical path: `units` equal converters in parallel.
struct TrunkStage {
  std::string name;           ///< Model name, the constraint's name too.
  ConverterLoss loss{};       ///< Of one unit.
  double units = 1.0;         ///< Installed.
  double unit_rated_w = 0.0;  ///< Output of one unit [W]; 0 = no limit.
  Sharing sharing = Sharing::equal;
  bool carries_cooling = false;  ///< True: mechanical power passes too (a site transformer).
  bool in_hall = false;          ///< True: its loss is hall heat.
};

struct ItSide {
  double input_w = 0.0;      ///< Power drawn by the IT-only stages together [W].
  double loss_w = 0.0;       ///< Of those stages [W].
  double hall_loss_w = 0.0;  ///< The part that heats the hall [W].
};

struct Feed {
  double input_w = 0.0;  ///< At the point of common coupling [W].
  double loss_w = 0.0;   ///< Of the stages carrying everything [W].
  double hall_loss_w = 0.0;
};

/// The site's electrical path from the feed to the racks, solved leaf to feed with no iteration:
/// first the stages that carry IT only, then, once cooling is known, those that carry everything.
/// IT-only stages come before (leaf side of) the others.
class Trunk {
 public:
  explicit Trunk(
      std::vector<TrunkStage> stages);  ///< Leaf to feed. Throws DomainError if out of order.

  /// `limits` has one entry per stage, [W]: output of the stage against units × rating.
  ItSide it_side(double it_w, std::span<LimitUse> limits) const;
  Feed feed(double it_side_input_w, double cooling_w, std::span<LimitUse> limits) const;

  const std::vector<TrunkStage>& stages() const { return stages_; }

 private:
  std::vector<TrunkStage> stages_;
};

}  // namespace gigawatt::power
