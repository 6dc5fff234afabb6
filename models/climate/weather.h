// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/climate/air_state.h"
#include "sim/engine/time.h"

namespace gigawatt::climate {

/// One row of a weather file in SI units, as read. Fields a file lacks are NaN.
struct WeatherRow {
  double dry_bulb_k;
  double dew_point_k;
  double relative_humidity;  ///< 0..1.
  double pressure_pa;
  double wind_m_per_s;
  double ghi_w_per_m2;  ///< Mean of the hour.
  double dni_w_per_m2;
  double dhi_w_per_m2;
};

/// What was made of a weather year; nothing of one that is used as it was read.
struct WeatherOrigin {
  bool synthetic = false;   ///< Made from monthly means.
  bool design_day = false;  ///< One day, repeated.
  double warmer_dk = 0.0;   ///< Added to every dry bulb.

  bool as_read() const { return !synthetic && !design_day && warmer_dk == 0.0; }
};

/// A typical year (8,760 rows, 28-day February) of one place with the file's own conventions.
struct WeatherFile {
  std::string path;
  std::string place;
  double latitude_deg = 0.0;
  double longitude_deg = 0.0;
  double elevation_m = 0.0;
  double utc_offset_h = 0.0;   ///< The rows' clock minus UTC.
  bool clock_is_local = true;  ///< That clock is local standard time; else UTC or the sun's zone.
  double point_offset_h =
      1.0;  ///< Local hour of day of row 0's temperatures (EPW 1.0, mid-hour 0.5).
  double irradiance_middle_h = 0.5;  ///< Local hour of day in the middle of row 0's irradiance.
  std::vector<WeatherRow> rows;      ///< 8,760.
  std::vector<std::string> notes;    ///< What the reader noticed and did about it, one line each.
  WeatherOrigin origin = {};
};

/// Reads an EPW, SAM/NSRDB CSV, PVGIS CSV or Open-Meteo CSV file (told apart by content). Throws
/// ScenarioError that names file, line and column: wrong row count, impossible values, missing
/// columns.
WeatherFile read_weather(const std::string& path);

/// Air at any instant: linear between the file's points, the typical year repeated every calendar
/// year on local standard time, 29 February repeating the 28th. Wet bulb and humidity ratio are
/// computed once per point. Equations and limits: docs/models/climate/weather.md.
class Weather {
 public:
  explicit Weather(const WeatherFile& file);
  /// Constant air, for sites without a file.
  explicit Weather(const AirState& constant);

  AirState at(TimeNs time_ns) const;

  const std::vector<AirState>& points() const { return points_; }  ///< One per file row.
  /// Instant of file row `index` in the local calendar year of `year_of_ns`. The last row of an
  /// hour-ending file falls on the midnight that closes the year.
  TimeNs point_time(std::size_t index, TimeNs year_of_ns) const;

  std::size_t hottest_point() const;  ///< First point with the highest dry bulb.
  std::size_t wettest_point() const;  ///< First point with the highest wet bulb.

 private:
  std::vector<AirState> points_;
  std::int64_t utc_offset_ns_ = 0;
  std::int64_t first_point_ns_ = 0;  ///< Of point 0 after local New Year.
};

}  // namespace gigawatt::climate
