// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gigawatt::power {

/// How a duration of three points is drawn.
enum class DurationKind {
  triangular,  ///< Triangle with its mode at base; one in ten below low, one in ten above high.
  beta_pert    ///< Beta on [low, high] with mean (low + 4 base + high) / 6.
};

/// Law of one duration [s], never negative. low ≤ base ≤ high. See docs/models/power/buildup.md.
class DurationLaw {
 public:
  DurationLaw(DurationKind kind, double low_s, double base_s, double high_s);

  /// The duration [s] below which a share `probability` in (0, 1) lies.
  double quantile_s(double probability) const;

 private:
  DurationKind kind_;
  double least_s_, mode_s_, most_s_;
};

}  // namespace gigawatt::power
