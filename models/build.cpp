// SPDX-License-Identifier: Apache-2.0
#include "models/build.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/build_buildup.h"
#include "models/build_distribution.h"
#include "models/build_faults.h"
#include "models/build_partition.h"
#include "models/build_power.h"
#include "models/build_rental.h"
#include "models/build_routing.h"
#include "models/build_scheduling.h"
#include "models/build_serving.h"
#include "models/build_supply.h"
#include "models/build_weather.h"
#include "models/fluid_load.h"
#include "models/offered_load.h"
#include "models/power/path/stages.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/scenario/units.h"

namespace gigawatt {

namespace {

/// Runs `build`; a DomainError becomes a problem at `part` of the site.
template <class Build>
auto at_part(const Scenario& scenario, const SiteParams& site, const std::string& part,
             Build build) {
  try {
    return build();
  } catch (const DomainError& error) {
    throw ScenarioError(scenario.problem_at(site.path + "." + part, error.what()));
  }
}

/// Where in a site a complaint of its cooling plant belongs: it begins with a key ("cooling.liquid:
/// ..."), with the chiller or with the model of the heat rejection.
Problem cooling_problem(const Scenario& scenario, const SiteParams& site, std::string what) {
  std::string part = "cooling";
  if (what.starts_with("cooling.")) {
    part = what.substr(0, what.find(": "));
    what.erase(0, part.size() + 2);
  } else if (what.starts_with("chiller ")) {
    part = "cooling.air.chiller";
  } else if (site.cooling->liquid) {
    part = "cooling.liquid.rejection";
  }
  return scenario.problem_at(site.path + "." + part, std::move(what));
}

/// Runs `build` and keeps what it complains of, so that all complaints come at once. Those that
/// know only their path in the scenario get file, line and column.
template <class Build>
void collect(const Scenario& scenario, std::vector<Problem>& problems, Build build) {
  try {
    build();
  } catch (const ScenarioError& error) {
    for (Problem problem : error.problems()) {
      if (problem.file.empty()) {
        const Problem placed = scenario.problem_at(problem.path, "");
        problem.file = placed.file;
        problem.line = placed.line;
        problem.column = placed.column;
      }
      problems.push_back(std::move(problem));
    }
  }
}

/// The coolest of the hottest supplies that the site's nodes accept [K].
double max_supply_k(const Scenario& scenario, const SiteParams& site) {
  double coolest_k = 373.15;
  for (const compute::FleetEntryParams& entry : site.fleet) {
    const compute::NodeType& node = *scenario.catalogue.find(entry.node);
    if (liquid_share(site, node) > 0.0) coolest_k = std::min(coolest_k, node.max_supply_k);
  }
  return coolest_k;
}

/// Of the chain if there is one, else of the path.
std::vector<power::TrunkStage> build_stages(const Scenario& scenario, const SiteParams& site) {
  if (site.power.chain.empty() && site.power.path) {
    return at_part(scenario, site, "power.path",
                   [&] { return power::trunk_stages(power::make_path(*site.power.path)); });
  }
  return at_part(scenario, site, "power.chain",
                 [&] { return power::make_trunk_stages(site.power.chain); });
}

/// A run reports a limit per stage, and has room for so many.
void check_stage_count(const Scenario& scenario, const SiteParams& site,
                       const std::vector<power::TrunkStage>& stages, std::size_t others) {
  if (others + stages.size() <= SitePlant::kMostLimits) return;
  constexpr std::size_t kMostNames = 10;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(kMostNames, stages.size()); ++i)
    names.push_back(stages[i].name);
  throw ScenarioError(scenario.problem_at(
      site.path + ".power.path",
      fmt::format("its elements are of {} classes that carry different power ({}, ...); a run has "
                  "room for {}",
                  stages.size(), fmt::join(names, ", "), SitePlant::kMostLimits - others),
      "the same rating, load and sources for what is alike, or `chain:` for the losses of runs"));
}

SitePlant build_plant(const Scenario& scenario, const SiteParams& site) {
  std::vector<power::TrunkStage> stages = build_stages(scenario, site);
  std::unique_ptr<cooling::Plant> plant;
  if (site.cooling) {
    try {
      plant = cooling::make_plant(*site.cooling, max_supply_k(scenario, site));
    } catch (const DomainError& error) {
      throw ScenarioError(cooling_problem(scenario, site, error.what()));
    }
  }
  check_stage_count(scenario, site, stages, 1 + (plant ? plant->limit_names().size() : 0));
  power::Trunk trunk =
      at_part(scenario, site, "power.chain", [&] { return power::Trunk(std::move(stages)); });
  return {site.power.has_supply() ? "supply" : "grid", std::move(trunk), std::move(plant)};
}

/// A price or intensity in `unit`: constant, or read from a table whose own unit is converted.
climate::StepSeries build_series(const Scenario& scenario, const std::string& path,
                                 const std::optional<power::SeriesParams>& series, double constant,
                                 std::string_view unit) {
  if (!series) return climate::StepSeries(constant);
  const std::optional<Unit> target = parse_unit(unit);
  const std::optional<Unit> own = parse_unit(series->unit.empty() ? unit : series->unit);
  if (!own || own->dimension != target->dimension) {
    throw ScenarioError(scenario.problem_at(
        path + ".unit", fmt::format("'{}' is no unit of this quantity", series->unit),
        fmt::format("for example '{}'", unit)));
  }
  climate::StepSeries read =
      climate::read_step_series(series->file.resolved, {.value = series->column,
                                                        .time = series->time_column,
                                                        .factor = convert(1.0, *own, *target)});
  if (!read.covers(scenario.start_ns(), scenario.end_ns())) {
    throw ScenarioError(scenario.problem_at(
        path + ".file",
        fmt::format("the series covers {} to {}, but the run is {} to {}", to_iso8601(read.first()),
                    to_iso8601(read.end()), to_iso8601(scenario.start_ns()),
                    to_iso8601(scenario.end_ns())),
        "a series of the whole run, or of a year, which repeats"));
  }
  return read;
}

/// What to tell the planner where a site says it stands elsewhere than its weather was taken.
std::vector<std::string> place_notes(const SiteParams& site, const climate::WeatherFile& file) {
  constexpr double kNearDeg = 1.0;
  constexpr double kNearM = 100.0;
  if (!site.place) return {};
  const PlaceParams& place = *site.place;
  const double east_deg = std::remainder(place.longitude_deg - file.longitude_deg, 360.0);
  std::vector<std::string> notes;
  if (std::abs(place.latitude_deg - file.latitude_deg) > kNearDeg ||
      std::abs(east_deg) > kNearDeg) {
    notes.push_back(fmt::format(
        "{}: weather of {:.2f} N {:.2f} E, but `place` is {:.2f} N {:.2f} E; the weather is used "
        "as it is",
        site.weather.written, file.latitude_deg, file.longitude_deg, place.latitude_deg,
        place.longitude_deg));
  }
  if (std::abs(place.elevation_m - file.elevation_m) > kNearM) {
    notes.push_back(fmt::format(
        "{}: weather at {:.0f} m, but `place` is at {:.0f} m; the file's pressure is used",
        site.weather.written, file.elevation_m, place.elevation_m));
  }
  return notes;
}

/// The partition a workload goes to: by node type, or the only one.
std::uint32_t partition_for(const Scenario& scenario, const SiteModel& model,
                            const jobs::WorkloadParams& workload) {
  if (workload.node.empty() && model.partitions.size() == 1) return 0;
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < model.partitions.size(); ++i) {
    if (model.partitions[i].name == workload.node) return i;
    names.push_back(model.partitions[i].name);
  }
  throw ScenarioError(scenario.problem_at(
      workload.path + ".node",
      workload.node.empty()
          ? fmt::format("site {} has {} types of node", model.name, names.size())
          : fmt::format("site {} has no nodes of type '{}'", model.name, workload.node),
      fmt::format("one of: {}", fmt::join(names, ", "))));
}

std::shared_ptr<SiteModel> build_site_model(const Scenario& scenario, const SiteParams& site) {
  std::vector<std::string> notes;
  const std::optional<climate::WeatherFile> file = build_weather(scenario, site);
  climate::Weather weather(climate::AirState{});
  if (file) {
    for (const std::string& note : file->notes)
      notes.push_back(fmt::format("{}: {}", weather_name(site), note));
    for (std::string& note : place_notes(site, *file))
      notes.push_back(std::move(note));
    weather = climate::Weather(*file);
  }
  auto model =
      std::make_shared<SiteModel>(site.name, build_plant(scenario, site), std::move(weather));
  if (file) model->weather_origin = file->origin;
  model->notes = std::move(notes);
  model->partitions =
      at_part(scenario, site, "fleet", [&] { return build_partitions(scenario, site); });

  model->faults = build_faults(scenario, site, model->notes);
  model->workloads = build_workload_rules(scenario);
  add_workload_power(scenario, site, *model);
  model->seed = static_cast<std::uint64_t>(scenario.seed);

  const power::GridParams& grid = site.power.grid;
  model->grid_limits = build_grid_limits(scenario, site);
  model->price_usd_per_kwh = build_series(scenario, site.path + ".power.grid.price_series",
                                          grid.price_series, grid.price_usd_per_kwh, "USD/kWh");
  model->carbon_g_per_kwh = build_series(scenario, site.path + ".power.grid.carbon_series",
                                         grid.carbon_series, grid.carbon_g_per_kwh, "g/kWh");
  model->supply = build_supply(scenario, site, file ? &*file : nullptr, *model);
  model->records_supply = std::any_of(scenario.sites.begin(), scenario.sites.end(),
                                      [](const auto& s) { return s.power.has_supply(); });
  model->supply = build_supply(scenario, site, file ? &*file : nullptr, *model);
  model->records_supply = std::any_of(scenario.sites.begin(), scenario.sites.end(),
                                      [](const auto& s) { return s.power.has_supply(); });

  build_scheduling(scenario, site, *model);
  model->scheduler.over_cap = site.scheduler.over_cap;
  model->scheduler.limit = site.scheduler.limit;
  model->scheduler.dark_grace_ns = from_seconds(site.scheduler.dark_grace_s);
  model->scheduler.boot_ns = from_seconds(site.scheduler.boot_s);

  model->jobs = scenario.jobs_mode;
  if (model->jobs == JobsMode::fluid) {
    for (std::string& note : fluid_notes(*model))
      model->notes.push_back(std::move(note));
  }
  model->start_ns = scenario.start_ns();
  model->end_ns = scenario.end_ns();
  model->plant_interval_ns = from_seconds(scenario.plant.interval_s);
  model->output_interval_ns = from_seconds(scenario.outputs.interval_s);
  model->warm_up_ns = from_seconds(scenario.outputs.warm_up_s);
  model->drift_threshold_frac = scenario.plant.drift_threshold;
  for (std::size_t i = 0; i < scenario.workloads.size(); ++i) {
    const SiteWorkload& workload = scenario.workloads[i];
    if (!workload.serving && !workload.rental) continue;
    if (!workload.site.empty() && workload.site != site.name) continue;
    const std::uint32_t partition = partition_for(scenario, *model, workload.params);
    const auto index = static_cast<std::uint16_t>(i);
    if (workload.serving) {
      model->serving.push_back(
          build_serving(scenario, workload, index, model->partitions[partition], partition));
    } else {
      model->rental.push_back(
          build_rental(scenario, workload, index, model->partitions[partition], partition));
    }
  }
  if (site.power.path) {
    const power::PathParams& path = *site.power.path;
    model->path = power::make_path(path);
    model->path_limits = power::path_limits(
        *model->path,
        power::find_outages(path, model->seed, fmt::format("sites.{}.power.path", site.name),
                            scenario.start_ns(), scenario.end_ns()),
        scenario.start_ns(), scenario.end_ns());
    if (!site.power.chain.empty())
      model->notes.push_back(
          fmt::format("{}: losses of runs are those of power.chain, not of power.path", site.name));
  }
  if (site.buildup) model->buildup = build_buildup(*site.buildup, *model);
  return model;
}

const SiteModel& model_named(const std::vector<std::shared_ptr<const SiteModel>>& models,
                             const std::string& name) {
  if (name.empty()) return *models.front();
  return **std::find_if(models.begin(), models.end(),
                        [&](const auto& m) { return m->name == name; });
}

jobs::SourceContext context_for(const Scenario& scenario, const SiteParams& site,
                                const Partition& partition) {
  jobs::SourceContext context;
  context.seed = static_cast<std::uint64_t>(scenario.seed);
  context.start_ns = scenario.start_ns();
  context.end_ns = scenario.end_ns();
  const EnergisedNodes energised =
      energised_nodes(partition, scenario.start_ns(), scenario.end_ns());
  context.installed_nodes = energised.most_at_once;
  context.mean_nodes = energised.node_s / to_seconds(scenario.end_ns() - scenario.start_ns());
  context.gpus_per_node = static_cast<std::uint32_t>(partition.gpus_per_node);
  if (site.place) context.timezone = site.place->timezone;
  return context;
}

/// What is not final before the sources of jobs are known: the tenants that traces name.
std::vector<std::shared_ptr<SiteModel>> build_open_models(const Scenario& scenario) {
  std::vector<std::shared_ptr<SiteModel>> models;
  std::vector<Problem> problems;
  for (const SiteParams& site : scenario.sites) {
    collect(scenario, problems, [&] { models.push_back(build_site_model(scenario, site)); });
  }
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  return models;
}

}  // namespace

std::vector<std::shared_ptr<const SiteModel>> build_site_models(const Scenario& scenario) {
  const auto models = build_open_models(scenario);
  return {models.begin(), models.end()};
}

Portfolio build_portfolio(const Scenario& scenario) {
  const auto open_models = build_open_models(scenario);
  const std::vector<std::shared_ptr<const SiteModel>> models(open_models.begin(),
                                                             open_models.end());
  std::vector<Arrivals> arrivals(models.size());
  std::vector<Problem> problems;
  RouterModel routing = plan_routing(scenario);
  Arrivals shared;
  for (std::size_t i = 0; i < scenario.workloads.size(); ++i) {
    const SiteWorkload& workload = scenario.workloads[i];
    if (workload.serving || workload.rental) continue;  // their jobs are the site's own
    if (scenario.is_shared(workload)) {
      collect(scenario, problems,
              [&] { share_workload(scenario, open_models, i, routing, shared, arrivals); });
      continue;
    }
    const SiteModel& model = model_named(models, workload.site);
    const auto site_index =
        static_cast<std::size_t>(std::find_if(models.begin(), models.end(),
                                              [&](const auto& m) { return m.get() == &model; }) -
                                 models.begin());
    collect(scenario, problems, [&] {
      const std::uint32_t partition = partition_for(scenario, model, workload.params);
      auto source = jobs::make_source(
          workload.params,
          context_for(scenario, scenario.sites[site_index], model.partitions[partition]));
      add_trace_tenants(scenario.sites[site_index], workload, static_cast<std::uint16_t>(i),
                        *source, *open_models[site_index]);
      check_progress(*open_models[site_index], model.workloads[i], source->largest_nodes(),
                     source->mean_work_s());
      check_jobs(
          scenario, workload, model.workloads[i], model.partitions[partition],
          [&](std::uint16_t tenant) { return largest_job(model.workloads[i], *source, tenant); });
      note_gang_power(*open_models[site_index], partition, model.workloads[i].job_class,
                      source->largest_nodes(), workload.params.name);
      source = at_speed_of(model, i, std::move(source));
      arrivals[site_index].add(std::move(source), static_cast<std::uint16_t>(i), partition);
    });
  }
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  Portfolio portfolio;
  for (std::size_t i = 0; i < models.size(); ++i)
    portfolio.sites.emplace_back(models[i], std::move(arrivals[i]), i);
  if (scenario.routing) {
    for (Site& site : portfolio.sites)
      site.account_workloads(scenario.workloads.size());
    portfolio.router.emplace(
        std::make_shared<const RouterModel>(std::move(routing)), std::move(shared),
        make_routing_policy(scenario.routing->policy, scenario.routing->shares));
  }
  return portfolio;
}

std::vector<Site> build_sites(const Scenario& scenario) {
  return build_portfolio(scenario).sites;
}

}  // namespace gigawatt
