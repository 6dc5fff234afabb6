// SPDX-License-Identifier: Apache-2.0
#include "models/build_adequacy.h"

#include <fmt/format.h>

#include "models/build_weather.h"
#include "models/power_budget.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

power::StudySite adequacy_site(const Scenario& scenario, const SiteParams& site,
                               const SiteModel& model, std::optional<double> load_w) {
  const TimeNs last_ns = scenario.end_ns() - 1;
  power::StudySite made;
  made.path = fmt::format("sites.{}.power.adequacy", site.name);
  made.seed = model.seed;
  made.load_w = load_w ? *load_w : design_power_w(model, last_ns);
  for (const power::GridLimit& limit : model.grid_limits)
    if (limit.from_ns <= last_ns) made.grid_w = limit.uninterrupted_w;
  if (const auto& outages = site.power.grid.outages)
    made.interruptions.push_back({outages->per_year, outages->mean_duration_s, 0.0});
  made.weather = build_weather(scenario, site);
  made.pv = site.power.pv;
  if (model.supply) {
    made.fleets = model.supply->fleets;
    made.battery = model.supply->battery;
  }
  made.year = civil_time(last_ns).year;
  return made;
}

}  // namespace gigawatt
