// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/climate/climate_params.h"
#include "models/compute/catalogue.h"
#include "models/compute/fleet_params.h"
#include "models/cooling/plant_params.h"
#include "models/faults/checkpoint_params.h"
#include "models/faults/fault_params.h"
#include "models/jobs/rental_params.h"
#include "models/jobs/scheduler_params.h"
#include "models/jobs/serving_params.h"
#include "models/jobs/swing_params.h"
#include "models/jobs/workload_params.h"
#include "models/power/buildup/buildup_params.h"
#include "models/power/params.h"
#include "models/routing_params.h"
#include "sim/scenario/reader.h"

namespace gigawatt {

struct PlaceParams {
  double latitude_deg = 0.0;
  double longitude_deg = 0.0;
  double elevation_m = 0.0;
  std::string timezone = "UTC";  ///< IANA name.

  void visit(FieldVisitor& v);
};

/// In the order of jobs::policy_names().
enum class Policy {
  easy_backfill,
  fcfs,
  first_fit,
  conservative_backfill,
  shortest_first,
  priority,
  preemptive_priority
};
/// What becomes of a start that exceeds the power cap.
enum class OverCap { throttle, hold };
/// What a job's limit counts.
enum class LimitClock { wall, work };

struct SchedulerParams {
  Policy policy = Policy::easy_backfill;
  OverCap over_cap = OverCap::throttle;
  LimitClock limit = LimitClock::wall;
  double dark_grace_s = 300.0;
  double boot_s = 600.0;
  double aging = 0.0;                ///< `shortest-first`: seconds forgiven per second of waiting.
  std::int64_t reservations = 1000;  ///< `conservative-backfill`.
  jobs::PriorityParams priority;
  std::vector<jobs::TenantParams> tenants;

  void visit(FieldVisitor& v);
  std::string policy_name() const;
};

struct SiteParams {
  std::string name;
  std::string path;  ///< Where it stands in the scenario.
  std::optional<PlaceParams> place;
  DataFile weather;
  std::optional<climate::ClimateParams> climate;
  std::vector<compute::FleetEntryParams> fleet;
  power::PowerParams power;
  std::optional<power::BuildupParams> buildup;
  std::optional<cooling::CoolingParams> cooling;
  std::optional<faults::FaultParams> faults;
  SchedulerParams scheduler;

  void visit(FieldVisitor& v);
  /// From a file or from `climate:`; otherwise the air is constant.
  bool has_weather() const { return !weather.written.empty() || (climate && climate->is_source()); }
};

/// A workload and the site it is offered to.
struct SiteWorkload {
  std::string site;    ///< Empty: the only site, or routed between several.
  std::string region;  ///< Where its users are; empty: anywhere.
  jobs::WorkloadParams params;
  std::optional<faults::CheckpointParams> checkpoint;
  std::optional<jobs::ServingParams> serving;  ///< Of kind serving.
  std::optional<jobs::RentalParams> rental;    ///< Of kind rental.
  std::optional<std::int64_t> max_attempts;
  std::optional<jobs::SwingParams> swing;  ///< Absent: the plan's for training, else none.
  std::optional<double> power_cap_w;       ///< Per accelerator.
  std::optional<double> host_utilisation;  ///< Absent: the host follows the accelerators.
  std::string work;  ///< Kind of work, of which a cap curve tells; training's is dense-training.

  void visit(FieldVisitor& v);
};

struct OutputParams {
  double interval_s = 3600.0;
  bool jobs = true;  ///< Write the jobs table.
  double warm_up_s = 0.0;
  bool find_warm_up = false;   ///< `auto`: run() finds it before it runs.
  bool warm_up_found = false;  ///< So it did.

  void visit(FieldVisitor& v);
};

/// How jobs are simulated: one by one, or as flows of node-time.
enum class JobsMode { events, fluid };

struct PlantParams {
  double interval_s = 300.0;
  double drift_threshold = 0.05;

  void visit(FieldVisitor& v);
};

/// A scenario file, read and checked.
struct Scenario {
  std::string name;
  std::optional<TimeNs> start;
  CalendarDuration duration{12, 0};
  std::int64_t seed = 1;
  std::vector<SiteParams> sites;
  std::vector<SiteWorkload> workloads;
  std::optional<RoutingParams> routing;
  JobsMode jobs_mode = JobsMode::events;
  OutputParams outputs;
  PlantParams plant;

  std::string file;                     ///< As given.
  std::vector<SourceText> files;        ///< The file, then those it extends.
  std::vector<std::string> data_files;  ///< Paths of the data and tables it names, as they come.
  std::vector<std::string> overrides;
  Case number_case = Case::base;
  Tree tree;  ///< After `extends` and overrides; finds marks.
  compute::Catalogue catalogue;

  void visit(FieldVisitor& v);

  TimeNs start_ns() const { return *start; }
  TimeNs end_ns() const { return duration.after(*start); }
  /// What a routing needs to know of the sites, in their order.
  std::vector<RoutableSite> routable_sites() const;
  /// Whether the jobs of a workload are routed: it names no site and the scenario routes.
  bool is_shared(const SiteWorkload& workload) const { return routing && workload.site.empty(); }
  /// A problem at a dotted path of this scenario, with its file, line and column.
  Problem problem_at(const std::string& path, std::string what, std::string expected = "") const;
};

struct LoadOptions {
  std::vector<std::string> overrides;  ///< `path=value`, in order.
  Case number_case = Case::base;
  std::optional<std::int64_t> seed;
};

/// Reads and checks a scenario file. Throws ScenarioError with every problem found.
Scenario load_scenario(const std::string& path, const LoadOptions& options = {});

/// Folders searched for catalogues and data after the scenario's own: GIGAWATT_DATA, then the data
/// that came with the program.
std::vector<std::string> data_paths();

/// Every catalogue of accelerators on the data paths (`catalog/accelerators.yaml`), in the same
/// order and with the same rules as load_catalogue.
compute::AcceleratorCatalogue load_accelerators(const std::string& folder,
                                                Case number_case = Case::base);

/// `catalog/NAME` in `folder` and on the data paths, nearest first, each file once.
std::vector<std::string> catalogue_files(const std::string& folder, const std::string& name);

/// Every catalogue of nodes on the data paths, `folder`'s own first; the first that defines a node
/// wins. `{low, base, high}` numbers take `number_case`. Throws ScenarioError, also for a node
/// that one catalogue defines twice or an accelerator that no catalogue holds.
compute::Catalogue load_catalogue(const std::string& folder, Case number_case = Case::base);

}  // namespace gigawatt
