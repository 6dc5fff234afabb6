// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/climate/irradiance.h"

// Which way modules face and what shade rows throw on each other: Anderson and Mikofski,
// NREL/TP-5K00-76626 (2020). docs/models/power/pv.md.

namespace gigawatt::power {

/// Parallel rows of modules on axes. The frame of a row: y along its axis, x horizontal across it,
/// clockwise from y seen from above, z straight out of the modules at rotation 0.
///
///        z                 A row turned by R > 0 faces +x: west for an axis that points south.
///      R |  /  module
///      \_|_/               A fixed row is one that never turns: its axis lies 90 degrees before
///        |/_______ x       the direction it faces, its rotation is its tilt.
struct PvMount {
  climate::Direction x;
  climate::Direction z;
  bool tracks = false;
  double fixed_rotation_deg = 0.0;  ///< Of rows that do not track.
  double max_rotation_deg = 60.0;   ///< To either side.
  double cross_slope_deg = 0.0;     ///< Of the ground across the axes; positive: falling to +x.
  double ground_cover = 0.4;        ///< Width of a row over horizontal distance between axes.
  bool backtracks = true;           ///< Turns back so that no row shades the next.
};

PvMount fixed_mount(double tilt_deg, double azimuth_deg, double ground_cover);

struct TrackerAxis {
  double tilt_deg = 0.0;       ///< Of the axis; the end it points to is the lower one.
  double azimuth_deg = 180.0;  ///< Where it points.
};
/// A tracker with the limits of a PvMount that has none; set what differs.
PvMount tracker_mount(const TrackerAxis& axis);

/// Angle of the sun in the plane across the axis [deg]; that of a module that follows it.
double true_tracking_deg(const PvMount& mount, const climate::Direction& sun);

/// How far the rows are turned [deg].
double rotation_deg(const PvMount& mount, const climate::Direction& sun);

/// Where a row turned by an angle faces.
climate::Direction plane_of(const PvMount& mount, double rotation_deg);

/// Share of a row's width in the shade of the next [0..1], in an endless field.
double shaded_share(const PvMount& mount, const climate::Direction& sun, double rotation_deg);

/// Share of the beam that a row keeps with a share of its width in shade. Each row is so many
/// blocks of cells across; a block works as its darkest part lets it (Martínez-Moreno et al. 2010).
double kept_beam(double shaded_share, int blocks);

/// A tracker whose axes lie on a slope that falls towards `slope_azimuth_deg`: their tilt and the
/// slope across them follow (report, eqs. 18 to 26).
PvMount sloped_tracker_mount(double slope_deg, double slope_azimuth_deg, double axis_azimuth_deg);

}  // namespace gigawatt::power
