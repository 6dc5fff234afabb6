// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/adequacy_study.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/power/storage/battery_params.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"

namespace gigawatt::power {
namespace {

constexpr std::size_t kHours = 8760;
/// Of batteries for the sun alone where the site has none: sold in blocks of four hours.
constexpr double kBlockHours = 4.0;

std::int64_t offset_ns(const StudySite& site) {
  return site.weather ? std::llround(site.weather->utc_offset_h * static_cast<double>(kNsPerHour))
                      : 0;
}

/// Per rating of the modules.
std::vector<double> sun_of(const StudySite& site) {
  if (!site.weather)
    throw DomainError(fmt::format(
        "{}.pv: there is no weather to shine on it; expected `weather:` of the site", site.path));
  return pv_year(*site.pv, *site.weather);
}

AdequacyStore four_hour_block() {
  BatteryParams params;
  params.power_w = 1e6;
  params.energy_j = kBlockHours * 3.6e9;
  return adequacy_store(make_storage(params, 0));
}

CarriedLoad firm_capacity(AdequacyCase plant, const StudyOptions& options) {
  plant.load_w.assign(plant.steps(), 0.0);
  if (plant.store) return simulated_carried_load(plant, options.most_lolh_h, options.years, 1e-3);
  const double firm_w = carried_load_w(plant, options.most_lolh_h);
  return {firm_w, firm_w};
}

std::vector<PartWorth> worth_of_parts(const AdequacyCase& plant, double firm_w,
                                      const StudySite& site, const StudyOptions& options) {
  std::vector<PartWorth> parts;
  const auto add = [&](const std::string& name, double installed_w, const AdequacyCase& without) {
    parts.push_back({name, installed_w, firm_w - firm_capacity(without, options).mean_w});
  };
  for (std::size_t group = 0; group < plant.groups.size(); ++group) {
    AdequacyCase without = plant;
    without.groups.erase(without.groups.begin() + static_cast<std::ptrdiff_t>(group));
    add(plant.groups[group].name, plant.groups[group].capacity_w * plant.groups[group].units,
        without);
  }
  if (site.pv) {
    AdequacyCase without = plant;
    without.variable_w.clear();
    add("pv", site.pv->dc_w, without);
  }
  if (plant.store) {
    AdequacyCase without = plant;
    without.store.reset();
    add("battery", plant.store->battery.discharge_w, without);
  }
  return parts;
}

void look_at_sun_alone(const StudySite& site, const StudyOptions& options, AdequacyStudy& study) {
  study.sun_case = {.path = site.path, .load_w = site.load_w};
  study.sun_case.pv_frac = sun_of(site);
  study.sun_case.block = site.battery ? adequacy_store(*site.battery) : four_hour_block();
  study.sun_alone = overbuild_curve(study.sun_case, options.battery_h);
}

std::string interval_text(const MeanInterval& interval, double scale) {
  return fmt::format("{:>12.4g}   {:.4g} to {:.4g}", interval.mean / scale,
                     std::max(0.0, interval.low()) / scale, interval.high() / scale);
}

}  // namespace

AdequacyCase case_of(const StudySite& site) {
  AdequacyCase plant{.path = site.path, .seed = site.seed};
  plant.load_w.assign(kHours, site.load_w);
  const climate::Weather air =
      site.weather ? climate::Weather(*site.weather) : climate::Weather(climate::AirState{});
  for (const GeneratorFleet& fleet : site.fleets)
    plant.groups.push_back(unit_group(fleet, air, site.year, offset_ns(site)));
  if (site.grid_w > 0.0) plant.groups.push_back(grid_group(site.grid_w, site.interruptions));
  if (site.pv) {
    plant.variable_w = sun_of(site);
    for (double& watts : plant.variable_w)
      watts *= site.pv->dc_w;
  }
  if (site.battery) plant.store = adequacy_store(*site.battery);
  return plant;
}

AdequacyStudy study(const StudySite& site, const StudyOptions& options) {
  const AdequacyCase plant = case_of(site);
  AdequacyStudy study{.load_w = site.load_w, .most_lolh_h = options.most_lolh_h};
  if (!plant.store) study.exact = assess(plant);
  study.simulated = simulate(plant, options.years);
  study.firm = firm_capacity(plant, options);
  study.parts = worth_of_parts(plant, study.firm.mean_w, site, options);
  if (site.pv) look_at_sun_alone(site, options, study);
  return study;
}

std::string to_table(const AdequacyStudy& study) {
  std::string text;
  const auto line = [&](std::string_view label, const std::string& words) {
    text += fmt::format("{:<28}{}\n", label, words);
  };
  const SimulatedFigures& simulated = study.simulated;
  line("load", fmt::format("{:>12.1f}   MW, all year", study.load_w / 1e6));
  line("lost load, h/year", interval_text(simulated.lolh_h, 1.0));
  line("days with lost load, a year", interval_text(simulated.lole_days, 1.0));
  line("unserved energy, MWh/year", interval_text(simulated.unserved_j, 3.6e9));
  line("years with lost load",
       fmt::format("{:>12}   of {}; at most {:.3g} % of all years", simulated.years_with_loss,
                   simulated.lolh_h.count, 100.0 * simulated.most_loss_years_frac));
  if (study.exact)
    line("by outage tables, exact",
         fmt::format("{:>12.4g}   h/year, {:.4g} MWh/year", study.exact->lolh_h,
                     study.exact->unserved_j / 3.6e9));
  line("firm capacity, MW",
       fmt::format("{:>12.1f}   with at most {:g} h/year of lost load; {:.1f} "
                   "surely",
                   study.firm.mean_w / 1e6, study.most_lolh_h, study.firm.sure_w / 1e6));
  for (const PartWorth& part : study.parts)
    line("  of which " + part.name, fmt::format("{:>12.1f}   of {:.1f} MW installed",
                                                part.adds_w / 1e6, part.installed_w / 1e6));
  if (study.sun_alone.empty()) return text;
  text += "\nsun and battery alone, for this load\n";
  text += overbuild_table(study.sun_case, study.sun_alone);
  return text;
}

}  // namespace gigawatt::power
