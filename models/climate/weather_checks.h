// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/climate/weather_rows.h"

// Faults that only a whole year of rows shows. Which are refused and which are noted, and why:
// docs/models/climate/weather.md.

namespace gigawatt::climate {

/// `shown` [degC, %, Pa, m/s, W/m²] is what some format writes where it has no value, and no hour
/// of the Earth's weather.
bool is_missing_mark(std::size_t quantity, double shown);

/// Relative humidity stands in for dew points that are wet bulbs; notes humidities that contradict
/// each other or exceed saturation. For rows as they were read.
void settle_humidity(std::vector<FileRow>& rows, WeatherFile& file);

/// Brings pressure reduced to sea level to the elevation of the header, or fills in the standard
/// atmosphere. A problem where the pressure belongs to another elevation altogether.
void settle_pressure(std::vector<FileRow>& rows, WeatherFile& file, FileProblems& problems);

/// Notes averages that pose as hourly weather, and columns with one value all year. For rows as
/// they were read.
void note_averages(const std::vector<FileRow>& rows, WeatherFile& file);

/// Notes dew points above the dry bulb, which count as saturated.
void note_supersaturation(const std::vector<FileRow>& rows, WeatherFile& file);

/// Notes direct irradiance above that outside the atmosphere, which some known files hold.
void note_direct_irradiance(const std::vector<FileRow>& rows, WeatherFile& file);

}  // namespace gigawatt::climate
