// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/portfolio.h"
#include "models/scenario.h"
#include "models/site.h"

namespace gigawatt {

/// A scenario turned into sites: catalogue entries into nodes, chain entries into a trunk, weather
/// files into weather. Throws ScenarioError, at the line that is to blame, for what only building
/// can find (a plant that cannot hold its set point, a faulty data file).
std::vector<std::shared_ptr<const SiteModel>> build_site_models(const Scenario& scenario);

/// Sites, and what sends shared jobs to them.
struct Portfolio {
  std::vector<Site> sites;
  std::optional<Router> router;  ///< Nothing: every workload has its site.
};

/// The sites with their job streams and the router, ready to run.
Portfolio build_portfolio(const Scenario& scenario);

/// The sites alone.
std::vector<Site> build_sites(const Scenario& scenario);

}  // namespace gigawatt
