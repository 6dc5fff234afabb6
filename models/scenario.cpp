// SPDX-License-Identifier: Apache-2.0
#include "models/scenario.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "models/check_scheduling.h"
#include "models/registry.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

namespace {

/// Longest interval or delay [s]: 366 days.
constexpr double kYearS = 366.0 * 86'400.0;

constexpr std::array<std::string_view, 7> kPolicies = {
    "easy-backfill",  "fcfs",     "first-fit",          "conservative-backfill",
    "shortest-first", "priority", "preemptive-priority"};
constexpr std::array<std::string_view, 2> kOverCap = {"throttle", "hold"};
constexpr std::array<std::string_view, 2> kLimitClock = {"wall", "work"};
constexpr std::array<std::string_view, 2> kJobsModes = {"events", "fluid"};

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
          a.power_cap_w != b.power_cap_w ||
          compute::nodes_per_rack(a, *type) != compute::nodes_per_rack(b, *type)) {
        problems.add(
            b.path,
            fmt::format("differs from {} in nodes_per_rack, supply_sharing, network or power_cap",
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
    if (site.cooling && site.weather.written.empty()) {
      problems.add(site.path, "a cooling plant needs weather",
                   "`weather:` with an EPW or SAM/NSRDB CSV file");
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

void check_workloads(const Scenario& scenario, ProblemList& problems) {
  for (const SiteWorkload& workload : scenario.workloads) {
    check_serving(scenario, workload, problems);
    check_rental(scenario, workload, problems);
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
    workloads.push_back({workload.params.path, workload.site, workload.region});
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
      problems.add(workload.params.path + ".kind", "its nodes are held by jobs, and a fluid has none",
                   "`jobs: events`");
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

void PlaceParams::visit(FieldVisitor& v) {
  v.number(
      {.name = "latitude", .doc = "Degrees north.", .min = -90.0, .max = 90.0, .required = true},
      latitude_deg);
  v.number(
      {.name = "longitude", .doc = "Degrees east.", .min = -180.0, .max = 180.0, .required = true},
      longitude_deg);
  v.number(
      {.name = "elevation", .unit = "m", .doc = "Above sea level.", .min = -450.0, .max = 6000.0},
      elevation_m);
  v.text({.name = "timezone", .doc = "IANA time zone of tariffs and contracts."}, timezone);
}

void SchedulerParams::visit(FieldVisitor& v) {
  v.choice({.name = "policy", .doc = "Which waiting job starts when nodes are free."}, kPolicies,
           policy);
  v.choice({.name = "over_cap",
            .doc = "A start that exceeds the power cap: throttle all, or hold it back."},
           kOverCap, over_cap);
  v.choice({.name = "limit",
            .doc = "What a job's limit counts: wall time, or work (voids EASY's promise)."},
           kLimitClock, limit);
  v.number({.name = "dark_grace",
            .unit = "s",
            .doc = "Without power for idle nodes, until they go off.",
            .min = 0.0,
            .max = kYearS},
           dark_grace_s);
  v.number({.name = "boot",
            .unit = "s",
            .doc = "From power back to nodes up.",
            .min = 0.0,
            .max = kYearS},
           boot_s);
  v.number({.name = "aging",
            .doc = "Of shortest-first: seconds of requested time forgiven per second of waiting.",
            .min = 0.0,
            .max = 1e6},
           aging);
  v.integer({.name = "reservations",
             .doc = "Of conservative-backfill: jobs with a reservation; later ones only backfill.",
             .min = 1,
             .max = 1e6},
            reservations);
  v.group({.name = "priority", .doc = "Weights of the policy `priority`."}, priority);
  v.list({.name = "tenants", .doc = "Who jobs belong to; quotas in nodes."}, tenants);
}

std::string SchedulerParams::policy_name() const {
  return std::string(kPolicies[static_cast<std::size_t>(policy)]);
}

void SiteParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the site.", .required = true}, name);
  v.group({.name = "place",
           .doc = "Where it stands; the weather file's place if absent. Air pressure is the "
                  "weather file's."},
          place);
  v.file({.name = "weather", .doc = "EPW or SAM/NSRDB CSV file of a typical year."}, weather);
  v.list({.name = "fleet", .doc = "The nodes, phase by phase."}, fleet);
  v.group({.name = "power", .doc = "Grid and electrical path."}, power);
  v.group({.name = "cooling", .doc = "Cooling plant; none if absent."}, cooling);
  v.group({.name = "faults", .doc = "What fails and who mends it; nothing fails if absent."},
          faults);
  v.group({.name = "scheduler", .doc = "Scheduling of jobs."}, scheduler);
}

void SiteWorkload::visit(FieldVisitor& v) {
  v.text({.name = "site",
          .doc = "Site it runs at; left out if there is one, or if `routing` shares its jobs."},
         site);
  v.text({.name = "region", .doc = "Where its users are: a name of routing.regions."}, region);
  params.visit(v);
  v.group({.name = "serving", .doc = "What replicas serve, to whom; of kind serving."}, serving);
  v.group({.name = "rental", .doc = "GPUs for rent, by contract and by the hour; of kind rental."},
          rental);
  v.group({.name = "checkpoint", .doc = "How its jobs save their work; not at all if absent."},
          checkpoint);
  v.integer({.name = "max_attempts",
             .doc = "Failures after which a job is given up; never if absent.",
             .min = 1.0,
             .max = 1e6},
            max_attempts);
  v.group({.name = "swing",
           .doc = "How the power of its jobs swings step by step; as planned for training, not at "
                  "all otherwise, if absent."},
          swing);
  v.number({.name = "power_cap",
            .unit = "W",
            .doc = "Most that one accelerator may draw for its jobs; what it likes if absent.",
            .min = 0.0,
            .above_min = true},
           power_cap_w);
  v.text({.name = "work",
          .doc = "Kind of work that a power cap slows: dense-training, prefill, decode."},
         work);
}

void OutputParams::visit(FieldVisitor& v) {
  v.number({.name = "interval",
            .unit = "s",
            .doc = "Length of a recorded row; a multiple of plant.interval.",
            .min = 0.0,
            .max = kYearS,
            .above_min = true},
           interval_s);
  v.boolean({.name = "jobs", .doc = "Write one row per attempt of every job."}, jobs);
  v.number({.name = "warm_up",
            .unit = "s",
            .doc = "Jobs submitted in it are left out of waits and other statistics of jobs.",
            .min = 0.0,
            .max = 100.0 * kYearS},
           warm_up_s);
}

void PlantParams::visit(FieldVisitor& v) {
  v.number({.name = "interval",
            .unit = "s",
            .doc = "Regular interval of plant evaluation.",
            .min = 1.0,
            .max = kYearS},
           interval_s);
  v.number({.name = "drift_threshold",
            .doc = "Load change, as a share of rated IT power, that forces an evaluation.",
            .min = 0.0,
            .max = 1.0},
           drift_threshold);
}

void Scenario::visit(FieldVisitor& v) {
  v.text({.name = "name", .doc = "Title of the scenario.", .required = true}, name);
  v.instant(
      {.name = "start", .doc = "First instant, UTC unless it carries an offset.", .required = true},
      start);
  v.duration({.name = "duration", .doc = "What the run simulates."}, duration);
  v.integer({.name = "seed", .doc = "Seed of every random stream.", .min = 0.0}, seed);
  v.list({.name = "sites", .doc = "The sites.", .min = 1.0, .required = true}, sites);
  v.list({.name = "workloads", .doc = "Streams of jobs."}, workloads);
  v.group({.name = "routing", .doc = "How workloads that name no site are shared between sites."},
          routing);
  v.choice({.name = "jobs",
            .doc = "How jobs are simulated: one by one as events, or as a fluid of their mean "
                   "demand, for fast studies."},
           kJobsModes, jobs_mode);
  v.group({.name = "outputs", .doc = "What is recorded."}, outputs);
  v.group({.name = "plant", .doc = "How finely the plant is resolved."}, plant);
}

std::vector<RoutableSite> Scenario::routable_sites() const {
  std::vector<RoutableSite> made;
  for (const SiteParams& site : sites) {
    RoutableSite& routable = made.emplace_back(RoutableSite{site.name, site.path, {}});
    if (site.place) routable.place = GeoPoint{site.place->latitude_deg, site.place->longitude_deg};
  }
  return made;
}

Problem Scenario::problem_at(const std::string& path, std::string what,
                             std::string expected) const {
  const SourceMark mark = mark_at(tree, path);
  return {mark.file ? *mark.file : file, mark.line, mark.column, path, std::move(what),
          std::move(expected),           ""};
}

std::vector<std::string> data_paths() {
  std::vector<std::string> paths;
  if (const char* set = std::getenv("GIGAWATT_DATA"); set && *set) paths.emplace_back(set);
  // One of the two: the source tree is what an installed copy was made from.
  const bool in_source_tree = std::filesystem::is_directory(GIGAWATT_SOURCE_DATA);
  paths.emplace_back(in_source_tree ? GIGAWATT_SOURCE_DATA : GIGAWATT_INSTALLED_DATA);
  return paths;
}

std::vector<std::string> catalogue_files(const std::string& folder, const std::string& name) {
  std::vector<std::string> folders = {folder.empty() ? "." : folder};
  for (const std::string& shared : data_paths())
    folders.push_back(shared);
  std::vector<std::string> files;
  for (const std::string& place : folders) {
    std::error_code error;
    const auto path =
        std::filesystem::weakly_canonical(std::filesystem::path(place) / "catalog" / name, error);
    if (error || !std::filesystem::is_regular_file(path, error)) continue;
    if (std::find(files.begin(), files.end(), path.string()) == files.end())
      files.push_back(path.string());
  }
  return files;
}

compute::AcceleratorCatalogue load_accelerators(const std::string& folder, Case number_case) {
  compute::AcceleratorCatalogue catalogue;
  for (const std::string& file : catalogue_files(folder, "accelerators.yaml")) {
    compute::AcceleratorCatalogue own;
    own.load(file, number_case);
    catalogue.add_missing(own);
  }
  return catalogue;
}

compute::Catalogue load_catalogue(const std::string& folder, Case number_case) {
  const compute::AcceleratorCatalogue accelerators = load_accelerators(folder, number_case);
  compute::Catalogue catalogue;
  for (const std::string& file : catalogue_files(folder, "nodes.yaml")) {
    compute::Catalogue own;
    own.load(file, number_case, &accelerators);
    catalogue.add_missing(own);
  }
  return catalogue;
}

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
    return kind == "node" ? scenario.catalogue.names() : std::vector<std::string>{};
  };
  read.data_paths = data_paths();
  read.found_file = [&](const std::string& found) { scenario.data_files.push_back(found); };

  ProblemList problems(scenario.tree);
  read_fields(scenario.tree, "", read, [&](FieldVisitor& v) { scenario.visit(v); }, problems);
  problems.throw_if_any();  // what follows needs values that make sense
  if (options.seed) scenario.seed = *options.seed;

  check_times(scenario, problems);
  check_sites(scenario, problems);
  check_workloads(scenario, problems);
  check_scheduling(scenario, problems);
  check_routing(scenario, problems);
  check_fluid(scenario, problems);
  problems.throw_if_any();
  return scenario;
}

}  // namespace gigawatt
