// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/climate/climate_params.h"
#include "models/climate/weather.h"

// docs/models/climate/design_days.md.

namespace gigawatt::climate {

/// The hottest hour of a design day, and by how much its night is cooler.
struct DesignAir {
  double dry_bulb_k;
  double wet_bulb_k;
  double daily_range_dk;
};

/// What `params` states, the rest from the rows of `year`: the percentile of the extreme, the mean
/// of the other within 0.5 K of it, the mean daily range of the hottest month. Throws DomainError
/// where no hour is that near, or the pair is no air.
DesignAir design_air(const DesignDayParams& params, const WeatherFile& year);

/// A year of that one day: dry bulb by ASHRAE's daily profile, humidity ratio constant as far as
/// the air can hold it, mean pressure and wind of `year`, clear skies. `year` may have no rows if
/// `params` states all: then the pressure is that of its elevation.
WeatherFile design_day_year(const DesignDayParams& params, const WeatherFile& year,
                            double linke_turbidity);

}  // namespace gigawatt::climate
