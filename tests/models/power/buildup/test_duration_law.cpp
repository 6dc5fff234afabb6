// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/buildup/duration_law.h"

using namespace gigawatt;
using doctest::Approx;
using power::DurationKind;
using power::DurationLaw;

TEST_CASE("duration: a triangle has low and high as its tenths and base as its mode") {
  // Symmetric, by hand: half width s with (s - 1)² / (2 s²) = 1/10, so s = 1 / (1 - √0.2).
  const DurationLaw even(DurationKind::triangular, 9.0, 10.0, 11.0);
  CHECK(even.quantile_s(0.1) == Approx(9.0).epsilon(1e-12));
  CHECK(even.quantile_s(0.5) == Approx(10.0).epsilon(1e-12));
  CHECK(even.quantile_s(0.9) == Approx(11.0).epsilon(1e-12));
  CHECK(even.quantile_s(1e-15) == Approx(10.0 - 1.0 / (1.0 - std::sqrt(0.2))).epsilon(1e-6));

  // Low at base: a tenth of the triangle is left of its mode, by hand: width w with
  // 0.9 w - √(0.09) w = 6, so w = 10 from 9 to 19.
  const DurationLaw skewed(DurationKind::triangular, 10.0, 10.0, 16.0);
  CHECK(skewed.quantile_s(0.1) == Approx(10.0).epsilon(1e-9));
  CHECK(skewed.quantile_s(0.9) == Approx(16.0).epsilon(1e-9));
  CHECK(skewed.quantile_s(1.0 - 1e-15) == Approx(19.0).epsilon(1e-6));
}

TEST_CASE("duration: the mean of beta-PERT is (low + 4 base + high) / 6 between its ends") {
  // Malcolm, Roseboom, Clark and Fazar 1959; the mean as the integral of the quantile.
  const DurationLaw law(DurationKind::beta_pert, 2.0, 5.0, 14.0);
  double mean_s = 0.0;
  for (int i = 0; i < 10'000; ++i)
    mean_s += law.quantile_s((i + 0.5) / 10'000.0) / 10'000.0;
  CHECK(mean_s == Approx(6.0).epsilon(1e-4));
  CHECK(law.quantile_s(1e-12) >= 2.0);
  CHECK(law.quantile_s(1.0 - 1e-12) <= 14.0);
}

TEST_CASE("duration: never negative, and certain where low is high") {
  CHECK(DurationLaw(DurationKind::triangular, 0.0, 0.0, 6.0).quantile_s(0.01) == 0.0);
  CHECK(DurationLaw(DurationKind::triangular, 7.0, 7.0, 7.0).quantile_s(0.3) == 7.0);
  CHECK(DurationLaw(DurationKind::beta_pert, 7.0, 7.0, 7.0).quantile_s(0.3) == 7.0);
}
