// SPDX-License-Identifier: Apache-2.0
#include "models/climate/solar_weather.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "models/climate/angles.h"
#include "models/climate/calendar_year.h"
#include "models/climate/decomposition.h"
#include "sim/engine/errors.h"

namespace gigawatt::climate {
namespace {

constexpr std::int64_t k29FebruaryNs = std::int64_t{31 + 28} * kNsPerDay;
constexpr double kCalmWindMPerS = 1.0;  // Where a file has no wind: PVsyst's and NOCT's.

std::int64_t wrapped(std::int64_t since_new_year_ns) {
  if (since_new_year_ns < 0) return since_new_year_ns + kNsPerCommonYear;
  return since_new_year_ns < kNsPerCommonYear ? since_new_year_ns
                                              : since_new_year_ns - kNsPerCommonYear;
}

/// On the file's calendar of 365 days: 29 February is the 28th once more.
std::int64_t since_new_year_ns(TimeNs local_ns) {
  const CalendarYear year = calendar_year(local_ns);
  const bool past = year.leap && year.since_start_ns >= k29FebruaryNs;
  return past ? year.since_start_ns - kNsPerDay : year.since_start_ns;
}

}  // namespace

Observer observer_of(const WeatherFile& file) {
  double pressure_pa = 0.0;
  double dry_bulb_k = 0.0;
  for (const WeatherRow& row : file.rows) {
    pressure_pa += row.pressure_pa;
    dry_bulb_k += row.dry_bulb_k;
  }
  const auto count = static_cast<double>(file.rows.size());
  return {.latitude_deg = file.latitude_deg,
          .longitude_deg = file.longitude_deg,
          .elevation_m = file.elevation_m,
          .pressure_pa = pressure_pa / count,
          .temperature_k = dry_bulb_k / count};
}

/// The sun over one row's hour.
struct SolarWeather::Daylight {
  double lit_share = 0.0;         ///< Of the hour.
  double mean_cos_zenith = 0.0;   ///< While lit.
  double extraterrestrial = 0.0;  ///< Facing the sun.
  double day_of_year = 1.0;
};

SolarWeather::SolarWeather(const WeatherFile& file)
    : sun_(observer_of(file), from_seconds(file.utc_offset_h * 3600.0)),
      utc_offset_ns_(from_seconds(file.utc_offset_h * 3600.0)),
      first_hour_ns_(from_seconds((file.irradiance_middle_h - 0.5) * 3600.0)) {
  // Readers close gaps within a column, so a quantity is missing in every row or in none.
  const WeatherRow& first = file.rows.front();
  const bool has_global = !std::isnan(first.ghi_w_per_m2);
  const bool has_direct = !std::isnan(first.dni_w_per_m2);
  const bool has_diffuse = !std::isnan(first.dhi_w_per_m2);
  if (!has_global && !(has_direct && has_diffuse)) {
    throw DomainError(fmt::format(
        "{}: no irradiance for photovoltaics; expected columns of global (GHI) or of direct and "
        "diffuse irradiance (DNI, DHI)",
        file.path));
  }
  if (!has_direct && !has_diffuse) {
    notes_.push_back("no direct or diffuse irradiance; derived from the global (Erbs)");
  } else if (!has_direct || !has_diffuse) {
    notes_.push_back(fmt::format("no {} irradiance; what the other columns leave",
                                 has_direct ? "diffuse" : "direct"));
  }
  if (std::isnan(first.wind_m_per_s)) {
    notes_.push_back(fmt::format("no wind speed; {:.0f} m/s on the modules", kCalmWindMPerS));
  }
  hours_.reserve(file.rows.size());
  for (std::size_t row = 0; row < file.rows.size(); ++row)
    hours_.push_back(make_hour(file.rows[row], daylight_of(row)));
}

SolarWeather::Daylight SolarWeather::daylight_of(std::size_t row) const {
  constexpr std::int64_t kParts = 12;
  const std::int64_t start_ns = first_hour_ns_ + static_cast<std::int64_t>(row) * kNsPerHour;
  Daylight daylight;
  int lit = 0;
  for (std::int64_t part = 0; part < kParts; ++part) {
    const SunYear::Sun sun =
        sun_.at(wrapped(start_ns + kNsPerHour * (2 * part + 1) / (2 * kParts)));
    daylight.extraterrestrial = sun.extraterrestrial_w_per_m2;
    if (sun.direction.up <= 0.0) continue;
    ++lit;
    daylight.mean_cos_zenith += sun.direction.up;
  }
  if (lit > 0) daylight.mean_cos_zenith /= lit;
  daylight.lit_share = static_cast<double>(lit) / kParts;
  const std::int64_t day = wrapped(start_ns) / kNsPerDay;
  daylight.day_of_year = static_cast<double>(day + 1);
  return daylight;
}

SolarWeather::Hour SolarWeather::make_hour(const WeatherRow& row, const Daylight& daylight) const {
  Hour hour{.dni_w_per_m2 = 0.0,
            .dhi_w_per_m2 = row.dhi_w_per_m2,
            .wind_m_per_s = std::isnan(row.wind_m_per_s) ? kCalmWindMPerS : row.wind_m_per_s};
  const double lit_share = daylight.lit_share;
  const double lit_cos = daylight.mean_cos_zenith;
  const bool has_direct = !std::isnan(row.dni_w_per_m2);
  const bool has_diffuse = !std::isnan(row.dhi_w_per_m2);
  if (lit_share == 0.0) {
    if (!has_diffuse) hour.dhi_w_per_m2 = row.ghi_w_per_m2;
    return hour;
  }
  if (has_direct) {
    hour.dni_w_per_m2 = row.dni_w_per_m2 / lit_share;
    if (!has_diffuse) {
      hour.dhi_w_per_m2 = std::max(row.ghi_w_per_m2 - row.dni_w_per_m2 * lit_cos, 0.0);
    }
  } else if (has_diffuse) {
    hour.dni_w_per_m2 = std::max(row.ghi_w_per_m2 - row.dhi_w_per_m2, 0.0) / (lit_share * lit_cos);
  } else {
    const Decomposition parts =
        decompose_erbs(row.ghi_w_per_m2 / lit_share, std::acos(std::min(lit_cos, 1.0)) / kRadPerDeg,
                       daylight.day_of_year);
    hour.dni_w_per_m2 = parts.dni_w_per_m2;
    hour.dhi_w_per_m2 = parts.dhi_w_per_m2 * lit_share;
  }
  hour.dni_w_per_m2 = std::min(hour.dni_w_per_m2, daylight.extraterrestrial);
  return hour;
}

SolarState SolarWeather::at(TimeNs time_ns) const {
  const std::int64_t since_ns = since_new_year_ns(time_ns + utc_offset_ns_);
  const SunYear::Sun sun = sun_.at(since_ns);
  const Hour& hour =
      hours_[static_cast<std::size_t>(wrapped(since_ns - first_hour_ns_) / kNsPerHour)];
  SolarState state{.sky = {.sun = sun.direction,
                           .dhi_w_per_m2 = hour.dhi_w_per_m2,
                           .ghi_w_per_m2 = hour.dhi_w_per_m2,
                           .extraterrestrial_w_per_m2 = sun.extraterrestrial_w_per_m2},
                   .wind_m_per_s = hour.wind_m_per_s};
  if (sun.direction.up > 0.0) {
    state.sky.dni_w_per_m2 = hour.dni_w_per_m2;
    state.sky.ghi_w_per_m2 += hour.dni_w_per_m2 * sun.direction.up;
  }
  return state;
}

}  // namespace gigawatt::climate
