// SPDX-License-Identifier: Apache-2.0

// From a file to a scenario that makes sense: what single keys cannot say is checked here.

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "models/build_supply.h"
#include "models/check_buildup.h"
#include "models/check_distribution.h"
#include "models/check_scheduling.h"
#include "models/power/path/contingency.h"
#include "models/registry.h"
#include "models/scenario.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

namespace {

/// MSER-5 wants ten means of five.
void check_warm_up(const Scenario& scenario, ProblemList& problems) {
  constexpr std::int64_t kLeastSamples = 50;
  if (scenario.jobs_mode == JobsMode::fluid)
    problems.add("outputs.warm_up", "a fluid has no single jobs whose number could settle",
                 "`jobs: events`, or a length such as '30 days'");
  const std::int64_t interval_ns =
      std::max<std::int64_t>(from_seconds(scenario.outputs.interval_s), 1);
  if ((scenario.end_ns() - scenario.start_ns()) / interval_ns <= kLeastSamples)
    problems.add(
        "outputs.warm_up",
        fmt::format("{} output intervals or fewer are too few to find a warm-up in", kLeastSamples),
        "a longer `duration` or a shorter outputs.interval");
}

void check_times(const Scenario& scenario, ProblemList& problems) {
  if (!scenario.start) return;
  // Instants reach to April 2262, and no interval or delay is longer than a year.
  if (scenario.end_ns() > utc_midnight(2261, 1, 1)) {
    problems.add("duration", "the run ends too late", "an end no later than 2261-01-01");
    return;
  }
  if (scenario.end_ns() <= scenario.start_ns()) {
    problems.add("duration", "the run has no length", "a positive duration, for example '1 year'");
  }
  if (scenario.outputs.warm_up_s > 0.0 &&
      from_seconds(scenario.outputs.warm_up_s) >= scenario.end_ns() - scenario.start_ns()) {
    problems.add("outputs.warm_up", "the warm-up leaves nothing of the run",
                 "less than `duration`");
  }
  if (scenario.outputs.find_warm_up) check_warm_up(scenario, problems);
  const std::int64_t output_ns = from_seconds(scenario.outputs.interval_s);
  const std::int64_t plant_ns = from_seconds(scenario.plant.interval_s);
  if (output_ns < plant_ns || output_ns % plant_ns != 0) {
    problems.add("outputs.interval",
                 fmt::format("{} s is not a whole number of plant intervals ({} s)",
                             scenario.outputs.interval_s, scenario.plant.interval_s),
                 "a multiple of plant.interval");
  }
}

/// Nodes that one chassis or, with supplies for whole racks, one rack feeds together.
std::int64_t nodes_fed_together(const compute::FleetEntryParams& entry,
                                const compute::NodeType& type) {
  const bool rack_supply =
      std::any_of(type.supplies.begin(), type.supplies.end(),
                  [](const compute::NodeSupply& s) { return s.level == TreeLevel::rack; });
  return rack_supply ? compute::nodes_per_rack(entry, type) : type.nodes_per_chassis;
}

/// Entries of one node type form one partition, so what is said of its hardware must be the same,
/// and the supplies of one entry's nodes are its own.
void check_entries_agree(const SiteParams& site, const compute::Catalogue& catalogue,
                         ProblemList& problems) {
  for (std::size_t i = 0; i < site.fleet.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const compute::FleetEntryParams& a = site.fleet[j];
      const compute::FleetEntryParams& b = site.fleet[i];
      const compute::NodeType* type = catalogue.find(b.node);
      if (a.node != b.node || !type) continue;
      if (a.supply_sharing != b.supply_sharing || a.network != b.network ||
          a.power_cap_w != b.power_cap_w || a.clock != b.clock ||
          compute::nodes_per_rack(a, *type) != compute::nodes_per_rack(b, *type)) {
        problems.add(
            b.path,
            fmt::format(
                "differs from {} in nodes_per_rack, supply_sharing, network, power_cap or clock",
                a.path),
            "the same for all entries of one node type");
        break;
      }
      const std::int64_t together = nodes_fed_together(a, *type);
      if (compute::node_count(a, *type) % together != 0) {
        problems.add(b.path,
                     fmt::format("would share supplies with {}, whose {} nodes are no whole number "
                                 "of {} fed together",
                                 a.path, compute::node_count(a, *type), together),
                     "list the entry with the partial chassis or rack last");
        break;
      }
    }
  }
}

void check_sites(const Scenario& scenario, ProblemList& problems) {
  for (std::size_t i = 0; i < scenario.sites.size(); ++i) {
    const SiteParams& site = scenario.sites[i];
    for (std::size_t j = 0; j < i; ++j) {
      if (scenario.sites[j].name == site.name) {
        problems.add(site.path + ".name", fmt::format("a second site is named '{}'", site.name),
                     "a name of its own");
      }
    }
    if (site.place && !is_time_zone(site.place->timezone)) {
      problems.add(site.path + ".place.timezone",
                   fmt::format("unknown time zone '{}'", site.place->timezone),
                   "an IANA name such as 'America/Chicago'");
    }
    if (site.cooling && !site.has_weather()) {
      problems.add(site.path, "a cooling plant needs weather",
                   "`weather:` with a weather file, or `climate.normals:`");
    }
    if (site.climate) {
      for (const Problem& p : climate::find_climate_problems(
               *site.climate, !site.weather.written.empty(), site.place.has_value())) {
        problems.add(p.path, p.what, p.expected, p.suggestion);
      }
    }
    if (site.fleet.empty()) {
      problems.add(site.path, "the site has no fleet", "`fleet:` with at least one entry");
    }
    for (const Problem& p : compute::find_fleet_problems(site.fleet, scenario.catalogue)) {
      problems.add(p.path, p.what, p.expected, p.suggestion);
    }
    for (const Problem& p : compute::find_rack_conflicts(site.fleet, scenario.catalogue)) {
      problems.add(p.path, p.what, p.expected, p.suggestion);
    }
    check_entries_agree(site, scenario.catalogue, problems);
    for (const Problem& p : power::find_power_problems(site.power)) {
      problems.add(p.path, p.what, p.expected, p.suggestion);
    }
    if (site.power.path) {
      for (const Problem& p : power::find_all_path_problems(*site.power.path)) {
        problems.add(p.path, p.what, p.expected, p.suggestion);
      }
    }
  }
}

/// A workload of kind serving has its own block and none of the keys that describe jobs.
void check_serving(const Scenario& scenario, const SiteWorkload& workload, ProblemList& problems) {
  const jobs::WorkloadParams& params = workload.params;
  const bool serves = params.kind == jobs::WorkloadKind::serving;
  if (serves && workload.site.empty() && scenario.sites.size() > 1)
    problems.add(params.path, "a serving workload is not shared between sites",
                 "`site:` with one of the sites' names");
  if (serves && !workload.serving)
    problems.add(params.path, "a serving workload does not say what it serves", "`serving:`");
  if (!serves && workload.serving)
    problems.add(params.path + ".serving", "only a workload of kind serving serves",
                 "kind: serving");
  if (serves && (params.jobs || params.jobs_per_year || params.load || params.nodes ||
                 params.gpus || params.run_time || params.training || params.batch ||
                 params.statistics != jobs::Statistics::none || !params.file.written.empty()))
    problems.add(params.path, "a serving workload is described under `serving:`",
                 "no jobs, jobs_per_year, load, nodes, gpus, run_time, statistics, training, batch "
                 "or file");
}

/// The same for a workload of kind rental.
void check_rental(const Scenario& scenario, const SiteWorkload& workload, ProblemList& problems) {
  const jobs::WorkloadParams& params = workload.params;
  const bool rents = params.kind == jobs::WorkloadKind::rental;
  if (rents && workload.site.empty() && scenario.sites.size() > 1)
    problems.add(params.path, "a rental workload is not shared between sites",
                 "`site:` with one of the sites' names");
  if (rents && !workload.rental)
    problems.add(params.path, "a rental workload does not say what it rents out", "`rental:`");
  if (!rents && workload.rental)
    problems.add(params.path + ".rental", "only a workload of kind rental rents out GPUs",
                 "kind: rental");
  if (rents && (params.jobs || params.jobs_per_year || params.load || params.nodes || params.gpus ||
                params.run_time || params.utilisation || params.training || params.batch ||
                params.statistics != jobs::Statistics::none || !params.file.written.empty() ||
                workload.checkpoint || workload.max_attempts))
    problems.add(params.path, "a rental workload is described under `rental:`",
                 "no jobs, jobs_per_year, load, nodes, gpus, run_time, utilisation, statistics, "
                 "training, batch, file, checkpoint or max_attempts");
}

/// Replicas and rented nodes draw what is served and rented, whatever their hosts do.
void check_host_use(const SiteWorkload& workload, ProblemList& problems) {
  if (workload.host_utilisation && (workload.serving || workload.rental))
    problems.add(workload.params.path + ".host_utilisation",
                 "only jobs that run their own course load the host by themselves",
                 "no host_utilisation");
}

void check_workloads(const Scenario& scenario, ProblemList& problems) {
  for (const SiteWorkload& workload : scenario.workloads) {
    check_serving(scenario, workload, problems);
    check_rental(scenario, workload, problems);
    check_host_use(workload, problems);
  }
  for (const SiteWorkload& workload : scenario.workloads) {
    if (!workload.checkpoint) continue;
    for (const Problem& p : faults::find_checkpoint_problems(*workload.checkpoint))
      problems.add(p.path, p.what, p.expected, p.suggestion);
  }
  std::vector<std::string> names;
  for (const SiteParams& site : scenario.sites)
    names.push_back(site.name);
  for (const SiteWorkload& workload : scenario.workloads) {
    const std::string& path = workload.params.path;
    if (workload.site.empty() && names.size() > 1 && !scenario.routing) {
      problems.add(path, "which site it runs at is not said",
                   "`site:` with one of the sites' names, or `routing:` between them");
    } else if (!workload.site.empty() &&
               std::find(names.begin(), names.end(), workload.site) == names.end()) {
      problems.add(path + ".site", fmt::format("there is no site '{}'", workload.site), "",
                   nearest_name(workload.site, names));
    }
  }
}

void check_routing(const Scenario& scenario, ProblemList& problems) {
  std::vector<RoutableWorkload> workloads;
  for (const SiteWorkload& workload : scenario.workloads)
    workloads.push_back(
        {workload.params.path,
         workload.site,
         workload.region,
         {workload.params.name, scenario.is_shared(workload), workload.checkpoint.has_value()}});
  for (const Problem& p :
       find_routing_problems(scenario.routing, scenario.routable_sites(), workloads))
    problems.add(p.path, p.what, p.expected, p.suggestion);
}

/// What only jobs that run one by one can do is refused in a fluid, rather than left without
/// effect.
void check_fluid(const Scenario& scenario, ProblemList& problems) {
  if (scenario.jobs_mode != JobsMode::fluid) return;
  if (scenario.routing)
    problems.add("routing", "a fluid is not routed between sites", "`jobs: events`, or no routing");
  for (const SiteWorkload& workload : scenario.workloads) {
    if (workload.serving || workload.rental)
      problems.add(workload.params.path + ".kind",
                   "its nodes are held by jobs, and a fluid has none", "`jobs: events`");
    if (!workload.max_attempts) continue;
    problems.add(workload.params.path + ".max_attempts",
                 "a fluid has no single jobs whose attempts could be counted",
                 "`jobs: events`, or no max_attempts");
  }
  for (const SiteParams& site : scenario.sites) {
    if (site.scheduler.limit != LimitClock::work) continue;
    problems.add(site.path + ".scheduler.limit", "a fluid has no single jobs that reach limits",
                 "`jobs: events`, or limit: wall");
  }
}

}  // namespace

Scenario load_scenario(const std::string& path, const LoadOptions& options) {
  Scenario scenario;
  scenario.file = path;
  LoadedTree loaded = load_scenario_files(path, data_paths());
  scenario.tree = std::move(loaded.tree);
  scenario.files = std::move(loaded.files);
  scenario.overrides = options.overrides;
  scenario.number_case = options.number_case;
  for (const std::string& override : options.overrides)
    apply_override(scenario.tree, override);
  scenario.catalogue =
      load_catalogue(std::filesystem::path(path).parent_path().string(), options.number_case);

  ReadOptions read;
  read.number_case = options.number_case;
  read.registry = &registry();
  read.record_names = [&](std::string_view kind) {
    if (kind == "generator")
      return load_generators(std::filesystem::path(path).parent_path().string()).names();
    return kind == "node" ? scenario.catalogue.names() : std::vector<std::string>{};
  };
  read.data_paths = data_paths();
  read.found_file = [&](const std::string& found) { scenario.data_files.push_back(found); };

  ProblemList problems(scenario.tree);
  read_fields(scenario.tree, "", read, [&](FieldVisitor& v) { scenario.visit(v); }, problems);
  problems.throw_if_any();  // what follows needs values that make sense
  if (options.seed) scenario.seed = *options.seed;

  read_duration_cases(read, scenario);
  date_by_phases(scenario, problems);

  check_times(scenario, problems);
  check_sites(scenario, problems);
  check_workloads(scenario, problems);
  check_scheduling(scenario, problems);
  check_distribution(scenario, problems);
  check_routing(scenario, problems);
  check_fluid(scenario, problems);
  problems.throw_if_any();
  return scenario;
}

}  // namespace gigawatt
