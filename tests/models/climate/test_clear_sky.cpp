// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/air_mass.h"
#include "models/climate/angles.h"
#include "models/climate/clear_sky.h"

using namespace gigawatt::climate;
using doctest::Approx;

TEST_CASE("clear sky: Haurwitz by hand and as pvlib has it") {
  // 1098 exp(-0.059) with the sun overhead; the others pvlib 0.16.1.
  CHECK(haurwitz_ghi_w_per_m2(0.0) == Approx(1035.09203).epsilon(1e-8));
  CHECK(haurwitz_ghi_w_per_m2(60.0) == Approx(487.894133).epsilon(1e-8));
  CHECK(haurwitz_ghi_w_per_m2(85.0) == Approx(48.6298688).epsilon(1e-8));
  CHECK(haurwitz_ghi_w_per_m2(90.5) == 0.0);
}

TEST_CASE("clear sky: Ineichen meets pvlib's test value at an air mass of one") {
  // pvlib, test_ineichen_scalar_input: zenith 10, air mass 1, turbidity 3, 1364 W/m².
  const ClearAir air{.linke_turbidity = 3.0, .pressure_pa = 101325.0 / relative_air_mass(10.0)};
  const ClearSky sky = ineichen_clear_sky(10.0, air, 1364.0);

  CHECK(sky.ghi_w_per_m2 == Approx(1038.159219).epsilon(1e-9));
  CHECK(sky.dni_w_per_m2 == Approx(942.2081860378344).epsilon(1e-9));
  CHECK(sky.dhi_w_per_m2 == Approx(110.26529293612793).epsilon(1e-9));
}

TEST_CASE("clear sky: Ineichen in dusty high air and in clean air with a low sun, as pvlib") {
  // pvlib 0.16.1, ineichen with air mass by Kasten and Young, times pressure.
  const ClearAir dusty{.linke_turbidity = 5.0, .elevation_m = 600.0, .pressure_pa = 0.9 * 101325.0};
  const ClearSky high = ineichen_clear_sky(60.0, dusty, 1400.0);
  const ClearSky low = ineichen_clear_sky(85.0, {.linke_turbidity = 2.0}, 1330.0);

  CHECK(high.ghi_w_per_m2 == Approx(430.1247070302653).epsilon(1e-9));
  CHECK(high.dni_w_per_m2 == Approx(616.0697711164532).epsilon(1e-9));
  CHECK(high.dhi_w_per_m2 == Approx(122.08982147203864).epsilon(1e-9));
  CHECK(low.ghi_w_per_m2 == Approx(45.31525786121467).epsilon(1e-9));
  CHECK(low.dni_w_per_m2 == Approx(435.0506311412374).epsilon(1e-9));
  CHECK(ineichen_clear_sky(91.0, {}, 1364.0).ghi_w_per_m2 == 0.0);
}

TEST_CASE("clear sky: more turbid air takes from the beam and closes on the global") {
  double clearer = 2000.0;
  for (double turbidity = 1.5; turbidity <= 8.0; turbidity += 0.5) {
    const ClearSky sky = ineichen_clear_sky(40.0, {.linke_turbidity = turbidity}, 1361.0);
    CHECK(sky.dni_w_per_m2 < clearer);
    CHECK(sky.dhi_w_per_m2 >= 0.0);
    CHECK(sky.dhi_w_per_m2 + sky.dni_w_per_m2 * cos_deg(40.0) ==
          Approx(sky.ghi_w_per_m2).epsilon(1e-12));
    clearer = sky.dni_w_per_m2;
  }
}
