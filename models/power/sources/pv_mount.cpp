// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/pv_mount.h"

#include <algorithm>
#include <cmath>

#include "models/climate/angles.h"

namespace gigawatt::power {
namespace {

using climate::cos_deg;
using climate::cosine_between;
using climate::Direction;
using climate::kRadPerDeg;

/// Distance between axes, seen along the sun's rays across them, in widths of a row. Below 1 rows
/// that face the sun shade each other.
double free_widths(const PvMount& mount, double sun_deg) {
  return std::abs(cos_deg(sun_deg - mount.cross_slope_deg)) /
         (mount.ground_cover * cos_deg(mount.cross_slope_deg));
}

}  // namespace

PvMount fixed_mount(double tilt_deg, double azimuth_deg, double ground_cover) {
  return {.x = climate::direction(90.0, azimuth_deg),
          .z = {},
          .fixed_rotation_deg = tilt_deg,
          .ground_cover = ground_cover,
          .backtracks = false};
}

PvMount tracker_mount(const TrackerAxis& axis) {
  return {.x = climate::direction(90.0, axis.azimuth_deg + 90.0),
          .z = climate::direction(axis.tilt_deg, axis.azimuth_deg),
          .tracks = true};
}

PvMount sloped_tracker_mount(double slope_deg, double slope_azimuth_deg, double axis_azimuth_deg) {
  const double across_deg = axis_azimuth_deg - slope_azimuth_deg;
  const double axis_tilt_deg =
      std::atan(climate::tan_deg(slope_deg) * cos_deg(across_deg)) / kRadPerDeg;
  PvMount mount = tracker_mount({.tilt_deg = axis_tilt_deg, .azimuth_deg = axis_azimuth_deg});
  // The axis lies in the slope, so a module flat on the slope is one turned about the axis.
  mount.cross_slope_deg =
      true_tracking_deg(mount, climate::direction(slope_deg, slope_azimuth_deg));
  return mount;
}

double true_tracking_deg(const PvMount& mount, const Direction& sun) {
  return std::atan2(cosine_between(sun, mount.x), cosine_between(sun, mount.z)) / kRadPerDeg;
}

double rotation_deg(const PvMount& mount, const Direction& sun) {
  if (!mount.tracks) return mount.fixed_rotation_deg;
  double rotation = true_tracking_deg(mount, sun);
  if (mount.backtracks) {
    const double widths = free_widths(mount, rotation);
    if (widths < 1.0) rotation -= std::copysign(std::acos(widths) / kRadPerDeg, rotation);
  }
  return std::clamp(rotation, -mount.max_rotation_deg, mount.max_rotation_deg);
}

Direction plane_of(const PvMount& mount, double rotation_deg) {
  const double cosine = cos_deg(rotation_deg);
  const double sine = climate::sin_deg(rotation_deg);
  return {.east = mount.z.east * cosine + mount.x.east * sine,
          .north = mount.z.north * cosine + mount.x.north * sine,
          .up = mount.z.up * cosine + mount.x.up * sine};
}

double shaded_share(const PvMount& mount, const Direction& sun, double rotation_deg) {
  const double sun_deg = true_tracking_deg(mount, sun);
  const double facing = cos_deg(rotation_deg - sun_deg);
  if (facing <= 0.0) return 0.0;  // No beam falls on the front.
  return std::clamp(1.0 - free_widths(mount, sun_deg) / facing, 0.0, 1.0);
}

double kept_beam(double shaded_share, int blocks) {
  constexpr double kNoShade = 1e-6;  // What rounding leaves of a shade that just misses.
  if (shaded_share <= kNoShade) return 1.0;
  const double dark_blocks = std::ceil((shaded_share - kNoShade) * blocks);
  return (1.0 - shaded_share) * (1.0 - dark_blocks / (blocks + 1.0));
}

}  // namespace gigawatt::power
