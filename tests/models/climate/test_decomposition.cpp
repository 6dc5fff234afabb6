// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

#include "models/climate/angles.h"
#include "models/climate/decomposition.h"

using namespace gigawatt::climate;
using doctest::Approx;

namespace {

void check_closure(const Decomposition& parts, double ghi, double zenith_deg) {
  CHECK(parts.dni_w_per_m2 >= 0.0);
  CHECK(parts.dhi_w_per_m2 + parts.dni_w_per_m2 * cos_deg(zenith_deg) ==
        Approx(ghi).epsilon(1e-12));
}

}  // namespace

TEST_CASE("decomposition: Erbs meets pvlib's test values") {
  struct Case {
    double ghi, zenith, day, dni, dhi, kt;
  };
  // Days 1 and 171 are 1 January and 20 June.
  constexpr Case kCases[] = {{50.0, 85.0, 1.0, 96.719, 41.570, 0.405724},
                             {1000.0, 10.0, 1.0, 794.206, 217.860, 0.718133},
                             {1000.0, 10.0, 171.0, 842.002, 170.790, 0.768214},
                             {0.0, 120.0, 1.0, 0.0, 0.0, 0.0}};
  for (const Case& expected : kCases) {
    CAPTURE(expected.zenith);
    const Decomposition parts = decompose_erbs(expected.ghi, expected.zenith, expected.day);

    // pvlib asks for 0.5 W/m²; the values printed have three decimals.
    CHECK(std::abs(parts.dni_w_per_m2 - expected.dni) < 0.001);
    CHECK(std::abs(parts.dhi_w_per_m2 - expected.dhi) < 0.001);
    CHECK(std::abs(parts.clearness_index - expected.kt) < 1e-6);
  }
}

TEST_CASE("decomposition: DISC meets pvlib's test values at two pressures") {
  struct Case {
    double ghi, zenith, day, pressure, dni, kt, air_mass;
  };
  // 24 June 2014, noon and 18:00 in Arizona; pvlib counts days in UTC, where that is day 175 and
  // already day 176.
  constexpr Case kCases[] = {{1038.62, 10.567, 175.0, 93193.0, 830.46567, 0.79742, 0.93505},
                             {254.53, 72.469, 176.0, 93193.0, 676.18340, 0.63782, 3.02102},
                             {1038.62, 10.567, 175.0, 101325.0, 868.72425, 0.79742, 1.01664},
                             {254.53, 72.469, 176.0, 101325.0, 680.73800, 0.63782, 3.28463}};
  for (const Case& expected : kCases) {
    CAPTURE(expected.pressure);
    const DiscDecomposition parts =
        decompose_disc(expected.ghi, expected.zenith, expected.day, expected.pressure);

    CHECK(parts.dni_w_per_m2 == Approx(expected.dni).epsilon(1e-5));
    CHECK(parts.clearness_index == Approx(expected.kt).epsilon(1e-5));
    CHECK(parts.air_mass == Approx(expected.air_mass).epsilon(1e-5));
  }
}

TEST_CASE("decomposition: direct and diffuse add up to the global, for all skies and suns") {
  for (double zenith = 0.0; zenith <= 86.0; zenith += 1.0) {
    for (double ghi = 0.0; ghi <= 1200.0; ghi += 50.0) {
      check_closure(decompose_erbs(ghi, zenith, 80.0), ghi, zenith);
      check_closure(decompose_disc(ghi, zenith, 80.0, 95000.0), ghi, zenith);
    }
  }
}

TEST_CASE("decomposition: with the sun near or below the horizon all light is diffuse") {
  for (const double zenith : {87.1, 91.0, 150.0}) {
    CHECK(decompose_erbs(30.0, zenith, 80.0).dni_w_per_m2 == 0.0);
    CHECK(decompose_erbs(30.0, zenith, 80.0).dhi_w_per_m2 == 30.0);
    CHECK(decompose_disc(30.0, zenith, 80.0, 101325.0).dhi_w_per_m2 == 30.0);
  }
}
