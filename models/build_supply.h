// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "models/climate/weather.h"
#include "models/power/sources/generator_catalogue.h"
#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// The nearest catalogue of generators: beside the scenario, then on the data paths; empty if there
/// is none.
power::GeneratorCatalogue load_generators(const std::string& folder, Case number_case = Case::base);

/// Import limits over the run, with outages and calls.
std::vector<power::GridLimit> build_grid_limits(const Scenario& scenario, const SiteParams& site);

/// What stands beside the grid of a site whose limits, prices and start are known to `model`;
/// `file` is the weather that `model` was made from, or null. Nothing for a site with a grid and a
/// price alone. Adds notes to the model. Throws ScenarioError with all problems.
std::optional<power::Supply> build_supply(const Scenario& scenario, const SiteParams& site,
                                          const climate::WeatherFile* file, SiteModel& model);

}  // namespace gigawatt
