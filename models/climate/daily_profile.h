// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "models/climate/weather.h"

namespace gigawatt::climate {

inline constexpr std::size_t kHoursOfDay = 24;

/// Dry bulb through a day: maximum minus this share of the daily range, at hours 1 to 24 of the
/// sun's clock. ASHRAE Handbook of Fundamentals (2009 to 2021), chapter 14, table 6.
inline constexpr std::array<double, kHoursOfDay> kDailyProfile{
    0.88, 0.92, 0.95, 0.98, 1.00, 0.98, 0.91, 0.74, 0.55, 0.38, 0.23, 0.13,
    0.05, 0.00, 0.00, 0.06, 0.14, 0.24, 0.39, 0.50, 0.59, 0.68, 0.75, 0.82};

/// Mean of the profile: the daily mean lies this share of the range below the maximum.
constexpr double mean_daily_profile() {
  double sum = 0.0;
  for (const double share : kDailyProfile)
    sum += share;
  return sum / static_cast<double>(kHoursOfDay);
}

/// Share of the daily range below the maximum at a row of a weather year, by the mean sun to the
/// nearest hour.
inline double profile_at(const WeatherFile& file, std::size_t row) {
  const double sun_ahead_h = file.point_offset_h - file.utc_offset_h + file.longitude_deg / 15.0;
  const auto hour = static_cast<long>(row % kHoursOfDay) + std::lround(sun_ahead_h);
  constexpr long kDay = static_cast<long>(kHoursOfDay);
  return kDailyProfile[static_cast<std::size_t>(((hour - 1) % kDay + kDay) % kDay)];
}

}  // namespace gigawatt::climate
