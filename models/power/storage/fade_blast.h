// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/power/storage/fade.h"

namespace gigawatt::power {

/// Potential of a graphite anode against lithium [V] at a charge [of capacity]; Safari and
/// Delacourt 2011 with the stoichiometry that NREL's BLAST-Lite uses.
double anode_potential_v(double charge_frac);

/// Large-format LFP cells (over 250 Ah) after NREL's BLAST-Lite, Lfp_Gr_250AhPrismatic:
///   health = 1 - k_cal t^0.526 - k_cyc n^0.828,   t in days, n full cycles.
/// With changing conditions each loss y obeys dy = k p (y/k)^((p-1)/p) dx, which is
/// d(y^(1/p)) = k^(1/p) dx: the sums of CellAge are y^(1/p), and steps do not matter.
/// Fitted to 10 to 45 degC, charging up to 0.65 C, depths of 0.8 to 1; held at these edges beyond.
class BlastLfpFade final : public FadeModel {
 public:
  static constexpr double kColdestK = 10.0 + kZeroCelsiusK;
  static constexpr double kHottestK = 45.0 + kZeroCelsiusK;
  static constexpr double kFastestPerHour = 0.65;
  static constexpr double kShallowestFrac = 0.8;

  /// k_cal [per day^0.526] and k_cyc [per cycle^0.828], without edges.
  static double calendar_rate(double temperature_k, double charge_frac);
  static double cycle_rate(double temperature_k, double depth_frac, double rate_per_hour);

  void endure(const ChargeStretch& stretch, CellDay& day, OutsideFade& outside) const override;
  void book(const CellDay& day, CellAge& age) const override;
  void review(const CellDay& day, const CellAge& oldest, OutsideFade& outside) const override;
};

}  // namespace gigawatt::power
