// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/climate/series.h"
#include "models/climate/weather.h"
#include "models/distribution_model.h"
#include "models/faults/checkpoint_params.h"
#include "models/faults/fault_model.h"
#include "models/faults/job_hazard.h"
#include "models/faults/repair_shop.h"
#include "models/jobs/scheduler_setup.h"
#include "models/power/grid_limit.h"
#include "models/power/path/network.h"
#include "models/power/path/outages.h"
#include "models/power/supply/supply.h"
#include "models/power/supply_tree.h"
#include "models/rental_load.h"
#include "models/scenario.h"
#include "models/serving_load.h"
#include "models/site_buildup.h"
#include "models/site_plant.h"
#include "models/workload_power.h"
#include "sim/engine/time.h"

namespace gigawatt {

/// Nodes of one fleet entry: up from `energised_ns` until `retired_ns`.
struct NodeBatch {
  std::uint32_t first_node = 0;
  std::uint32_t node_count = 0;
  TimeNs energised_ns = 0;
  TimeNs retired_ns = kNever;
};

/// Entry of a power table for a utilisation: to the nearest 0.1 %.
inline std::size_t table_step(std::int32_t utilisation_ppm) {
  return static_cast<std::size_t>((utilisation_ppm + 500) / 1000);
}

/// The nodes of one type at one site: what a scheduler deals in. Powers are of one node at the
/// input of its own power supply (node-level converters included), in whole milliwatts.
struct Partition {
  std::string name;  ///< Name of the node type.
  std::int64_t gpus_per_node = 0;
  std::uint32_t node_count = 0;
  std::vector<NodeBatch> batches;
  std::int64_t idle_mw = 0;
  std::vector<std::int64_t> dynamic_mw;  ///< Above idle, at utilisation 0, 0.1 %, ... 100 % (1001).
  std::int64_t rated_mw = 0;             ///< Nameplate, for `check` and thresholds.
  std::int64_t beside_mw = 0;            ///< Network, storage, CPU nodes, per node that is up.
  double idle_input_mw = 0.0;   ///< Per node with its share of chassis and rack converters.
  double full_input_mw = 0.0;   ///< The same, every node at full utilisation.
  double rated_input_mw = 0.0;  ///< The same at nameplate power.
  double start_input_factor =
      1.0;                    ///< Most that chassis and rack converters add per mW of a start.
  double liquid_share = 0.0;  ///< Of the nodes' own heat.
  double clock_speed = 1.0;   ///< Of work, at the clocks its nodes are held at; 0: off.
  std::array<std::uint32_t, 65> speed{};          ///< Class-clock speed by throttle level.
  std::vector<power::SupplyStage> supply_stages;  ///< Chassis and rack level.
  jobs::SchedulerSetup scheduler;                 ///< With domains if a job class asks for them.
  std::uint32_t nodes_per_domain = 1;             ///< Of the scheduler's domains (racks).
  std::vector<std::uint32_t> hot_spares;          ///< By domain; empty: none has any.
  std::uint32_t nodes_per_chassis = 1;
  std::uint32_t chassis_per_rack = 1;
  std::int64_t chassis_fixed_mw = 0;

  /// Domains that the scheduler knows; 0: it only counts nodes.
  std::size_t domain_count() const { return scheduler.domain_nodes.size(); }
  /// All but the hot spares.
  std::uint32_t nodes_for_jobs() const;
  /// Power above idle [mW] at a utilisation, to the nearest 0.1 %.
  std::int64_t dynamic_at(std::int32_t utilisation_ppm) const {
    return dynamic_mw[table_step(utilisation_ppm)];
  }
};

struct SchedulerOptions {
  OverCap over_cap = OverCap::throttle;
  LimitClock limit = LimitClock::wall;
  std::int64_t dark_grace_ns = 5 * kNsPerMinute;
  std::int64_t boot_ns = 10 * kNsPerMinute;
};

/// What fails at a site and who mends it.
struct SiteFaults {
  std::shared_ptr<const faults::FaultModel> model;
  faults::RepairModel repair;
  faults::JobHazard job;
};

/// How the jobs of a workload live with failures.
struct WorkloadRules {
  std::string name;
  std::uint16_t job_class = 0;       ///< Of its jobs; with tenants of a trace, of the first.
  std::uint16_t tenant_classes = 1;  ///< Classes from there on, one a tenant of the trace.
  std::optional<faults::CheckpointParams> checkpoint;
  /// While an attempt loads a checkpoint; absent: as in the phase it resumes.
  std::optional<std::int32_t> restart_utilisation_ppm;
  std::uint32_t max_attempts = std::numeric_limits<std::uint32_t>::max();
  /// Lent or serving nodes: the time that they were held is not lost with an attempt.
  bool keeps_work = false;
};

/// Everything about a site that does not change while it runs.
struct SiteModel {
  SiteModel(std::string site_name, SitePlant site_plant, climate::Weather site_weather)
      : name(std::move(site_name)),
        plant(std::move(site_plant)),
        weather(std::move(site_weather)) {}

  std::string name;
  std::vector<std::string> notes;     ///< What reading its data noticed.
  std::vector<std::string> warnings;  ///< What a planner would hardly mean.
  std::vector<Partition> partitions;
  SitePlant plant;
  climate::Weather weather;
  climate::WeatherOrigin weather_origin;
  std::optional<DistributionModel> distribution;  ///< Nothing: rows and PDUs limit nothing.
  std::optional<power::PathModel> path;           ///< Nothing: no elements are listed.
  std::vector<power::PathLimit> path_limits;      ///< Ascending; empty: nothing is ever out.
  std::optional<SiteBuildup> buildup;             ///< Nothing: no building is planned.
  std::vector<power::GridLimit> grid_limits;      ///< Ascending; the first from the start.
  std::optional<power::Supply> supply;            ///< Nothing: a grid and a price are all.
  bool records_supply = false;                    ///< Some site of the run has one.
  climate::StepSeries price_usd_per_kwh{0.0};
  climate::StepSeries carbon_g_per_kwh{0.0};
  SchedulerOptions scheduler;
  JobsMode jobs = JobsMode::events;
  std::optional<SiteFaults> faults;           ///< Nothing: nothing ever fails.
  std::vector<WorkloadRules> workloads;       ///< By index in the scenario.
  std::vector<ServingModel> serving;          ///< Language models served here.
  std::vector<RentalModel> rental;            ///< GPUs for rent.
  std::vector<WorkloadPower> workload_power;  ///< The same; empty: no swing and no cap at all.
  compute::UtilitySpec utility;               ///< Nothing is limited by default.
  std::uint64_t seed = 0;
  TimeNs start_ns = 0;
  TimeNs end_ns = 0;
  std::int64_t warm_up_ns = 0;  ///< Jobs submitted in it are not part of job statistics.
  std::int64_t plant_interval_ns = 5 * kNsPerMinute;
  std::int64_t output_interval_ns = kNsPerHour;
  double drift_threshold_frac = 0.05;  ///< Of energised rated IT power.

  std::int64_t gpu_count() const;
  /// Power above idle [mW] of a node that runs a workload's job at a utilisation, unsmoothed.
  std::int64_t dynamic_mw_at(const Partition& partition, std::uint16_t workload,
                             std::int32_t utilisation_ppm) const;
  /// Rules of a workload; the plain ones where none are given.
  const WorkloadRules& rules(std::uint16_t workload) const {
    return workload < workloads.size() ? workloads[workload] : plain_rules();
  }

 private:
  static const WorkloadRules& plain_rules();
};

}  // namespace gigawatt
