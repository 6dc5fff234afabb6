// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/air_mass.h"
#include "models/climate/psychrometrics.h"

using namespace gigawatt::climate;
using doctest::Approx;

TEST_CASE("air mass: three models at three zenith angles meet pvlib's test values") {
  struct Case {
    AirMassModel model;
    double at_89_9, at_80, at_0;
  };
  constexpr Case kCases[] = {{AirMassModel::simple, 572.958, 5.759, 1.0},
                             {AirMassModel::kasten_young_1989, 36.467, 5.586, 1.0},
                             {AirMassModel::gueymard_2003, 36.676, 5.590, 1.0}};
  for (const Case& expected : kCases) {
    CHECK(std::abs(relative_air_mass(89.9, expected.model) - expected.at_89_9) < 0.001);
    CHECK(std::abs(relative_air_mass(80.0, expected.model) - expected.at_80) < 0.001);
    CHECK(std::abs(relative_air_mass(0.0, expected.model) - expected.at_0) < 0.001);
  }
}

TEST_CASE("air mass: below the horizon it is that on the horizon") {
  CHECK(relative_air_mass(95.0) == relative_air_mass(90.0));
  CHECK(relative_air_mass(90.0) == Approx(37.92).epsilon(1e-3));  // Kasten and Young's table.
}

TEST_CASE("air mass: pressure of an elevation meets pvlib and the standard atmosphere") {
  CHECK(std::abs(pressure_at_elevation_pa(1000.0) - 89874.750) < 0.001);
  CHECK(std::abs(pressure_at_elevation_pa(8000.0) - 35600.496) < 0.001);
  for (double elevation_m = -400.0; elevation_m <= 6000.0; elevation_m += 100.0)
    CHECK(pressure_at_elevation_pa(elevation_m) ==
          Approx(standard_pressure_pa(elevation_m)).epsilon(3e-5));
  CHECK(absolute_air_mass(2.0, 101325.0 / 2.0) == 1.0);
}
