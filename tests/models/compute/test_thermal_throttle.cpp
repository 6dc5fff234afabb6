// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <doctest/doctest.h>

#include "models/compute/thermal_throttle.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;

TEST_CASE("thermal throttle: full to the onset, half-way in the middle, off beyond shutdown") {
  const compute::ThermalThrottle throttle{318.15, 328.15, 0.2};

  CHECK(compute::thermal_cap_frac(throttle, 290.0) == 1.0);
  CHECK(compute::thermal_cap_frac(throttle, 318.15) == 1.0);
  CHECK(compute::thermal_cap_frac(throttle, 323.15) == Approx(0.6));  // 1 − 0.5 · 0.8, by hand
  CHECK(compute::thermal_cap_frac(throttle, 328.15) == Approx(0.2));
  CHECK(compute::thermal_cap_frac(throttle, 328.2) == 0.0);
}

TEST_CASE("thermal throttle: never rises with temperature") {
  const compute::ThermalThrottle throttle{308.15, 318.15, 0.0};
  double last = 1.0;
  for (int i = 0; i <= 400; ++i) {
    const double cap = compute::thermal_cap_frac(throttle, 300.0 + 0.1 * i);
    CHECK(cap <= last);
    last = cap;
  }
  CHECK(last == 0.0);
}

TEST_CASE("thermal throttle: a shutdown below the onset and a missing temperature are refused") {
  CHECK_THROWS_AS(compute::thermal_cap_frac({330.0, 320.0, 0.2}, 300.0), DomainError);
  CHECK_THROWS_AS(compute::thermal_cap_frac({320.0, 330.0, 1.2}, 300.0), DomainError);
  CHECK_THROWS_AS(compute::thermal_cap_frac({}, std::numeric_limits<double>::quiet_NaN()),
                  DomainError);
}
