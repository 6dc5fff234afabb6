// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::climate;

namespace {

constexpr double kColdestK = 273.15 - 40.0;
constexpr double kHottestK = 273.15 + 70.0;
constexpr double kStepK = 0.0137;  // Meets every cell of the table at changing places.

/// Calls `check(temperature, pressure)` over the range for which the table states its bound.
template <class Check>
void sweep(Check check) {
  for (double pressure = 60.0e3; pressure <= 110.0e3; pressure += 3.1e3) {
    for (double kelvin = kColdestK; kelvin <= kHottestK; kelvin += kStepK)
      check(kelvin, pressure);
  }
}

}  // namespace

TEST_CASE("saturation table: pressure, humidity and enthalpy within 1e-6 of the exact functions") {
  const SaturationTable& table = SaturationTable::shared();
  double pressure_error = 0.0;
  double humidity_error = 0.0;
  double enthalpy_error = 0.0;

  sweep([&](double kelvin, double pressure) {
    const double p_ws = saturation_pressure_pa(kelvin);
    const double ratio = saturated_humidity_ratio(kelvin, pressure);
    const double enthalpy = saturated_enthalpy_j_per_kg(kelvin, pressure);
    // Enthalpy has an arbitrary zero: its error is taken against the change of one kelvin.
    const double scale = std::max(std::abs(enthalpy), 1006.0);
    pressure_error =
        std::max(pressure_error, std::abs(table.saturation_pressure_pa(kelvin) / p_ws - 1.0));
    humidity_error = std::max(
        humidity_error, std::abs(table.saturated_humidity_ratio(kelvin, pressure) / ratio - 1.0));
    enthalpy_error =
        std::max(enthalpy_error,
                 std::abs(table.saturated_enthalpy_j_per_kg(kelvin, pressure) - enthalpy) / scale);
  });

  MESSAGE("largest relative errors: pressure ", pressure_error, ", humidity ratio ", humidity_error,
          ", enthalpy ", enthalpy_error);
  CHECK(pressure_error < 1e-6);
  CHECK(humidity_error < 1e-6);
  CHECK(enthalpy_error < 1e-6);
  CHECK(pressure_error > 0.0);  // It is a table, not the formula.
}

TEST_CASE("saturation table: temperature of saturated air within 1e-6 of the exact inverse") {
  const SaturationTable& table = SaturationTable::shared();
  double error = 0.0;
  double worst_k = 0.0;

  sweep([&](double kelvin, double pressure) {
    const double enthalpy = saturated_enthalpy_j_per_kg(kelvin, pressure);
    const double off = std::abs(table.saturation_temperature_k(enthalpy, pressure) / kelvin - 1.0);
    if (off > error) {
      error = off;
      worst_k = kelvin;
    }
  });

  MESSAGE("largest relative error ", error, " at ", worst_k - 273.15, " degC");
  CHECK(error < 1e-6);
}

TEST_CASE("saturation table: outside its range it is the exact function") {
  const SaturationTable& table = SaturationTable::shared();

  CHECK(table.saturation_pressure_pa(363.15) == saturation_pressure_pa(363.15));
  CHECK(table.saturated_enthalpy_j_per_kg(223.15, 90e3) ==
        saturated_enthalpy_j_per_kg(223.15, 90e3));
  CHECK(table.saturation_temperature_k(50e3, 40e3) == saturation_temperature_k(50e3, 40e3));
  CHECK_THROWS_AS(table.saturation_pressure_pa(500.0), DomainError);
}
