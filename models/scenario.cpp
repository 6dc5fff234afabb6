// SPDX-License-Identifier: Apache-2.0
#include "models/scenario.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "models/jobs/scheduler_setup.h"
#include "models/registry.h"
#include "sim/engine/calendar.h"
#include "sim/engine/time.h"

namespace gigawatt {

namespace {

constexpr auto kOverCap = choices({
    {"throttle", "All jobs run slower."},
    {"hold", "The start waits."},
});
constexpr auto kLimitClock = choices({
    {"wall", "Real time."},
    {"work", "Work at full speed."},
});
constexpr auto kJobsModes = choices({
    {"events", "One by one."},
    {"fluid", "As flows of their mean demand, for fast studies."},
});

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
  v.choice({.name = "policy",
            .doc = "Which waiting job starts when nodes are free.",
            .meanings = jobs::policy_meanings()},
           jobs::policy_names(), policy);
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
            .max = kLeapYearS},
           dark_grace_s);
  v.number({.name = "boot",
            .unit = "s",
            .doc = "From power back to nodes up.",
            .min = 0.0,
            .max = kLeapYearS},
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
  return std::string(jobs::policy_names()[static_cast<std::size_t>(policy)]);
}

void SiteParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the site.", .required = true}, name);
  v.group({.name = "place",
           .doc = "Where it stands; the weather file's place if absent. Air pressure is the "
                  "weather file's."},
          place);
  v.file({.name = "weather",
          .doc = "File of a typical year: EPW, or CSV of SAM/NSRDB, PVGIS or Open-Meteo."},
         weather);
  v.group({.name = "climate", .doc = "What is made of the weather, or weather without a file."},
          climate);
  v.list({.name = "fleet", .doc = "The nodes, phase by phase."}, fleet);
  v.group({.name = "power", .doc = "Grid and electrical path."}, power);
  v.group({.name = "buildup",
           .doc = "What is built before it has power; fleet entries and grid limits may name its "
                  "phases."},
          buildup);
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
  v.number({.name = "host_utilisation",
            .doc = "Of the CPUs of nodes that run its jobs; as the accelerators if absent.",
            .min = 0.0,
            .max = 1.0},
           host_utilisation);
  v.text({.name = "work",
          .doc = "Kind of work that a power cap slows: dense-training, prefill, decode."},
         work);
}

void OutputParams::visit(FieldVisitor& v) {
  v.number({.name = "interval",
            .unit = "s",
            .doc = "Length of a recorded row; a multiple of plant.interval.",
            .min = 0.0,
            .max = kLeapYearS,
            .above_min = true},
           interval_s);
  v.boolean({.name = "jobs", .doc = "Write one row per attempt of every job."}, jobs);
  v.number_or({.name = "warm_up",
               .unit = "s",
               .doc = "Jobs submitted in it are left out of waits and other statistics of jobs; "
                      "auto: MSER-5 finds it in a run of its own.",
               .min = 0.0,
               .max = 100.0 * kLeapYearS},
              "auto", find_warm_up, warm_up_s);
}

void PlantParams::visit(FieldVisitor& v) {
  v.number({.name = "interval",
            .unit = "s",
            .doc = "Regular interval of plant evaluation.",
            .min = 1.0,
            .max = kLeapYearS},
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

}  // namespace gigawatt
