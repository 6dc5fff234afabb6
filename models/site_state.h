// SPDX-License-Identifier: Apache-2.0
#pragma once

// What changes while a site runs. Plain copyable values: a snapshot is a copy.

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "models/arrivals.h"
#include "models/fault_state.h"
#include "models/faults/checkpoint_plan.h"
#include "models/fluid_load.h"
#include "models/job_statistics.h"
#include "models/jobs/node_set.h"
#include "models/jobs/scheduler.h"
#include "models/migration.h"
#include "models/row_limits.h"
#include "models/site_model.h"
#include "models/swing_watch.h"
#include "sim/engine/class_clock.h"
#include "sim/engine/cloned_ptr.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/ladder_queue.h"
#include "sim/engine/quantile_histogram.h"
#include "sim/engine/wide.h"

namespace gigawatt {

/// A job that has been submitted and has not left: waiting or running.
struct LiveJob {
  jobs::Job job;
  std::uint64_t order = 0;     ///< Its place in the queue for life; also where it returns to.
  std::uint64_t sequence = 0;  ///< Of its latest start, from 1; 0 while waiting.
  TimeNs start_ns = 0;
  JobPast past;                            ///< Attempts include the present one.
  TimeNs limit_end_ns = kNever;            ///< What the scheduler was told.
  faults::CheckpointPlan plan;             ///< How it saves its work; none by default.
  std::int64_t limit_ns = 0;               ///< Of the next or current attempt [ns].
  std::int64_t start_work_ns = 0;          ///< Work clock at the start.
  std::int64_t phase_end_ns = 0;           ///< Work of the job up to the current phase's end.
  std::int64_t phase_start_energy_ns = 0;  ///< Energy clock at the start of the phase.
  std::int64_t dynamic_mw = 0;             ///< Of each node in the current phase, above idle.
  std::int32_t utilisation_ppm = 0;        ///< Of the current phase.
  Int128 dynamic_energy = 0;               ///< Of finished phases, all nodes [mW·ns].
  std::uint32_t phase = 0;
  std::uint32_t partition = 0;
  bool ends_at_limit = false;          ///< The work clock's key is the limit, not the end.
  bool left = true;                    ///< The slot is free.
  bool hangs = false;                  ///< Something it needs failed, and nobody knows yet:
  std::int64_t hung_work_ns = 0;       ///< its progress stands at this reading of the work clock.
  bool restarts = false;               ///< It loads a checkpoint, before any work.
  bool leaves = false;                 ///< It writes its state to move to another site:
  std::int64_t leaves_work_ns = 0;     ///< its progress stands at this reading of the work clock.
  bool moved_here = false;             ///< It has come from another site and has not left its
                                       ///< nodes since.
  bool watched = false;                ///< Its present power is in the swing watch:
  bool swings = false;                 ///< with steps, or even,
  TimeNs watched_ns = 0;               ///< since then,
  std::int64_t watched_energy_ns = 0;  ///< at this reading of the energy clock.
  std::vector<jobs::NodeMask> nodes;

  faults::Attempt attempt() const { return {job.work_ns, past.done_ns, past.attempts > 1}; }
};

/// Exact integrals over time. Node-ns count each node; energies are in mW·ns.
struct PartitionMeters {
  // Integrated from instant to instant.
  Int128 nodes_energised = 0;
  Int128 nodes_up = 0;      ///< Energised, powered and in order.
  Int128 nodes_failed = 0;  ///< Energised and powered, but broken or in repair.
  Int128 nodes_running = 0;
  Int128 dynamic_energy = 0;  ///< Of running jobs above idle, before chassis and rack converters.
  Int128 supply_energy = 0;   ///< At the input of those converters, if there are any.
  Int128 slowed = 0;          ///< Running nodes × what throttling took from their progress.
  Int128 held = 0;            ///< Free nodes that waiting jobs could use but for their power.
  Int128 utilised_ppm = 0;    ///< Nodes × utilisation in ppm.
  Int128 jobs_queued = 0;     ///< Waiting jobs × time.
  // Posted when an attempt ends.
  Int128 productive = 0;  ///< Work of jobs that ended by themselves or still run, or was saved.
  Int128 discarded = 0;   ///< Work since the last safe checkpoint of attempts that were lost.
  Int128 throttled = 0;   ///< Held but not progressing: throttled,
  Int128 checkpoint = 0;  ///< standing still for a checkpoint,
  Int128 restart = 0;     ///< loading one,
  Int128 hung = 0;        ///< hanging until a failure is known.
  Int128 job_energy = 0;  ///< Nodes of jobs, idle power included.

  Int128 blocked() const { return throttled + checkpoint + restart + hung; }
  Int128 nodes_free() const { return nodes_up - nodes_running; }
  /// Of the nodes, before chassis and rack converters.
  Int128 node_energy(const Partition& partition) const {
    return partition.idle_mw * nodes_up + dynamic_energy;
  }
  Int128 free_energy(const Partition& partition) const { return partition.idle_mw * nodes_free(); }
  /// Network, storage, CPU nodes.
  Int128 beside_energy(const Partition& partition) const { return partition.beside_mw * nodes_up; }
  /// At the IT boundary, without what stands beside the nodes.
  Int128 own_energy(const Partition& partition) const {
    return partition.supply_stages.empty() ? node_energy(partition) : supply_energy;
  }
  /// At the IT boundary, everything.
  Int128 energy(const Partition& partition) const {
    return own_energy(partition) + beside_energy(partition);
  }
};

struct PartitionState {
  PartitionState(const Partition& partition, TimeNs start_ns);

  ClonedPtr<jobs::Scheduler> scheduler;
  jobs::NodeSet free;
  ClassClock work_clock;
  LadderQueue completions;  ///< Event::time_ns is a key on the work clock.
  power::SupplyTree supply;
  // By chassis, if `supply` is not trivial.
  std::vector<std::uint32_t> chassis_nodes_up;
  std::vector<std::int64_t> chassis_dynamic_mw;  ///< At full speed.
  std::vector<std::int64_t> chassis_load_mw;     ///< As `supply` knows it.
  std::uint32_t nodes_energised = 0;             ///< Delivered and not retired.
  std::uint32_t nodes_up = 0;                    ///< Energised, powered and in order.
  std::uint32_t nodes_running = 0;
  std::uint32_t spares_up = 0;               ///< Of nodes_up, those that no job gets.
  std::vector<std::uint32_t> rack_nodes_up;  ///< By domain, if any has hot spares.
  Int128 queued_node_ns = 0;                 ///< Nodes × requested time of waiting jobs.
  Int128 running_end_node_ns = 0;            ///< Nodes × the instant their job's request ends.
  std::int64_t dynamic_mw = 0;               ///< Sum over running jobs of nodes × dynamic power.
  std::int64_t utilised_ppm = 0;             ///< Sum over running jobs of nodes × utilisation.
  std::int64_t metered_work_ns = 0;          ///< Work clock at the last metering.
  bool wants_pass = false;
  bool held_back = false;  ///< The last pass refused a start for its power.
  PartitionMeters meters;

  /// Node-time that running and waiting jobs may still ask for, by their requests.
  Int128 requested_node_ns(TimeNs now) const {
    const Int128 running = running_end_node_ns - Int128(nodes_running) * now;
    return queued_node_ns + (running > 0 ? running : 0);
  }
};

/// What one workload took of a site. Kept where demand is shared between sites.
struct WorkloadUse {
  std::uint64_t jobs = 0;  ///< Submitted here and not moved on.
  Int128 gpu_ns = 0;       ///< Accelerator-time held.
  double node_energy_j = 0.0;
  double node_energy_cost_usd = 0.0;
};

struct JobCounts {
  std::uint64_t submitted = 0, started = 0, completed = 0, killed = 0;
  std::uint64_t failed_attempts = 0;  ///< Lost to a fault; the job returned or was given up.
  std::uint64_t given_up = 0;         ///< Jobs that failed as often as they may.
  std::uint64_t preempted = 0;        ///< Attempts that gave way to other jobs; the job returned.
  std::uint64_t cancelled_by_user = 0, failed_by_itself = 0;  ///< Among `completed`.
  std::uint64_t running = 0, queued = 0;                      ///< At the end of the run.
};

/// Totals of plant intervals, in SI units.
struct SiteTotals {
  double it_energy_j = 0.0;
  double facility_energy_j = 0.0;
  double electrical_loss_j = 0.0;
  double cooling_energy_j = 0.0;
  double over_limit_energy_j = 0.0;
  double unserved_energy_j = 0.0;
  double heat_rejected_j = 0.0;
  double heat_taken_j = 0.0;       ///< Heat of IT, of hall losses and of the cooling itself.
  double unrejected_heat_j = 0.0;  ///< Beyond the cooling's capacity: posted, never dropped.
  double evaporation_kg = 0.0, drift_kg = 0.0, blowdown_kg = 0.0, makeup_kg = 0.0;
  double co2_kg = 0.0;
  double energy_cost_usd = 0.0;
  double clamped_s = 0.0;  ///< Some curve stood at its range's edge: of these,
  double rejection_clamped_s = 0.0, chiller_clamped_s = 0.0;
  double free_cooling_all_s = 0.0, free_cooling_part_s = 0.0;  ///< Of the hall's heat.
  double economizer_heat_j = 0.0;
  double peak_it_w = 0.0, peak_facility_w = 0.0;  ///< Highest 15-minute means,
  TimeNs peak_it_ns = 0, peak_facility_ns = 0;    ///< and when they began.
  double peak_it_instant_w = 0.0;                 ///< Of any instant.
};

/// Time and GPU-time lost to one constraint.
struct LimitLoss {
  std::int64_t binding_ns = 0;
  Int128 gpu_ns_lost = 0;
};

/// Highest mean power over clock-aligned windows of 15 minutes.
struct DemandMeter {
  static constexpr std::int64_t kWindowNs = 15 * kNsPerMinute;
  double window_energy_j = 0.0;
  TimeNs window_end_ns = std::numeric_limits<TimeNs>::min();
  double peak_w = 0.0;
  TimeNs peak_ns = 0;  ///< Start of the peak window.

  void add(TimeNs from_ns, TimeNs to_ns, double power_w);
};

/// Fast swings of a site whose workloads have any.
struct SwingState {
  SwingWatch watch;
  double spectral_share = 0.0;  ///< Largest of a job that swung.
  Int128 filler_energy = 0;     ///< What smoothing burned [mW·ns]; part of dynamic energy.
};

/// Throttle levels between no dynamic power and all of it.
inline constexpr int kThrottleLevels = 64;

struct SiteState {
  SiteState(const SiteModel& model, Arrivals site_arrivals);

  TimeNs now_ns;
  Arrivals arrivals;
  std::vector<PartitionState> partitions;
  std::vector<LiveJob> jobs;  ///< By slot.
  std::vector<std::uint32_t> free_slots;
  std::uint64_t next_order = 0;
  std::uint64_t next_sequence = 1;
  EventQueue switches;  ///< Everything that is due at a known time and rare.
  std::optional<FaultState> faults;
  std::optional<SwingState> swings;
  CheckpointPlans plans;
  std::vector<ServingLoad> serving;  ///< By SiteModel::serving.
  std::optional<FluidLoad> fluid;    ///< Instead of jobs one by one.
  std::optional<RowLimits> row_limits;
  std::vector<RentalLoad> rental;  ///< By SiteModel::rental.

  // The promise in force.
  ClassClock energy_clock;
  int level = kThrottleLevels;          ///< Throttle, in 64ths of dynamic power.
  std::optional<ItCap> cap;             ///< Nothing = the plant carries every node at full power.
  power::PathLimit path_limit;          ///< In force.
  std::optional<double> outside_cap_w;  ///< Set through the stepping API.
  bool dark = false;                    ///< The cap is below idle power.
  EventHandle dark_timer;               ///< End of the dark grace, or of the boot after it.
  std::size_t dark_constraint = 0;      ///< What made it dark; holds until its nodes are back.
  bool powered = true;                  ///< False: nodes are off after a dark grace.
  std::vector<std::vector<bool>> batch_energised;  ///< By partition and batch.

  // The plant interval in progress.
  TimeNs interval_from_ns;
  std::int64_t interval_index = 0;  ///< Regular interval, from the start.
  TimeNs forced_tick_ns = kNever;
  bool switched = false;               ///< A switch at this instant wants a new promise.
  bool new_weather = true;             ///< A regular interval begins at this instant.
  std::int64_t metered_energy_ns = 0;  ///< Energy clock at the last metering.
  std::int64_t energy_ns_at_interval_start = 0;
  std::int64_t bound_ns = 0;           ///< Of the interval: the cap slowed or held back jobs.
  std::int64_t intervals = 0;          ///< Plant intervals closed.
  double it_energy_at_record_j = 0.0;  ///< Totals at the last record.
  double facility_energy_at_record_j = 0.0;
  double settled_it_w = 0.0;  ///< IT power at the last tick that looked at it.
  double drift_w = 0.0;       ///< Change of IT power since then that forces a tick.
  climate::AirState air;
  double power_limit_w = 0.0;  ///< What may be drawn: of the grid, or what all sources promise.
  double grid_limit_w = 0.0;
  std::optional<power::SupplyState> supply;  ///< Where something stands beside the grid.
  PlantMemory plant_memory;
  std::vector<PartitionMeters> at_interval_start;

  SiteTotals totals;
  /// Per limit_names(), then "outside", then per element of a path whose elements go out.
  std::vector<LimitLoss> limit_losses;
  DemandMeter demand, it_demand;    ///< Of the facility, and of IT.
  DemandMeter import;               ///< From the grid, where it is not all that is drawn.
  std::int64_t fleet_short_ns = 0;  ///< The head of a queue asked for more nodes than were up.
  JobCounts counts;
  std::vector<Departure> departures;  ///< Of this instant.
  MoveMeters moves;
  std::vector<WorkloadUse> workload_use;  ///< By workload; empty: nobody asked.
  JobStatistics job_statistics;
  QuantileHistogram wait_s;
  QuantileHistogram pue;  ///< Per output interval.
  double bounded_slowdown_sum = 0.0;
  TimeNs last_end_ns = 0;  ///< Makespan: when the last job ended.
};

}  // namespace gigawatt
