// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/sources/cell_temperature.h"

using namespace gigawatt::power;

namespace {

/// At 900 W/m², 20 degC and 5 m/s, where pvlib tests its models [degC].
double celsius(const CellTemperature& model) {
  return cell_temperature_k(model, 900.0, 293.15, 5.0) - 273.15;
}

}  // namespace

TEST_CASE("cell temperature: three models meet pvlib's test values, to 0.001 K") {
  CHECK(std::abs(celsius(SapmCell{}) - 43.509) < 0.001);
  CHECK(std::abs(celsius(SapmCell{.rise_k = 0.0}) - 40.809) < 0.001);
  CHECK(std::abs(celsius(PvsystCell{.efficiency = 0.1}) - 45.137) < 0.001);
  CHECK(std::abs(celsius(PvsystCell{
                     .constant_w_per_m2_k = 23.5, .wind_w_s_per_m3_k = 6.25, .efficiency = 0.1}) -
                 33.315) < 0.001);
  CHECK(std::abs(celsius(FaimanCell{}) - 35.203) < 0.001);
  CHECK(std::abs(celsius(FaimanCell{.constant_w_per_m2_k = 22.0, .wind_w_s_per_m3_k = 6.0}) -
                 37.308) < 0.001);
}

TEST_CASE("cell temperature: without light a cell is as warm as the air") {
  for (const CellTemperature& model :
       {CellTemperature{SapmCell{}}, CellTemperature{PvsystCell{}}, CellTemperature{FaimanCell{}}})
    CHECK(cell_temperature_k(model, 0.0, 300.0, 2.0) == 300.0);
}

TEST_CASE("cell temperature: the less air behind a module, the hotter it is") {
  double cooler_k = 0.0;
  for (const Mounting mounting :
       {Mounting::open_rack, Mounting::close_roof, Mounting::insulated_back}) {
    SapmCellParams params;
    params.mounting = mounting;
    const double kelvin = cell_temperature_k(params.make(), 900.0, 293.15, 5.0);
    CHECK(kelvin > cooler_k);
    cooler_k = kelvin;
  }
}
