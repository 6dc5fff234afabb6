// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

namespace gigawatt::jobs {

/// Fitted constants keep 30 bits after the point, small ones 20 in all, so that the last bit of a
/// math library does not reach the draws.
inline double quantised(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  const int bits = std::max(30, 20 - exponent);
  return std::ldexp(std::round(std::ldexp(value, bits)), -bits);
}

/// The point in [low, high] where the rising function `f` reaches `target`.
template <class Function>
double solve_rising(double low, double high, double target, Function f) {
  for (int step = 0; step < 200; ++step) {
    const double middle = 0.5 * (low + high);
    (f(middle) < target ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace gigawatt::jobs
