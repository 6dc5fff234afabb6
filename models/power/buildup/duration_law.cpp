// SPDX-License-Identifier: Apache-2.0
#include "models/power/buildup/duration_law.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>

namespace gigawatt::power {

namespace {

constexpr double kTail = 0.1;

/// Distance from an end of a triangle of width 1 to its tenth, less the distance to the mode at
/// `share`: where the tenth lies as seen from the mode.
double to_tenth(double share) {
  return share - std::sqrt(kTail * share);
}

/// Width share of the part below the mode such that tenths lie `below` and `above` the mode.
double share_below_mode(double below, double above) {
  double least = kTail;
  double most = 1.0 - kTail;
  for (int step = 0; step < 60; ++step) {
    const double share = 0.5 * (least + most);
    const bool too_low = below * to_tenth(1.0 - share) > above * to_tenth(share);
    (too_low ? least : most) = share;
  }
  return 0.5 * (least + most);
}

}  // namespace

DurationLaw::DurationLaw(DurationKind kind, double low_s, double base_s, double high_s)
    : kind_(kind), least_s_(low_s), mode_s_(base_s), most_s_(high_s) {
  if (kind != DurationKind::triangular || low_s == high_s) return;
  const double share = share_below_mode(base_s - low_s, high_s - base_s);
  const double width_s = (high_s - low_s) / (to_tenth(share) + to_tenth(1.0 - share));
  least_s_ = base_s - share * width_s;
  most_s_ = base_s + (1.0 - share) * width_s;
}

double DurationLaw::quantile_s(double probability) const {
  const double width_s = most_s_ - least_s_;
  if (width_s <= 0.0) return mode_s_;
  if (kind_ == DurationKind::beta_pert) {
    const boost::math::beta_distribution<double> law(1.0 + 4.0 * (mode_s_ - least_s_) / width_s,
                                                     1.0 + 4.0 * (most_s_ - mode_s_) / width_s);
    return least_s_ + width_s * boost::math::quantile(law, probability);
  }
  const double below_s = mode_s_ - least_s_;
  const double drawn_s =
      probability * width_s < below_s
          ? least_s_ + std::sqrt(probability * width_s * below_s)
          : most_s_ - std::sqrt((1.0 - probability) * width_s * (most_s_ - mode_s_));
  return std::max(drawn_s, 0.0);
}

}  // namespace gigawatt::power
