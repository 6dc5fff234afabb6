// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "models/power/adequacy/adequacy_study.h"
#include "models/scenario.h"
#include "models/site_model.h"

namespace gigawatt {

/// What adequacy is asked of a site as it stands at the end of the run: its grid with the outages
/// that statistics give it, its units, sun and battery. Interruptions by date are left out: they
/// are of one year. `load_w`: constant; absent, the design power of the fleet then. Throws
/// ScenarioError where the site's weather cannot be read.
power::StudySite adequacy_site(const Scenario& scenario, const SiteParams& site,
                               const SiteModel& model, std::optional<double> load_w);

}  // namespace gigawatt
