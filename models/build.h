// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/scenario.h"
#include "models/site.h"

namespace gigawatt {

/// A scenario turned into sites: catalogue entries into nodes, chain entries into a trunk, weather
/// files into weather. Throws ScenarioError, at the line that is to blame, for what only building
/// can find (a plant that cannot hold its set point, a faulty data file).
std::vector<std::shared_ptr<const SiteModel>> build_site_models(const Scenario& scenario);

/// The sites with their job streams, ready to run.
std::vector<Site> build_sites(const Scenario& scenario);

}  // namespace gigawatt
