// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gigawatt {

/// A point on the ground, in degrees north and east.
struct GeoPoint {
  double latitude_deg = 0.0;
  double longitude_deg = 0.0;
};

/// Length [m] of the great circle between two points on a sphere of Earth's mean radius.
double great_circle_m(const GeoPoint& a, const GeoPoint& b);

/// Time [s] of light there and back over a fibre of `length_m`, at two thirds of its speed in
/// vacuum. Sources: docs/models/site/portfolio.md.
double fibre_round_trip_s(double length_m);

}  // namespace gigawatt
