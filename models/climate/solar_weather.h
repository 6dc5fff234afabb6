// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/climate/sun_year.h"
#include "models/climate/weather.h"

namespace gigawatt::climate {

/// What a solar panel sees of sky and weather.
struct SolarState {
  Sky sky;
  double wind_m_per_s = 1.0;
};

/// Where a weather year was taken, in the air of its mean.
Observer observer_of(const WeatherFile& file);

/// Sun and irradiance at any instant of a weather file's typical year. Diffuse light is the file's
/// over its hour; direct light is spread over the part of the hour in which the sun is up, so
/// hourly sums are the file's; the sun moves on within the hour. Rules:
/// docs/models/climate/irradiance.md.
class SolarWeather {
 public:
  /// Throws DomainError if the file holds neither global nor direct and diffuse irradiance.
  explicit SolarWeather(const WeatherFile& file);

  SolarState at(TimeNs time_ns) const;

  const std::vector<std::string>& notes() const { return notes_; }  ///< What the file lacked.

 private:
  struct Hour {
    double dni_w_per_m2;  ///< While the sun is up.
    double dhi_w_per_m2;
    double wind_m_per_s;
  };
  struct Daylight;
  Daylight daylight_of(std::size_t row) const;
  Hour make_hour(const WeatherRow& row, const Daylight& daylight) const;

  SunYear sun_;
  std::vector<Hour> hours_;  ///< One per file row.
  std::vector<std::string> notes_;
  std::int64_t utc_offset_ns_;
  std::int64_t first_hour_ns_;  ///< Start of row 0's irradiance after local New Year.
};

}  // namespace gigawatt::climate
