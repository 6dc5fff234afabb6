// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/angles.h"
#include "models/power/sources/pv_array.h"
#include "models/power/sources/pv_params.h"

using namespace gigawatt::climate;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

/// Bright noon with the sun 30 deg from straight up in the south.
const Sky kNoon{.sun = direction(30.0, 180.0),
                .dni_w_per_m2 = 900.0,
                .dhi_w_per_m2 = 100.0,
                .ghi_w_per_m2 = 100.0 + 900.0 * 0.8660254037844387,
                .extraterrestrial_w_per_m2 = 1366.1};
constexpr PvAir kMild{.dry_bulb_k = 293.15, .wind_m_per_s = 5.0};

PvArray fixed_array(double tilt_deg) {
  PvParams params;
  params.dc_w = 1.2e6;
  params.tilt_deg = tilt_deg;
  return params.make();
}

}  // namespace

TEST_CASE("pv array: direct current by PVWatts, with Marion's low-light correction") {
  // pvlib's tests of pvwatts_dc: rating 100, 30 degC, -0.3 %/K.
  const double cell_k = 303.15;
  const auto corrected = [&](double light, bool capped) {
    return pvwatts_dc_w(light, cell_k, 100.0, -0.003) -
           low_light_loss_w(light, 100.0, 0.01, capped);
  };

  CHECK(pvwatts_dc_w(900.0, cell_k, 100.0, -0.003) == Approx(88.65).epsilon(1e-12));
  CHECK(corrected(100.0, false) == Approx(8.9125).epsilon(1e-12));
  CHECK(corrected(1200.0, false) == Approx(118.45).epsilon(1e-12));
  CHECK(corrected(1200.0, true) == Approx(118.2).epsilon(1e-12));
  CHECK(low_light_loss_w(200.0, 100.0, 0.01, true) == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("pv array: losses of PVWatts multiply to 14.08 %") {
  CHECK(PvLosses{}.total() == Approx(0.14075660688264469).epsilon(1e-14));
  CHECK(PvLosses{.age = 0.01}.total() == Approx(0.14934904).epsilon(1e-7));
}

TEST_CASE("pv array: the inverter's part load, its clip and its night") {
  // pvlib: inverter.pvwatts(90, 100, 0.95); the input limit of 100 is an output limit of 95.
  const PvInverter inverter{.ac_w = 95.0, .efficiency = 0.95};

  CHECK(inverter_output(inverter, 90.0).ac_w == Approx(85.58556604752516).epsilon(1e-14));
  CHECK(inverter_output(inverter, 90.0).clipped_w == 0.0);
  CHECK(inverter_output(inverter, 0.0).ac_w == 0.0);
  CHECK(inverter_output(inverter, 0.5).ac_w == 0.0);  // The formula is negative below 0.6 % load.
  const InverterOutput clipped = inverter_output(inverter, 120.0);
  CHECK(clipped.ac_w == 95.0);
  // By hand: 0.95 / 0.9637 (-0.0162 1.2 - 0.0059 / 1.2 + 0.9858) 120 - 95.
  CHECK(clipped.clipped_w == Approx(18.7330497).epsilon(1e-8));
}

TEST_CASE("pv array: reflection of beam and diffuse light meets pvlib's test values") {
  CHECK(beam_transmission(cos_deg(45.0), 0.16) == Approx(0.98986965).epsilon(1e-8));
  CHECK(beam_transmission(cos_deg(60.0), 0.18) == Approx(0.9414631).epsilon(1e-7));
  CHECK(beam_transmission(1.0, 0.18) == 1.0);
  CHECK(beam_transmission(-0.2, 0.18) == 0.0);

  const DiffuseTransmission tilted = diffuse_transmission(direction(30.0, 180.0), 0.16);
  CHECK(tilted.sky == Approx(0.9549735).epsilon(1e-7));
  CHECK(tilted.ground == Approx(0.7944426).epsilon(1e-7));
  struct Case {
    double tilt, sky, ground;
  };
  for (const Case& expected : {Case{0.0, 0.9407678, 0.0}, Case{30.0, 0.9452250, 0.7610849},
                               Case{90.0, 0.9407678, 0.9407678}}) {
    CAPTURE(expected.tilt);
    const DiffuseTransmission diffuse = diffuse_transmission(direction(expected.tilt, 90.0), 0.18);
    CHECK(std::abs(diffuse.sky - expected.sky) < 1e-7);
    CHECK(std::abs(diffuse.ground - expected.ground) < 1e-7);
  }
}

TEST_CASE("pv array: a noon by hand, step by step") {
  PvArray array = fixed_array(30.0);  // Faces the sun: no reflection of the beam, no shade.
  array.sky = SkyModel::isotropic;
  array.inverter.ac_w = 1.2e6;

  const PvPower power = pv_power(array, kNoon, kMild);

  // Sky 100 (1 + cos 30) / 2, ground 0.2 ghi (1 - cos 30) / 2.
  const double sky = 93.30127019;
  const double ground = 0.2 * 879.4228634 * 0.0669872981;
  CHECK(power.plane_w_per_m2 == Approx(900.0 + sky + ground).epsilon(1e-9));
  CHECK(power.cell_k ==
        Approx(293.15 + power.plane_w_per_m2 * (std::exp(-3.47 - 0.0594 * 5.0) + 0.003))
            .epsilon(1e-12));
  const double entering = 900.0 + sky * 0.9549735 + ground * 0.7944426;
  const double dc_w =
      entering * 1.2e3 * (1.0 - 0.0037 * (power.cell_k - 298.15)) * (1.0 - 0.14075660688264469);
  CHECK(power.dc_w == Approx(dc_w).epsilon(1e-7));
  const double load = dc_w * 0.96 / 1.2e6;
  CHECK(power.ac_w ==
        Approx(0.96 / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858) * dc_w).epsilon(1e-7));
}

TEST_CASE("pv array: what the inverters cut off is output and clipped power together") {
  PvArray tight = fixed_array(30.0);
  PvArray ample = tight;
  tight.inverter.ac_w = 0.6e6;
  ample.inverter.ac_w = 1.2e6;

  const PvPower power = pv_power(tight, kNoon, kMild);

  CHECK(power.ac_w == 0.6e6);
  CHECK(power.clipped_w > 0.0);
  CHECK(power.dc_w == pv_power(ample, kNoon, kMild).dc_w);
  CHECK(power.ac_w + power.clipped_w < power.dc_w);
}

TEST_CASE("pv array: dust, age and heat each take their share") {
  const PvArray array = fixed_array(30.0);
  const double clean_w = pv_power(array, kNoon, kMild).dc_w;

  CHECK(pv_power(array, kNoon, kMild, {.soiling_frac = 0.1}).dc_w ==
        Approx(0.9 * clean_w).epsilon(1e-12));
  CHECK(pv_power(array, kNoon, kMild, {.age_years = 10.0}).dc_w ==
        Approx(std::pow(0.995, 10.0) * clean_w).epsilon(1e-12));
  // 20 K more: 0.37 % of the rating each, of what light there is.
  const PvPower cool = pv_power(array, kNoon, kMild);
  const PvPower hot = pv_power(array, kNoon, {.dry_bulb_k = 313.15, .wind_m_per_s = 5.0});
  CHECK(hot.dc_w / cool.dc_w ==
        Approx((1.0 - 0.0037 * (hot.cell_k - 298.15)) / (1.0 - 0.0037 * (cool.cell_k - 298.15)))
            .epsilon(1e-12));
  CHECK(hot.dc_w < cool.dc_w);
}

TEST_CASE("pv array: nothing at night, little at dusk, never negative") {
  const PvArray array = fixed_array(20.0);
  const Sky night{.sun = direction(120.0, 0.0)};
  CHECK(pv_power(array, night, kMild).ac_w == 0.0);
  CHECK(pv_power(array, night, kMild).cell_k == 293.15);

  PvParams tracking;
  tracking.dc_w = 1.2e6;
  tracking.tracker = Tracking::single_axis;
  for (const PvArray& plant : {array, tracking.make()}) {
    for (double zenith = 80.0; zenith < 95.0; zenith += 0.25) {
      const Sky dusk{.sun = direction(zenith, 260.0),
                     .dni_w_per_m2 = zenith < 90.0 ? 100.0 : 0.0,
                     .dhi_w_per_m2 = 5.0,
                     .ghi_w_per_m2 = 5.0 + 100.0 * std::max(cos_deg(zenith), 0.0)};
      const PvPower power = pv_power(plant, dusk, kMild);
      CHECK(power.ac_w >= 0.0);
      CHECK(power.ac_w < 0.2e6);
    }
  }
}

TEST_CASE("pv array: a tracker beats fixed rows in the morning and stands flat without sun") {
  PvParams params;
  params.dc_w = 1.2e6;
  params.tracker = Tracking::single_axis;
  const PvArray tracker = params.make();
  const Sky morning{.sun = direction(60.0, 90.0),
                    .dni_w_per_m2 = 700.0,
                    .dhi_w_per_m2 = 60.0,
                    .ghi_w_per_m2 = 410.0};

  CHECK(pv_power(tracker, morning, kMild).ac_w >
        1.5 * pv_power(fixed_array(20.0), morning, kMild).ac_w);
  // Zenith 60 deg and ground cover 0.4: 2.5 cos 60 = 1.25 > 1, no backtracking.
  CHECK(pv_power(tracker, morning, kMild).rotation_deg == Approx(-60.0).epsilon(1e-9));
  const Sky dusk{.sun = direction(92.0, 270.0), .dhi_w_per_m2 = 3.0, .ghi_w_per_m2 = 3.0};
  CHECK(pv_power(tracker, dusk, kMild).rotation_deg == 0.0);
}
