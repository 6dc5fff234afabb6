// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/site_model.h"

namespace gigawatt {

/// A site with every installed node at nameplate power, in one hour of its weather file.
struct DesignHour {
  std::string which;            ///< "hottest" (dry bulb) or "wettest" (wet bulb).
  climate::AirState air;
  double it_w = 0.0;
  double electrical_loss_w = 0.0;
  double cooling_w = 0.0;
  double facility_w = 0.0;
  std::vector<LimitUse> limits;  ///< Per SitePlant::limit_names().
};

/// The design hours of a site: the hottest and the wettest of its typical year, grid limit as at the
/// end of the run. Typical years hide extremes; the page docs/guide/check.md says what to make of it.
std::vector<DesignHour> power_budget(const SiteModel& model);

/// The hour with the largest facility power.
const DesignHour& worst_of(const std::vector<DesignHour>& hours);

}  // namespace gigawatt
