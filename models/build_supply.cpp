// SPDX-License-Identifier: Apache-2.0
#include "models/build_supply.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "models/build_weather.h"
#include "models/power/dispatch/dispatcher.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

std::uint64_t seed_of(const Scenario& scenario) {
  return static_cast<std::uint64_t>(scenario.seed);
}

/// Local standard time less UTC.
std::int64_t standard_offset_ns(const SiteParams& site, const climate::WeatherFile* file,
                                TimeNs start_ns) {
  if (file && (file->clock_is_local || !site.place))
    return from_seconds(file->utc_offset_h * 3600.0);
  return site.place ? utc_offset_ns(site.place->timezone, start_ns) : 0;
}

double altitude_m(const SiteParams& site, const climate::WeatherFile* file) {
  if (site.place) return site.place->elevation_m;
  return file ? file->elevation_m : 0.0;
}

power::SolarPlant build_pv(const Scenario& scenario, const SiteParams& site,
                           const climate::WeatherFile* file, SiteModel& model) {
  const power::PvParams& params = *site.power.pv;
  if (!file)
    throw ScenarioError(
        scenario.problem_at(params.path, "a photovoltaic plant needs sunlight",
                            "`weather:` with a weather file, or `climate.normals:`"));
  try {
    power::SolarPlant plant;
    plant.array = params.make();
    plant.sun = std::make_shared<const climate::SolarWeather>(*file);
    plant.air = std::make_shared<const climate::Weather>(*file);
    plant.built_ns = params.delivered.value_or(scenario.start_ns());
    if (params.soiling)
      plant.soiling = std::make_shared<const power::SoilingYear>(power::make_soiling_year(
          *params.soiling, standard_offset_ns(site, file, scenario.start_ns())));
    for (const std::string& note : plant.sun->notes())
      model.notes.push_back(fmt::format("{}: {}", weather_name(site), note));
    return plant;
  } catch (const DomainError& error) {
    throw ScenarioError(scenario.problem_at(params.path, error.what()));
  }
}

std::vector<power::GeneratorFleet> build_fleets(const Scenario& scenario, const SiteParams& site,
                                                const climate::WeatherFile* file) {
  std::vector<power::GeneratorFleet> fleets;
  if (site.power.generators.empty()) return fleets;
  const power::GeneratorCatalogue catalogue = load_generators(
      std::filesystem::path(scenario.file).parent_path().string(), scenario.number_case);
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < site.power.generators.size(); ++i) {
    const power::GeneratorParams& params = site.power.generators[i];
    const std::string name =
        params.name.empty() ? fmt::format("{}-{}", params.record, i) : params.name;
    auto fleet = power::resolve_generator(
        params, catalogue,
        {.path = fmt::format("sites.{}.power.generators.{}", site.name, name),
         .altitude_m = altitude_m(site, file),
         .utc_offset_ns = standard_offset_ns(site, file, scenario.start_ns()),
         .seed = seed_of(scenario)},
        problems);
    if (fleet) fleets.push_back(std::move(*fleet));
  }
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  std::stable_sort(fleets.begin(), fleets.end(), [](const auto& a, const auto& b) {
    return power::fuel_usd_per_kwh(a) < power::fuel_usd_per_kwh(b);
  });
  return fleets;
}

std::shared_ptr<const power::Dispatcher> build_dispatcher(const Scenario& scenario,
                                                          const SiteParams& site,
                                                          const power::Tariff* tariff) {
  const RandomStream stream(seed_of(scenario), fmt::format("sites.{}.power", site.name),
                            "forecast");
  const auto* params = dynamic_cast<const power::DispatchParams*>(site.power.dispatch.params.get());
  if (!params) return power::MeritOrderParams().make(stream, tariff);
  return params->make(stream, tariff);
}

/// What a planner should know before the run: nights, and units slower than the battery lasts.
void note_gaps(const SiteParams& site, const power::Supply& supply, SiteModel& model) {
  const bool has_grid = std::any_of(supply.grid.begin(), supply.grid.end(),
                                    [](const auto& limit) { return limit.uninterrupted_w > 0.0; });
  if (!has_grid && supply.fleets.empty()) {
    if (!supply.battery) {
      model.notes.push_back(fmt::format(
          "{}: no grid, no generator and no battery: the site is dark every night", site.name));
    } else {
      const power::Battery& battery = supply.battery->battery;
      const double usable_j = (battery.max_charge_frac - battery.min_charge_frac) *
                              supply.battery->nameplate_j * battery.discharge_efficiency;
      model.notes.push_back(fmt::format(
          "{}: no grid and no generator: at night a full battery carries its {:.3g} MW for {:.1f} "
          "h",
          site.name, battery.discharge_w * 1e-6, usable_j / battery.discharge_w / 3600.0));
    }
  }
  for (const power::GeneratorFleet& fleet : supply.fleets) {
    if (!supply.battery || fleet.model.start_ns <= supply.bridge_ns) continue;
    model.notes.push_back(fmt::format(
        "{}: {} takes {:.0f} min to start, but the battery stands in for {:.0f} min (power.bridge)",
        site.name, fleet.name, to_seconds(fleet.model.start_ns) / 60.0,
        to_seconds(supply.bridge_ns) / 60.0));
  }
}

}  // namespace

power::GeneratorCatalogue load_generators(const std::string& folder, Case number_case) {
  power::GeneratorCatalogue catalogue;
  const auto files = catalogue_files(folder, "generators.yaml");
  if (!files.empty()) catalogue.load(files.front(), number_case);
  return catalogue;
}

std::vector<power::GridLimit> build_grid_limits(const Scenario& scenario, const SiteParams& site) {
  const power::GridParams& grid = site.power.grid;
  std::vector<power::GridLimit> steps = {{scenario.start_ns(), grid.limit_w, grid.limit_w}};
  for (const power::LimitStepParams& step : grid.limit_steps)
    steps.push_back({*step.from, step.limit_w, step.limit_w});
  return power::with_interruptions(
      steps, grid.interruptions, grid.outages,
      RandomStream(seed_of(scenario), fmt::format("sites.{}.power.grid", site.name), "outages"),
      scenario.start_ns(), scenario.end_ns());
}

std::optional<power::Supply> build_supply(const Scenario& scenario, const SiteParams& site,
                                          const climate::WeatherFile* file, SiteModel& model) {
  if (!site.power.has_supply()) return std::nullopt;
  const power::PowerParams& params = site.power;
  power::Supply supply;
  supply.grid = model.grid_limits;
  supply.price_usd_per_kwh = model.price_usd_per_kwh;
  supply.carbon_g_per_kwh = model.carbon_g_per_kwh;
  if (params.grid.tariff)
    supply.tariff = std::make_shared<const power::Tariff>(power::make_tariff(
        *params.grid.tariff, model.price_usd_per_kwh, params.grid.export_usd_per_kwh));
  supply.export_limit_w = params.grid.export_limit_w;
  supply.export_usd_per_kwh = params.grid.export_usd_per_kwh;
  if (params.pv) supply.pv = build_pv(scenario, site, file, model);
  supply.fleets = build_fleets(scenario, site, file);
  if (params.battery) {
    supply.battery_from_ns = params.battery->delivered.value_or(scenario.start_ns());
    supply.battery = power::make_storage(*params.battery, supply.battery_from_ns);
  }
  supply.kept_frac = params.backup_frac;
  supply.reserve_frac = params.reserve_frac;
  supply.bridge_ns = from_seconds(params.bridge_s);
  supply.dispatcher = build_dispatcher(scenario, site, supply.tariff.get());
  note_gaps(site, supply, model);
  return supply;
}

}  // namespace gigawatt
