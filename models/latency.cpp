// SPDX-License-Identifier: Apache-2.0
#include "models/latency.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gigawatt {

namespace {

constexpr double kEarthRadiusM = 6'371'008.8;  // mean radius R1 of GRS 80
constexpr double kLightMPerS = 299'792'458.0;  // exact
constexpr double kFibreMPerS = 2.0 / 3.0 * kLightMPerS;
constexpr double kRadPerDeg = std::numbers::pi / 180.0;

}  // namespace

double great_circle_m(const GeoPoint& a, const GeoPoint& b) {
  // Haversine: exact enough near and far, but for points that face each other.
  const double north = std::sin(0.5 * kRadPerDeg * (b.latitude_deg - a.latitude_deg));
  const double east = std::sin(0.5 * kRadPerDeg * (b.longitude_deg - a.longitude_deg));
  const double haversine = north * north + std::cos(kRadPerDeg * a.latitude_deg) *
                                               std::cos(kRadPerDeg * b.latitude_deg) * east * east;
  return 2.0 * kEarthRadiusM * std::asin(std::sqrt(std::min(1.0, haversine)));
}

double fibre_round_trip_s(double length_m) {
  return 2.0 * length_m / kFibreMPerS;
}

}  // namespace gigawatt
