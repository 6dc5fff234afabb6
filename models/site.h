// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "models/site_model.h"
#include "models/site_state.h"
#include "models/site_switches.h"
#include "sim/results/event_log.h"
#include "sim/results/recorder.h"

namespace gigawatt {

/// How a job left, or where it was at the end of the run. `failed`,
/// `preempted` and `moved` are attempts: the job returned, or went on at another site.
enum class JobEnd : std::uint8_t {
  completed,
  killed_at_limit,
  failed,
  running,
  queued,
  given_up,
  preempted,
  moved
};

/// One attempt of a job, for the jobs table.
struct JobRow {
  std::uint64_t id = 0;
  std::uint16_t workload = 0;
  std::uint32_t partition = 0;  ///< Of the site: the node type it waits for.
  JobEnd end = JobEnd::completed;
  jobs::Fate fate = jobs::Fate::completes;
  TimeNs submit_ns = 0;
  TimeNs start_ns = -1;  ///< −1: never started.
  TimeNs end_ns = -1;    ///< −1: had not ended.
  std::uint32_t nodes = 0;
  std::uint32_t tenant = 0;  ///< Index into the tenants of the site's job statistics.
  double energy_j = 0.0;     ///< Of its nodes while it held them, idle power included.
};

/// Something that broke, for the faults table.
struct FaultRow {
  TimeNs time_ns = 0;
  std::uint32_t partition = 0;
  std::uint32_t first_node = 0;
  std::uint32_t nodes = 1;
  std::string_view cause;
  TimeNs known_ns = 0;
  std::int64_t repair_ns = 0;  ///< Work to mend it.
};

/// How well the free nodes of a partition can be used, at one instant.
struct FragmentationRow {
  TimeNs time_ns = 0;
  std::uint32_t partition = 0;
  jobs::Fragmentation free;
};

/// Receives what a run produces while it runs.
class RunSink : public RowSink {
 public:
  virtual void write_job(std::size_t site, const JobRow& row) = 0;
  virtual void write_fault(std::size_t /*site*/, const FaultRow& /*row*/) {}
  virtual void write_serving(std::size_t /*site*/, const ServingRow& /*row*/) {}
  virtual void write_rental(std::size_t /*site*/, const RentalRow& /*row*/) {}
  /// At the end of each output interval, of partitions whose scheduler knows racks.
  virtual void write_fragmentation(std::size_t /*site*/, const FragmentationRow& /*row*/) {}
};

/// What can be seen of a site from outside, at one instant.
struct SiteView {
  std::string_view name;
  TimeNs now_ns = 0;
  double it_w = 0.0;
  std::optional<double> it_cap_w;  ///< Nothing: no constraint binds.
  double throttle = 1.0;           ///< Share of dynamic power allowed.
  std::uint64_t nodes_up = 0, nodes_free = 0, nodes_running = 0;
  std::uint64_t jobs_queued = 0, jobs_running = 0;
  JobCounts counts;
};

/// One site: its jobs, its nodes and its plant, advanced instant by instant.
/// site.cpp reads from top to bottom as a simulated year.
class Site {
 public:
  Site(std::shared_ptr<const SiteModel> model, Arrivals arrivals, std::size_t index);

  TimeNs next_event_ns() const;  ///< May be the present: something asks for another look.
  /// Everything that happens at `now` = next_event_ns(). `sink` and `log` may be null.
  void step(TimeNs now, RunSink* sink, EventLog* log);
  /// The two halves of step(): what comes before arrivals, and the rest. Between them a router sees
  /// the site as this instant's ends and switches left it (site_routing.cpp).
  void begin_instant(TimeNs now, RunSink* sink, EventLog* log);
  void end_instant(TimeNs now);
  /// A routed job arrives in this instant, in the order of an ordinary arrival.
  void hand_over(TimeNs now, const jobs::Job& job);
  /// Takes back a job that waits; false if the scheduler cannot. It is as if it never came.
  bool withdraw(std::uint32_t slot);
  /// Appends the slots of waiting jobs, in queue order.
  void waiting_jobs(std::uint32_t partition, std::vector<std::uint32_t>& slots) const;
  /// Appends the slots of jobs that do their work, in the order in which they were submitted.
  void jobs_at_work(std::vector<std::uint32_t>& slots) const;
  /// Time on its nodes that is left to a job at work, if nothing slows or interrupts it.
  std::int64_t time_left_ns(TimeNs now, std::uint32_t slot) const;
  /// The job stops, writes its state for so long and then departs. Returns the number of this
  /// attempt, void if it fails or gives way meanwhile.
  std::uint64_t write_to_move(TimeNs now, std::uint32_t slot, std::int64_t write_ns);
  bool writes_to_move(std::uint32_t slot, std::uint64_t sequence) const;
  /// Jobs that departed since the last call.
  std::vector<Departure> take_departures() { return std::exchange(state_.departures, {}); }
  /// A job arrives from another site, before the ordinary arrivals of this instant.
  void take_in(const jobs::Job& job, std::uint32_t partition, const JobPast& past);
  /// Keeps SiteState::workload_use of `count` workloads from now on.
  void account_workloads(std::size_t count);
  /// Brings the meters to `end` and accounts for what is still running or waiting.
  void finish(TimeNs end, RunSink* sink, EventLog* log);

  SiteView view() const;
  /// An IT cap from outside (W), on top of the plant's own; nothing lifts it. Takes effect at once.
  void set_cap(TimeNs now, std::optional<double> it_cap_w, RunSink* sink, EventLog* log);

  const SiteModel& model() const { return *model_; }
  const SiteState& state() const { return state_; }
  const Recorder& recorder() const { return recorder_; }

 private:
  /// Refuses starts whose power does not fit under the cap (`over_cap: hold`), and brings the
  /// limits of rows, PDUs and feeds.
  class PowerGate final : public jobs::StartGate {
   public:
    /// No cap: only rows, PDUs and feeds limit a start.
    PowerGate(Site& site, std::optional<double> cap_w)
        : site_(site),
          cap_w_(cap_w.value_or(std::numeric_limits<double>::infinity())),
          power_w_(cap_w ? site.full_speed_power_w() : 0.0) {}
    bool may_start(const jobs::QueuedJob& job) override;
    jobs::PlacementLimits* limits() override {
      return site_.state_.row_limits ? &*site_.state_.row_limits : nullptr;
    }

   private:
    Site& site_;
    double cap_w_;
    double power_w_;  ///< At full speed, with the starts of this pass.
  };

  void note(TimeNs now, EventKind kind, std::uint64_t a, std::uint64_t b) {
    if (log_) log_->note(now, kind, a, b);
  }

  // One instant, in order (site.cpp). `promise` is in site_power.cpp.
  void meter(TimeNs now);
  void close_interval_if_due(TimeNs now);
  void finish_due_work(TimeNs now);
  void kill_overdue_jobs(TimeNs now);
  void mend_and_fail(TimeNs now);
  void apply_due_switches(TimeNs now);
  void serve(TimeNs now);
  void rent(TimeNs now);
  void admit_arrivals(TimeNs now);
  void promise(TimeNs now);
  void start_waiting_jobs(TimeNs now);
  void settle(TimeNs now);
  bool holds_back() const;
  bool head_is_wider_than_fleet() const;

  // Jobs and nodes (site_jobs.cpp).
  void submit(const jobs::Job& job, std::uint32_t partition, const JobPast& past = {});
  void start_job(TimeNs now, std::uint32_t slot);
  void begin_restart(TimeNs now, std::uint32_t slot);
  void begin_phase(TimeNs now, std::uint32_t slot);
  void expect_change(std::uint32_t slot, std::int64_t after_ns);
  double leave_nodes(TimeNs now, std::uint32_t slot, bool work_is_lost);
  void end_job(TimeNs now, std::uint32_t slot, JobEnd how);
  void fail_attempt(TimeNs now, std::uint32_t slot);
  void preempt(TimeNs now, std::uint32_t slot);
  void depart(TimeNs now, std::uint32_t slot);
  void forget_submission(const LiveJob& live);
  void take_nodes(LiveJob& live, std::uint32_t slot);
  void enqueue(LiveJob& live, std::uint32_t slot);
  void fail_jobs_on(TimeNs now, std::uint32_t partition, const NodeBatch& batch);
  void account_attempt(const LiveJob& live, double energy_j);
  void write_row(const LiveJob& live, JobEnd how, TimeNs end_ns, double energy_j);
  std::span<const jobs::Phase> phases_of(const LiveJob& live, jobs::Phase& single) const;
  std::int64_t largest_dynamic_mw(const LiveJob& live) const;
  std::int64_t dynamic_mw_in(const LiveJob& live, std::int32_t utilisation_ppm, bool steps) const;
  void change_node_power(PartitionState& state, const Partition& partition, const LiveJob& live,
                         std::int64_t delta_mw);
  void reload_chassis(PartitionState& state, const Partition& partition, std::uint32_t chassis);
  void change_nodes_up(std::uint32_t partition, const NodeBatch& batch, bool up);
  void energise(TimeNs now, BatchRef ref);
  void retire(TimeNs now, BatchRef ref);
  void power_off(TimeNs now);
  void power_on(TimeNs now);

  // Racks: their limits of power and their hot spares (site_row_limits.cpp).
  void expect_power(const LiveJob& live, std::uint32_t slot);
  void follow_coolant(TimeNs now, double supply_k);
  void offer_nodes(std::uint32_t partition, std::uint32_t rack, std::int64_t change);

  // Replicas that serve requests (site_serving.cpp).
  void scale_replicas(TimeNs now, const ServingModel& model, ServingLoad& load);
  void set_dynamic_power(TimeNs now, std::uint32_t slot, std::int64_t dynamic_mw,
                         std::int32_t utilisation_ppm);

  // Jobs as flows (site_fluid.cpp).
  void meter_flows(std::size_t index, std::int64_t span_ns, std::int64_t progress_ns,
                   std::int64_t energy_ns);
  void run_flows(TimeNs now);
  void spread_flows(std::uint32_t partition);

  // GPUs for rent (site_rental.cpp).
  void advance_market(TimeNs now, const RentalModel& model, RentalLoad& load);
  void submit_pool(TimeNs now, const RentalModel& model, RentalLoad& load);
  void close_markets(TimeNs end);

  // What fails and who mends it (site_faults.cpp).
  void switch_on(TimeNs now, std::uint32_t partition, const NodeBatch& batch);
  void switch_off(TimeNs now, std::uint32_t partition, const NodeBatch& batch);
  bool is_switched_on(std::uint32_t partition, std::uint32_t node) const;
  void strike(TimeNs now, std::uint32_t partition);
  void expect_job_fault(TimeNs now, std::uint32_t slot);
  void strike_job(TimeNs now, std::uint32_t slot);
  void hang(TimeNs now, std::uint32_t slot);
  void learn_of(TimeNs at_ns, const UnknownFailure& failure);
  void act_on(TimeNs now, const UnknownFailure& failure);
  void mend(TimeNs now);
  void take_out_broken(TimeNs now, std::uint32_t partition, std::span<const jobs::NodeMask> nodes);
  std::optional<std::uint32_t> holder_of(std::uint32_t partition, std::uint32_t node) const;

  // Swings within seconds (site_swings.cpp).
  bool steps_in_phase(std::uint16_t workload, std::size_t phase) const;
  void watch_power(TimeNs now, LiveJob& live, std::int64_t dynamic_mw);
  void unwatch_power(TimeNs now, LiveJob& live);

  // The promise and its sharing (site_power.cpp).
  void share(TimeNs now);
  int level_that_fits(double cap_w);
  void set_level(TimeNs now, int level);
  void load_supplies_at(int level);
  void watch_for_darkness(TimeNs now, bool cannot_idle);
  EventHandle plan(TimeNs at_ns, Switch kind);
  double partition_power_mw(std::size_t index) const {
    const Partition& partition = model_->partitions[index];
    const PartitionState& state = state_.partitions[index];
    const double beside_mw = static_cast<double>(partition.beside_mw * state.nodes_up);
    if (!state.supply.trivial()) return static_cast<double>(state.supply.input_mw()) + beside_mw;
    return static_cast<double>(partition.idle_mw * state.nodes_up) + beside_mw +
           static_cast<double>(state.dynamic_mw) * state_.level / kThrottleLevels;
  }
  double it_power_w() const {
    double power_mw = 0.0;
    for (std::size_t i = 0; i < state_.partitions.size(); ++i)
      power_mw += partition_power_mw(i);
    return power_mw * 1e-3;
  }
  double full_speed_power_w();
  double energised_rated_w() const;
  ItLoad load_with_all_nodes_at(double Partition::* node_input_mw) const;
  std::optional<double> cap_w() const;
  std::size_t binding_constraint() const;

  // What stands beside the grid (site_supply.cpp).
  void offer_power(TimeNs now);
  double wanted_facility_w();

  // The plant over an interval (site_interval.cpp).
  void meter_partition(std::size_t index, std::int64_t span_ns, std::int64_t energy_ns);
  void close_interval(TimeNs now);
  void record(TimeNs now);

  std::shared_ptr<const SiteModel> model_;
  std::size_t index_;
  SiteState state_;
  Recorder recorder_;
  std::vector<jobs::QueuedJob> starts_;    ///< Scratch of the scheduling pass.
  std::vector<std::uint32_t> evictions_;   ///< The same.
  std::vector<std::uint32_t> replicas_;    ///< Scratch: slots of running replicas.
  std::vector<std::uint32_t> pool_nodes_;  ///< Scratch: slots of running nodes for rent.
  std::vector<LimitUse> limit_uses_;       ///< Scratch of plant evaluations.
  RunSink* sink_ = nullptr;                ///< Of the latest call.
  EventLog* log_ = nullptr;
};

}  // namespace gigawatt
