// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/power/buildup/buildup_params.h"
#include "models/site_model.h"

namespace gigawatt {

/// Forecast and headroom of a site whose fleet, plant and times are built.
SiteBuildup build_buildup(const power::BuildupParams& params, const SiteModel& model);

}  // namespace gigawatt
