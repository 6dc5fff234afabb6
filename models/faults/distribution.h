// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/engine/random.h"

namespace gigawatt::faults {

enum class Shape { exponential, weibull, log_normal, fixed, empirical };

/// Distribution of a span of time [s]. Draws have the same bits on every machine. Equations:
/// docs/models/faults/distributions.md.
struct Distribution {
  Shape shape = Shape::fixed;
  double scale_s = 0.0;          ///< Mean, Weibull's λ, median, or the fixed value [s].
  double spread = 1.0;           ///< Weibull's k, or σ of the logarithm [-].
  std::vector<double> values_s;  ///< Empirical: ascending, two or more; linear between them.

  static Distribution exponential(double mean_s) { return {Shape::exponential, mean_s, 1.0, {}}; }
  static Distribution weibull(double k, double lambda_s) {
    return {Shape::weibull, lambda_s, k, {}};
  }
  static Distribution log_normal(double median_s, double sigma) {
    return {Shape::log_normal, median_s, sigma, {}};
  }
  /// σ = √(2 ln(mean / median)); mean ≥ median.
  static Distribution log_normal_of_mean(double median_s, double mean_s);
  static Distribution fixed(double value_s) { return {Shape::fixed, value_s, 1.0, {}}; }
  /// From observed values, in any order; at least one.
  static Distribution empirical(std::vector<double> observed_s);
  /// A shape with this mean. `spread` is k or σ; not for empirical.
  static Distribution of_mean(Shape shape, double mean_s, double spread);

  double mean_s() const;
  /// Time [s] that a share `survival` in (0, 1) of the draws exceeds.
  double exceeded_by(double survival) const;
  double quantile_s(double probability) const { return exceeded_by(1.0 - probability); }
  double draw_s(RandomDraws& draws) const { return exceeded_by(draws.uniform()); }
};

}  // namespace gigawatt::faults
