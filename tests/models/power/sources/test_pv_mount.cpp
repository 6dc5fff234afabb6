// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/angles.h"
#include "models/power/sources/pv_mount.h"

using namespace gigawatt::climate;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

double angle_between_deg(const Direction& a, const Direction& b) {
  return std::acos(std::min(cosine_between(a, b), 1.0)) / kRadPerDeg;
}

/// A tracker on level ground with axes from north to south that may turn all the way.
PvMount free_tracker(double ground_cover, bool backtracks) {
  PvMount mount = tracker_mount({});
  mount.max_rotation_deg = 90.0;
  mount.ground_cover = ground_cover;
  mount.backtracks = backtracks;
  return mount;
}

}  // namespace

TEST_CASE("pv mount: fixed rows face where they are told to") {
  const PvMount mount = fixed_mount(20.0, 200.0, 0.4);
  const Direction plane = plane_of(mount, rotation_deg(mount, direction(30.0, 90.0)));

  CHECK(angle_between_deg(plane, direction(20.0, 200.0)) < 1e-6);
}

TEST_CASE("pv mount: a tracker on axes that point south turns to the sun's projected angle") {
  const PvMount mount = free_tracker(0.4, false);

  // By hand: due west the angle is the zenith angle; due south there is nothing to turn for; half
  // way the sun at 60 deg has (x, z) = (sin 60 cos 45, cos 60): atan(1.224745) = 50.7685 deg.
  CHECK(rotation_deg(mount, direction(35.0, 270.0)) == Approx(35.0).epsilon(1e-12));
  CHECK(rotation_deg(mount, direction(35.0, 90.0)) == Approx(-35.0).epsilon(1e-12));
  CHECK(std::abs(rotation_deg(mount, direction(35.0, 180.0))) < 1e-12);
  CHECK(rotation_deg(mount, direction(60.0, 225.0)) == Approx(50.76847952).epsilon(1e-9));
}

TEST_CASE("pv mount: it stops at its limit") {
  PvMount mount = free_tracker(0.4, false);
  mount.max_rotation_deg = 45.0;

  // pvlib, test_max_angle: sun 60 deg from the zenith in the east, 15 deg of incidence remain.
  const Direction sun = direction(60.0, 90.0);
  CHECK(rotation_deg(mount, sun) == -45.0);
  CHECK(angle_between_deg(plane_of(mount, -45.0), sun) == Approx(15.0).epsilon(1e-9));
}

TEST_CASE("pv mount: it turns back until the rows just miss each other's shade, by hand") {
  // pvlib, test_backtrack: zenith 80 deg in the east, ground cover 2/7: 3.5 cos 80 = 0.607769,
  // acos = 52.5717 deg, so the row stands at 27.4283 deg instead of 80.
  const PvMount mount = free_tracker(2.0 / 7.0, true);
  const Direction sun = direction(80.0, 90.0);
  CHECK(rotation_deg(mount, sun) == Approx(-27.42833).epsilon(1e-6));

  CHECK(shaded_share(mount, sun, rotation_deg(mount, sun)) == Approx(0.0).scale(1.0).epsilon(1e-9));
  CHECK(shaded_share(mount, sun, -29.0) > 0.0);
  CHECK(shaded_share(mount, sun, -26.0) == 0.0);
}

TEST_CASE("pv mount: Anderson and Mikofski's validation table on a slope of 10 deg") {
  // NREL/TP-5K00-76626, table 1: apparent elevation, azimuth, true tracking, backtracking; axes
  // towards 195 deg on a slope that falls south, ground cover 0.5.
  struct Row {
    double elevation, azimuth, true_tracking, backtracking;
  };
  constexpr Row kRows[] = {
      {2.404287, 122.79177, -84.440, -10.899},   {11.263058, 133.288729, -72.604, -25.747},
      {18.733558, 145.285552, -59.861, -59.861}, {24.109076, 158.939435, -45.578, -45.578},
      {26.810735, 173.931802, -28.764, -28.764}, {26.482495, 189.371536, -8.475, -8.475},
      {23.170447, 204.13681, 15.120, 15.120},    {17.296785, 217.446538, 39.562, 39.562},
      {9.461862, 229.102218, 61.587, 32.339},    {0.524817, 239.330401, 79.530, 5.490}};
  PvMount mount = sloped_tracker_mount(10.0, 180.0, 195.0);
  mount.max_rotation_deg = 90.0;
  mount.ground_cover = 0.5;

  CHECK(std::acos(mount.z.up) / kRadPerDeg == Approx(9.666).epsilon(1e-4));
  CHECK(mount.cross_slope_deg == Approx(-2.576).epsilon(2e-4));
  for (const Row& row : kRows) {
    CAPTURE(row.azimuth);
    const Direction sun = direction(90.0 - row.elevation, row.azimuth);
    CHECK(std::abs(true_tracking_deg(mount, sun) - row.true_tracking) < 0.001);
    CHECK(std::abs(rotation_deg(mount, sun) - row.backtracking) < 0.001);
  }
}

TEST_CASE("pv mount: a turned row on a tilted axis faces as pvlib's does") {
  // pvlib, test_calc_surface_orientation_kwargs: axis 20 deg down to the south, turned 10 deg.
  const PvMount mount = tracker_mount({.tilt_deg = 20.0, .azimuth_deg = 180.0});

  CHECK(angle_between_deg(plane_of(mount, 10.0), direction(22.2687445, 207.27316959)) < 1e-5);
  CHECK(angle_between_deg(plane_of(mount, -10.0), direction(22.2687445, 152.72683041)) < 1e-5);
}

TEST_CASE("pv mount: shade of one row on the next meets pvlib's") {
  // pvlib 0.16.1, shaded_fraction1d; widths 1, distances 2.5 and 2.
  CHECK(shaded_share(free_tracker(0.4, false), direction(80.0, 270.0), 60.0) ==
        Approx(0.5380186727397613).epsilon(1e-9));
  CHECK(shaded_share(free_tracker(0.5, false), direction(75.0, 250.0), 30.0) ==
        Approx(0.23650009218104995).epsilon(1e-9));
  // From behind nothing shades what no beam meets.
  CHECK(shaded_share(free_tracker(0.5, false), direction(80.0, 270.0), -60.0) == 0.0);
}

TEST_CASE("pv mount: a backtracking field is never shaded, at any sun") {
  const PvMount mount = free_tracker(0.45, true);
  double worst = 0.0;
  for (double zenith = 0.5; zenith < 90.0; zenith += 0.5) {
    for (double azimuth = 0.0; azimuth < 360.0; azimuth += 5.0) {
      const Direction sun = direction(zenith, azimuth);
      worst = std::max(worst, shaded_share(mount, sun, rotation_deg(mount, sun)));
    }
  }
  CHECK(worst < 1e-9);
}

TEST_CASE("pv mount: a little shade puts out a whole block of cells") {
  // By hand, (1 - shade) (1 - dark / (all + 1)) with blocks begun counted whole.
  CHECK(kept_beam(0.0, 2) == 1.0);
  CHECK(kept_beam(1e-9, 2) == 1.0);
  CHECK(kept_beam(0.1, 2) == Approx(0.9 * 2.0 / 3.0).epsilon(1e-12));
  CHECK(kept_beam(0.5, 2) == Approx(0.5 * 2.0 / 3.0).epsilon(1e-12));
  CHECK(kept_beam(0.6, 2) == Approx(0.4 / 3.0).epsilon(1e-12));
  CHECK(kept_beam(0.25, 12) == Approx(0.75 * 10.0 / 13.0).epsilon(1e-12));
  CHECK(kept_beam(1.0, 2) == 0.0);
}
