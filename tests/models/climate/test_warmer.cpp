// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "models/climate/warmer.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::climate;
using doctest::Approx;

namespace {

/// One row of 30 degC and 50 %, dew point by its definition.
WeatherFile one_row() {
  WeatherFile file;
  file.rows.push_back({.dry_bulb_k = 303.15,
                       .dew_point_k = dew_point_k(0.5 * saturation_pressure_pa(303.15)),
                       .relative_humidity = 0.5,
                       .pressure_pa = 99000.0,
                       .wind_m_per_s = 3.0,
                       .ghi_w_per_m2 = 800.0,
                       .dni_w_per_m2 = 700.0,
                       .dhi_w_per_m2 = 100.0});
  return file;
}

}  // namespace

TEST_CASE("warmer: dry bulb rises by the offset, relative humidity, pressure and light stay") {
  WeatherFile file = one_row();

  make_warmer(file, 2.0);

  const WeatherRow& row = file.rows[0];
  CHECK(row.dry_bulb_k == Approx(305.15).epsilon(1e-12));
  CHECK(saturation_pressure_pa(row.dew_point_k) / saturation_pressure_pa(row.dry_bulb_k) ==
        Approx(0.5).epsilon(1e-9));
  // Dew point of 32 degC and 50 %: 20.3 degC (ASHRAE psychrometric chart), 18.4 degC at 30 degC.
  CHECK(row.dew_point_k - 273.15 == Approx(20.27).epsilon(0.005));
  CHECK(row.pressure_pa == 99000.0);
  CHECK(row.wind_m_per_s == 3.0);
  CHECK(row.ghi_w_per_m2 == 800.0);
  CHECK(file.origin.warmer_dk == 2.0);
  REQUIRE(file.notes.size() == 1);
  CHECK(file.notes[0] == "dry bulb raised by 2 K in every hour, relative humidity kept");
}

TEST_CASE("warmer: air that a file calls more than saturated is saturated, not more") {
  WeatherFile file = one_row();
  file.rows[0].dew_point_k = 303.65;

  make_warmer(file, 1.0);

  CHECK(file.rows[0].dew_point_k == Approx(304.15).epsilon(1e-9));
}

TEST_CASE("warmer: there and back is the same weather, and no offset changes no bit") {
  WeatherFile file = one_row();
  make_warmer(file, 0.0);
  CHECK(file.rows[0].dew_point_k == one_row().rows[0].dew_point_k);
  CHECK(file.notes.empty());
  CHECK(file.origin.as_read());

  make_warmer(file, 3.0);
  make_warmer(file, -3.0);

  CHECK(file.rows[0].dry_bulb_k == Approx(303.15).epsilon(1e-12));
  CHECK(file.rows[0].dew_point_k == Approx(one_row().rows[0].dew_point_k).epsilon(1e-9));
}

TEST_CASE("warmer: air beyond the psychrometrics is refused") {
  WeatherFile file = one_row();

  CHECK_THROWS_AS(make_warmer(file, 300.0), DomainError);
}
