// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

// Expected values are those the open library PsychroLib checks itself against (MIT licence,
// tests/test_psychrolib_si.py), most of them read from tables 2 and 3 of the ASHRAE Handbook of
// Fundamentals 2017, chapter 1; hence the tolerances.

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

double kelvin(double celsius) {
  return celsius + 273.15;
}

}  // namespace

TEST_CASE("psychrometrics: saturation pressure meets ASHRAE's table over ice and water") {
  CHECK(std::abs(saturation_pressure_pa(kelvin(-60)) - 1.08) < 0.01);

  const double expected[][2] = {{-20, 103.24}, {-5, 401.74},    {5, 872.6},     {25, 3169.7},
                                {50, 12351.3}, {100, 101418.0}, {150, 476101.4}};
  for (const auto& row : expected) {
    const double celsius = row[0];
    const double pascal = row[1];
    CAPTURE(celsius);
    CHECK(saturation_pressure_pa(kelvin(celsius)) == Approx(pascal).epsilon(3e-4));
  }
}

TEST_CASE("psychrometrics: saturated humidity ratio meets ASHRAE's table at sea level") {
  const double expected[][3] = {
      {-50, 2.43e-5, 0.01},   {-20, 6.373e-4, 0.01}, {-5, 2.4863e-3, 0.005}, {5, 5.425e-3, 0.005},
      {25, 2.0173e-2, 0.005}, {50, 8.6863e-2, 0.01}, {85, 8.38105e-1, 0.02}};
  for (const auto& row : expected) {
    const double celsius = row[0];
    const double ratio = row[1];
    const double tolerance = row[2];
    CAPTURE(celsius);
    CHECK(saturated_humidity_ratio(kelvin(celsius), 101325.0) == Approx(ratio).epsilon(tolerance));
  }
}

TEST_CASE("psychrometrics: saturated enthalpy meets ASHRAE's table at sea level") {
  const double expected[][2] = {{5, 18639.0}, {25, 76504.0}, {50, 275353.0}, {85, 2307539.0}};
  for (const auto& row : expected) {
    const double celsius = row[0];
    const double joule = row[1];
    CAPTURE(celsius);
    CHECK(saturated_enthalpy_j_per_kg(kelvin(celsius), 101325.0) == Approx(joule).epsilon(0.01));
  }
}

TEST_CASE("psychrometrics: wet bulb from relative humidity meets PsychroLib") {
  const AirState air = air_from_relative_humidity(kelvin(7.0), 0.61, 100000.0);

  CHECK(air.wet_bulb_k - 273.15 == Approx(3.92667433781955).epsilon(1e-3));
}

TEST_CASE("psychrometrics: humidity ratio from vapour pressure and back") {
  const double ratio = humidity_ratio(3169.7, 95461.0);

  CHECK(ratio == Approx(0.0213603998047487).epsilon(1e-6));
  CHECK(vapour_pressure_pa(ratio, 95461.0) == Approx(3169.7).epsilon(1e-12));
}

TEST_CASE("psychrometrics: humidity ratio from wet bulb, above and below freezing, and back") {
  const double warm = humidity_ratio_from_wet_bulb(kelvin(30), kelvin(25), 95461.0);
  const double cold = humidity_ratio_from_wet_bulb(kelvin(-1), kelvin(-5), 95461.0);

  CHECK(warm == Approx(0.0192281274241096).epsilon(3e-4));
  CHECK(cold == Approx(0.00120399819933844).epsilon(3e-4));
  CHECK(wet_bulb_k(kelvin(30), warm, 95461.0) == Approx(kelvin(25)).epsilon(1e-10));
  CHECK(wet_bulb_k(kelvin(-1), cold, 95461.0) == Approx(kelvin(-5)).epsilon(1e-10));
}

TEST_CASE("psychrometrics: enthalpy, volume and density of moist air") {
  CHECK(enthalpy_j_per_kg(kelvin(30), 0.02) == Approx(81316.0).epsilon(3e-4));
  CHECK(specific_volume_m3_per_kg(kelvin(30), 0.02, 95461.0) ==
        Approx(0.940855374352943).epsilon(3e-4));
  CHECK(density_kg_per_m3(kelvin(30), 0.02, 95461.0) == Approx(1.08411986348219).epsilon(3e-4));
}

TEST_CASE("psychrometrics: standard atmosphere meets ASHRAE's table 1") {
  const double expected[][2] = {{-500, 107478}, {0, 101325},   {500, 95461},
                                {1000, 89875},  {4000, 61640}, {10000, 26436}};
  for (const auto& row : expected) {
    const double metre = row[0];
    const double pascal = row[1];
    CAPTURE(metre);
    CHECK(std::abs(standard_pressure_pa(metre) - pascal) < 1.0);
  }
  CHECK_THROWS_AS(standard_pressure_pa(12000.0), DomainError);
}

TEST_CASE("psychrometrics: the Handbook's worked example of 40 degC and 20 degC wet bulb") {
  const double ratio = humidity_ratio_from_wet_bulb(kelvin(40), kelvin(20), 101325.0);
  const double vapour = vapour_pressure_pa(ratio, 101325.0);

  CHECK(std::abs(ratio - 0.0065) < 0.0001);
  CHECK(std::abs(dew_point_k(vapour) - kelvin(7)) < 0.5);
  CHECK(std::abs(vapour / saturation_pressure_pa(kelvin(40)) - 0.14) < 0.01);
  CHECK(std::abs(enthalpy_j_per_kg(kelvin(40), ratio) - 56700.0) < 100.0);
  CHECK(specific_volume_m3_per_kg(kelvin(40), ratio, 101325.0) == Approx(0.896).epsilon(0.01));
}

TEST_CASE("psychrometrics: wet bulb converges everywhere, between dew point and dry bulb") {
  int states = 0;
  bool bounded = true;
  bool balanced = true;
  for (double celsius = -100.0; celsius <= 199.0; celsius += 1.0) {
    for (double humidity = 0.0; humidity <= 0.901; humidity += 0.1) {
      for (double pressure = 60.0e3; pressure <= 110.0e3; pressure += 10.0e3) {
        const AirState air = air_from_relative_humidity(kelvin(celsius), humidity, pressure);
        const double boiling_k = dew_point_k(pressure);
        ++states;
        bounded = bounded && std::isfinite(air.wet_bulb_k) && air.wet_bulb_k <= air.dry_bulb_k &&
                  air.wet_bulb_k <= boiling_k + 1e-6 && air.wet_bulb_k > kelvin(-101);
        if (std::isfinite(air.humidity_ratio) && air.wet_bulb_k > kelvin(-99) &&
            air.wet_bulb_k < boiling_k - 0.5) {
          const double back =
              humidity_ratio_from_wet_bulb(air.dry_bulb_k, air.wet_bulb_k, pressure);
          balanced = balanced && std::abs(back - air.humidity_ratio) <= 1e-9 + 1e-8 * back;
        }
      }
    }
  }
  CHECK(states == 300 * 10 * 6);
  CHECK(bounded);
  CHECK(balanced);
}

TEST_CASE("psychrometrics: saturated air has its dry bulb as wet bulb and as dew point") {
  for (double celsius = -60.0; celsius <= 80.0; celsius += 7.0) {
    CAPTURE(celsius);
    const AirState air = air_from_relative_humidity(kelvin(celsius), 1.0, 95000.0);

    CHECK(air.wet_bulb_k == Approx(kelvin(celsius)).epsilon(1e-12));
    CHECK(dew_point_k(vapour_pressure_pa(air.humidity_ratio, 95000.0)) ==
          Approx(kelvin(celsius)).epsilon(1e-10));
  }
}

TEST_CASE("psychrometrics: the inverse of saturated enthalpy is its inverse") {
  for (double celsius = -60.0; celsius <= 80.0; celsius += 3.7) {
    CAPTURE(celsius);
    const double enthalpy = saturated_enthalpy_j_per_kg(kelvin(celsius), 84000.0);

    CHECK(saturation_temperature_k(enthalpy, 84000.0) == Approx(kelvin(celsius)).epsilon(1e-10));
  }
}

TEST_CASE("psychrometrics: temperatures the formulas were not fitted for are refused") {
  CHECK_THROWS_AS(saturation_pressure_pa(kelvin(-100.5)), DomainError);
  CHECK_THROWS_AS(saturation_pressure_pa(kelvin(200.5)), DomainError);
  CHECK_THROWS_AS(air_from_dew_point(std::nan(""), 280.0, 101325.0), DomainError);
}
