// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/engine/time.h"

// NREL's Solar Position Algorithm (Reda and Andreas 2004): the sun to 0.0003 deg from -2000 to
// 6000. Equations, limits and sources: docs/models/climate/solar_position.md.

namespace gigawatt::climate {

/// Terrestrial minus universal time, TT - UT1 [s], within 0.2 s from 2017 to 2026. One second moves
/// the sun by 1.1e-5 deg among the stars.
inline constexpr double kDeltaTS = 69.2;

/// Who looks at the sun. Pressure and temperature bend the light near the horizon.
struct Observer {
  double latitude_deg = 0.0;               ///< North positive.
  double longitude_deg = 0.0;              ///< East positive.
  double elevation_m = 0.0;                ///< Above sea level.
  double pressure_pa = 101325;             ///< Yearly mean.
  double temperature_k = 285.15;           ///< Yearly mean.
  double horizon_refraction_deg = 0.5667;  ///< Below the horizon by more than this and the sun's
                                           ///< radius, light is taken as straight.
};

/// The sun as seen from the centre of Earth: what depends on time alone.
struct GeocentricSun {
  double right_ascension_deg;
  double declination_deg;
  double sidereal_time_deg;  ///< Apparent, at Greenwich.
  double distance_au;
  double equation_of_time_min;  ///< Sundial minus clock.
};

GeocentricSun geocentric_sun(TimeNs time_ns, double delta_t_s = kDeltaTS);

/// The sun as seen from a place.
struct SolarPosition {
  double zenith_deg;           ///< Of the true direction.
  double apparent_zenith_deg;  ///< Of the direction in which it is seen through the air.
  double azimuth_deg;          ///< Eastward from north, 0..360.
};

SolarPosition solar_position(const GeocentricSun& sun, const Observer& observer);
SolarPosition solar_position(TimeNs time_ns, const Observer& observer, double delta_t_s = kDeltaTS);

/// Angle by which the air lifts the sun [deg]; 0 well below the horizon.
double refraction_deg(double elevation_deg, const Observer& observer);

}  // namespace gigawatt::climate
