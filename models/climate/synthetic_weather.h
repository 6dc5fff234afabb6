// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "models/climate/climate_params.h"
#include "models/climate/weather.h"

// docs/models/climate/synthetic.md.

namespace gigawatt::climate {

struct WeatherPlace {
  double latitude_deg;   ///< North positive.
  double longitude_deg;  ///< East positive.
  double elevation_m;
};

/// Daily values (365) whose mean over each month is that month's, without steps between months:
/// Rymes and Myers (2001).
std::vector<double> daily_from_monthly(const std::vector<double>& months);

/// A year of hours whose monthly means of daily maximum, daily minimum, humidity and wind are the
/// normals: dry bulb by ASHRAE's daily profile, dew point constant through a day as far as the air
/// can hold it, clear skies, standard pressure. It has no weather but the seasons.
/// `normals` must be free of problems (find_climate_problems).
WeatherFile synthetic_weather(const NormalsParams& normals, const WeatherPlace& place,
                              double linke_turbidity);

}  // namespace gigawatt::climate
