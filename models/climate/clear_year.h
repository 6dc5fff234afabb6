// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/climate/weather.h"

namespace gigawatt::climate {

/// Fills the irradiance of every row with its hour's mean under a sky that is always clear
/// (Ineichen and Perez 2002). docs/models/climate/irradiance.md.
void add_clear_sky(WeatherFile& file, double linke_turbidity);

}  // namespace gigawatt::climate
