// SPDX-License-Identifier: Apache-2.0
#include "models/faults/distribution.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include <boost/math/special_functions/gamma.hpp>

#include "sim/engine/portable_math.h"

namespace gigawatt::faults {

Distribution Distribution::log_normal_of_mean(double median_s, double mean_s) {
  assert(median_s > 0.0 && mean_s >= median_s);
  return log_normal(median_s, std::sqrt(2.0 * portable::log(mean_s / median_s)));
}

Distribution Distribution::empirical(std::vector<double> observed_s) {
  assert(!observed_s.empty());
  std::sort(observed_s.begin(), observed_s.end());
  if (observed_s.size() == 1) return fixed(observed_s.front());
  return {Shape::empirical, 0.0, 1.0, std::move(observed_s)};
}

Distribution Distribution::of_mean(Shape shape, double mean_s, double spread) {
  switch (shape) {
    case Shape::weibull:
      // Whole 2^-20 s hide the last bits of a math library, which differ between machines.
      return weibull(
          spread,
          std::round(std::ldexp(mean_s / boost::math::tgamma(1.0 + 1.0 / spread), 20)) * 0x1p-20);
    case Shape::log_normal:
      return log_normal(mean_s * portable::exp(-0.5 * spread * spread), spread);
    case Shape::fixed:
      return fixed(mean_s);
    default:
      assert(shape == Shape::exponential);
      return exponential(mean_s);
  }
}

double Distribution::mean_s() const {
  switch (shape) {
    case Shape::weibull:
      return scale_s * boost::math::tgamma(1.0 + 1.0 / spread);
    case Shape::log_normal:
      return scale_s * std::exp(0.5 * spread * spread);
    case Shape::empirical: {
      // Of the straight pieces between the values: the ends count half.
      const double sum = std::accumulate(values_s.begin(), values_s.end(), 0.0);
      const double ends = 0.5 * (values_s.front() + values_s.back());
      return (sum - ends) / static_cast<double>(values_s.size() - 1);
    }
    default:
      return scale_s;
  }
}

double Distribution::exceeded_by(double survival) const {
  switch (shape) {
    case Shape::exponential:
      return -scale_s * portable::log(survival);
    case Shape::weibull:
      return scale_s * portable::exp(portable::log(-portable::log(survival)) / spread);
    case Shape::log_normal:
      return scale_s * portable::exp(-spread * portable::normal_quantile(survival));
    case Shape::empirical: {
      const double position = (1.0 - survival) * static_cast<double>(values_s.size() - 1);
      const auto low = std::min(static_cast<std::size_t>(position), values_s.size() - 2);
      const double part = position - static_cast<double>(low);
      return values_s[low] + part * (values_s[low + 1] - values_s[low]);
    }
    default:
      return scale_s;
  }
}

}  // namespace gigawatt::faults
