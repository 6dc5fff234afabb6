// SPDX-License-Identifier: Apache-2.0
#include "models/build_weather.h"

#include <cmath>

#include <fmt/core.h>

#include "models/climate/design_day.h"
#include "models/climate/synthetic_weather.h"
#include "models/climate/warmer.h"
#include "sim/engine/errors.h"

namespace gigawatt {
namespace {

/// A place with a clock and no weather yet, for a design day that states all.
climate::WeatherFile bare_year(const PlaceParams& place) {
  climate::WeatherFile year;
  year.place = "design day";
  year.latitude_deg = place.latitude_deg;
  year.longitude_deg = place.longitude_deg;
  year.elevation_m = place.elevation_m;
  year.utc_offset_h = static_cast<double>(std::lround(place.longitude_deg / 15.0));
  year.clock_is_local = false;
  return year;
}

}  // namespace

std::optional<climate::WeatherFile> build_weather(const Scenario& scenario,
                                                  const SiteParams& site) {
  std::optional<climate::WeatherFile> year;
  if (!site.weather.resolved.empty()) year = climate::read_weather(site.weather.resolved);
  if (!site.climate) return year;
  const climate::ClimateParams& params = *site.climate;
  std::string path = params.path;
  try {
    if (params.normals) {
      const PlaceParams& place = *site.place;
      year = climate::synthetic_weather(*params.normals,
                                        {.latitude_deg = place.latitude_deg,
                                         .longitude_deg = place.longitude_deg,
                                         .elevation_m = place.elevation_m},
                                        params.turbidity);
    }
    if (year && params.warmer_dk != 0.0) {
      path = params.path + ".warmer";
      climate::make_warmer(*year, params.warmer_dk);
    }
    if (params.design_day) {
      path = params.design_day->path;
      if (!year) year = bare_year(*site.place);
      year = climate::design_day_year(*params.design_day, *year, params.turbidity);
    }
  } catch (const DomainError& error) {
    throw ScenarioError(scenario.problem_at(path, error.what()));
  }
  return year;
}

std::string weather_name(const SiteParams& site) {
  return site.weather.written.empty() ? fmt::format("sites.{}.climate", site.name)
                                      : site.weather.written;
}

}  // namespace gigawatt
