// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "models/climate/weather.h"
#include "models/scenario.h"

namespace gigawatt {

/// The weather year of a site: its file or its normals, and what `climate:` makes of it; nothing
/// where the air is constant. Throws ScenarioError.
std::optional<climate::WeatherFile> build_weather(const Scenario& scenario, const SiteParams& site);

/// What notes call a site's weather: the file as written, else the site's key.
std::string weather_name(const SiteParams& site);

}  // namespace gigawatt
