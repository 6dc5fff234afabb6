// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/site_model.h"

namespace gigawatt {

/// A site in one hour of its weather file, every energised node drawing the same.
struct DesignHour {
  std::string which;  ///< "hottest" (dry bulb) or "wettest" (wet bulb).
  climate::AirState air;
  TimeNs from_ns = 0;     ///< First instant with this fleet under this grid limit.
  bool whole_run = true;  ///< Fleet and grid limit never change.
  double it_w = 0.0;
  double electrical_loss_w = 0.0;
  double cooling_w = 0.0;
  double facility_w = 0.0;
  std::vector<LimitUse> limits;  ///< Per SitePlant::limit_names().
  /// What the first limit is made of, where that is more than a grid.
  std::vector<power::FirmPart> feeds;
};

/// True if a limit is passed, beyond rounding.
bool is_exceeded(const LimitUse& use);

/// The design hours of a site at nameplate power: the hottest and the wettest of its typical year,
/// for the worst combination of fleet and grid limit that the run sees: the one that passes a limit
/// by most or, where none is passed, draws most. A grid limit of zero is an outage, no design case.
/// Typical years hide extremes; the page docs/guide/command_line.md says what to make of it.
std::vector<DesignHour> power_budget(const SiteModel& model);

/// The same with every energised node idle: what the site must carry to have its nodes up at all.
std::vector<DesignHour> idle_budget(const SiteModel& model);

/// Whether the nodes that are energised can be up, idle, in some hour of the run, the sun counted.
/// Hour by hour, so ask where the design hours are in doubt.
bool carries_idle_nodes(const SiteModel& model);

/// Facility power [W] with every node that is energised at `time_ns` at nameplate power, in the
/// hottest or wettest hour of the typical year, whichever needs more.
double design_power_w(const SiteModel& model, TimeNs time_ns);

/// Hours of the typical year in which a limit is passed, every energised node at rated power, and
/// by how much at most [unit of the limit].
struct HoursBeyond {
  int hours = 0;
  double most = 0.0;
};
/// For entry `limit` of the plant's limits, for the fleet that passes it longest.
HoursBeyond hours_beyond(const SiteModel& model, std::size_t limit);

/// The hour with the largest facility power.
const DesignHour& worst_of(const std::vector<DesignHour>& hours);

}  // namespace gigawatt
