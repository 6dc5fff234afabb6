// SPDX-License-Identifier: Apache-2.0

// The life of a job at a site: submitted, started, phase by phase, ended or failed.

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "models/site.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

/// Names a job in the event log: its number, and above it that of its workload.
std::uint64_t trace_id(const jobs::Job& job) {
  return job.id | std::uint64_t{job.workload} << 48;
}

std::uint16_t class_of(const SiteModel& model, const jobs::Job& job) {
  const WorkloadRules& rules = model.rules(job.workload);
  const auto tenant = std::min<int>(job.tenant, rules.tenant_classes - 1);
  return static_cast<std::uint16_t>(rules.job_class + tenant);
}

/// Whether anything depends on which nodes a job has: faults, batches that come and go, converters
/// of a chassis or rack, racks that the scheduler knows. If nothing does, nodes are only counted.
bool names_nodes(const SiteModel& model, const Partition& partition) {
  const bool one_batch =
      partition.batches.size() == 1 && partition.batches.front().retired_ns == kNever;
  return model.faults || !one_batch || !partition.supply_stages.empty() ||
         partition.domain_count() > 0;
}

/// An attempt that nothing but its work takes time from.
bool is_work_alone(const faults::CheckpointPlan& plan, const faults::Attempt& attempt) {
  return plan.interval_ns == 0 && !attempt.restarted;
}

std::int64_t length_ns(const faults::CheckpointPlan& plan, const faults::Attempt& attempt) {
  return is_work_alone(plan, attempt) ? attempt.work_ns - attempt.done_ns
                                      : faults::attempt_length_ns(plan, attempt);
}

faults::AttemptProgress progress_of(const faults::CheckpointPlan& plan,
                                    const faults::Attempt& attempt, std::int64_t elapsed_ns) {
  if (!is_work_alone(plan, attempt)) return faults::progress_at(plan, attempt, elapsed_ns);
  faults::AttemptProgress progress;
  progress.work_ns = elapsed_ns;
  return progress;
}

constexpr double kSlowdownFloorS = 10.0;  // bounded slowdown: shorter runs count as 10 s

}  // namespace

void Site::submit(const jobs::Job& job, std::uint32_t partition_index, const JobPast& past) {
  const Partition& partition = model_->partitions[partition_index];
  if (job.nodes > partition.nodes_for_jobs()) {
    throw DomainError(fmt::format(
        "site {}: job {} of workload {} asks for {} nodes, but only {} of type {} are ever "
        "installed{}",
        model_->name, job.id, job.workload, job.nodes, partition.nodes_for_jobs(), partition.name,
        partition.hot_spares.empty() ? "" : " beside hot spares"));
  }
  std::uint32_t slot;
  if (state_.free_slots.empty()) {
    slot = static_cast<std::uint32_t>(state_.jobs.size());
    state_.jobs.emplace_back();
  } else {
    slot = state_.free_slots.back();
    state_.free_slots.pop_back();
  }
  LiveJob& live = state_.jobs[slot];
  live.job = job;
  live.order = state_.next_order++;
  live.sequence = 0;
  live.partition = partition_index;
  live.past = past;
  live.moved_here = past.moves > 0;
  live.left = false;
  live.plan = state_.plans.plan(*model_, job.workload, job.nodes);
  enqueue(live, slot);
  ++state_.counts.submitted;
  if (!state_.workload_use.empty()) ++state_.workload_use[job.workload].jobs;
  state_.job_statistics.submit(job);
  note(state_.now_ns, EventKind::job_submit, trace_id(job), job.nodes);
}

/// Puts the job at its place in the queue, for a first or a further attempt. What it asks for is
/// the rest of its request, and the time that checkpoints and a restart add to its work.
void Site::enqueue(LiveJob& live, std::uint32_t slot) {
  live.hangs = false;
  live.leaves = false;
  live.limit_ns = live.job.limit_ns;
  if (live.plan.interval_ns > 0 || live.past.attempts > 0) {
    const faults::Attempt next{live.job.work_ns, live.past.done_ns, live.past.attempts > 0};
    const std::int64_t extra_ns =
        faults::attempt_length_ns(live.plan, next) - (live.job.work_ns - live.past.done_ns);
    live.limit_ns =
        saturating_add(std::max<std::int64_t>(1, live.job.limit_ns - live.past.done_ns), extra_ns);
  }
  if (state_.row_limits) expect_power(live, slot);
  PartitionState& state = state_.partitions[live.partition];
  state.scheduler->submit({live.order, live.limit_ns, live.job.nodes, slot,
                           class_of(*model_, live.job),
                           static_cast<std::uint32_t>(live.job.submit_ns / kNsPerSecond)});
  state.queued_node_ns += Int128(live.job.nodes) * live.limit_ns;
  state.wants_pass = true;
}

/// The lowest free nodes, in the domains that the scheduler chose if it knows any.
void Site::take_nodes(LiveJob& live, std::uint32_t slot) {
  const Partition& partition = model_->partitions[live.partition];
  PartitionState& state = state_.partitions[live.partition];
  if (!names_nodes(*model_, partition)) return;
  if (partition.domain_count() <= 1) return state.free.take_lowest(live.job.nodes, live.nodes);
  for (const jobs::DomainShare& share : state.scheduler->placement(slot)) {
    const std::uint32_t first = share.domain * partition.nodes_per_domain;
    const std::uint32_t end = std::min(first + partition.nodes_per_domain, partition.node_count);
    state.free.take_lowest_in(first, end, share.nodes, live.nodes);
  }
}

std::span<const jobs::Phase> Site::phases_of(const LiveJob& live, jobs::Phase& single) const {
  if (live.job.phase_count > 0) return state_.arrivals.phases(live.job);
  single = {live.job.work_ns, live.job.utilisation_ppm};
  return {&single, 1};
}

std::int64_t Site::largest_dynamic_mw(const LiveJob& live) const {
  jobs::Phase single;
  std::int64_t largest_mw = 0;
  std::size_t index = 0;
  for (const jobs::Phase& phase : phases_of(live, single))
    largest_mw = std::max(largest_mw, dynamic_mw_in(live, phase.utilisation_ppm,
                                                    steps_in_phase(live.job.workload, index++)));
  return largest_mw;
}

void Site::start_job(TimeNs now, std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  PartitionState& state = state_.partitions[live.partition];

  live.sequence = state_.next_sequence++;
  live.start_ns = now;
  live.limit_end_ns = saturating_add(now, live.limit_ns);
  state.queued_node_ns -= Int128(live.job.nodes) * live.limit_ns;
  state.running_end_node_ns += Int128(live.job.nodes) * live.limit_end_ns;
  live.start_work_ns = state.work_clock.at(now);
  live.phase_end_ns = 0;
  ++live.past.attempts;
  live.dynamic_energy = 0;
  live.dynamic_mw = 0;
  live.utilisation_ppm = 0;
  live.phase = 0;
  if (live.past.done_ns > 0) {  // phases whose work is saved are not done again
    jobs::Phase single;
    const auto phases = phases_of(live, single);
    while (live.phase_end_ns + phases[live.phase].work_ns <= live.past.done_ns)
      live.phase_end_ns += phases[live.phase++].work_ns;
  }
  take_nodes(live, slot);
  state.nodes_running += live.job.nodes;
  live.restarts = live.past.attempts > 1 && live.plan.restart_ns > 0;
  if (live.restarts) {
    begin_restart(now, slot);
  } else {
    begin_phase(now, slot);
  }

  if (live.past.attempts == 1) {
    ++state_.counts.started;
    live.past.first_start_ns = now;
    const std::int64_t wait_ns = now - live.job.submit_ns;
    state_.job_statistics.start(live.job, wait_ns);
    if (state_.job_statistics.measured(live.job)) state_.wait_s.add(to_seconds(wait_ns));
  }
  if (model_->faults && model_->faults->job.rate_per_s > 0.0) expect_job_fault(now, slot);
  note(now, EventKind::job_start, trace_id(live.job), live.job.nodes);
}

/// From now on each node of the job draws `dynamic_mw` above idle, at full speed.
void Site::set_dynamic_power(TimeNs now, std::uint32_t slot, std::int64_t dynamic_mw,
                             std::int32_t utilisation_ppm) {
  LiveJob& live = state_.jobs[slot];
  PartitionState& state = state_.partitions[live.partition];
  const std::int64_t energy_ns = state_.energy_clock.at(now);
  live.dynamic_energy +=
      Int128(live.dynamic_mw) * live.job.nodes * (energy_ns - live.phase_start_energy_ns);
  live.phase_start_energy_ns = energy_ns;
  if (state_.swings) watch_power(now, live, dynamic_mw);
  change_node_power(state, model_->partitions[live.partition], live, dynamic_mw - live.dynamic_mw);
  live.dynamic_mw = dynamic_mw;
  state.utilised_ppm += std::int64_t{live.job.nodes} * (utilisation_ppm - live.utilisation_ppm);
  live.utilisation_ppm = utilisation_ppm;
}

/// A later attempt loads what was saved: no work, no steps, and the power that its workload says,
/// else that of the phase it will resume.
void Site::begin_restart(TimeNs now, std::uint32_t slot) {
  const LiveJob& live = state_.jobs[slot];
  jobs::Phase single;
  const std::int32_t utilisation_ppm =
      model_->rules(live.job.workload)
          .restart_utilisation_ppm.value_or(phases_of(live, single)[live.phase].utilisation_ppm);
  set_dynamic_power(now, slot, dynamic_mw_in(live, utilisation_ppm, false), utilisation_ppm);
  expect_change(slot, live.plan.restart_ns);
}

void Site::begin_phase(TimeNs now, std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  jobs::Phase single;
  const jobs::Phase phase = phases_of(live, single)[live.phase];
  const bool steps = steps_in_phase(live.job.workload, live.phase);
  set_dynamic_power(now, slot, dynamic_mw_in(live, phase.utilisation_ppm, steps),
                    phase.utilisation_ppm);

  live.phase_end_ns += phase.work_ns;
  faults::Attempt to_phase_end = live.attempt();
  to_phase_end.work_ns = live.phase_end_ns;
  expect_change(slot, length_ns(live.plan, to_phase_end));
}

/// The restart or the phase ends after so much effective time of the attempt, or its limit comes.
void Site::expect_change(std::uint32_t slot, std::int64_t after_ns) {
  LiveJob& live = state_.jobs[slot];
  live.ends_at_limit = after_ns > live.limit_ns;
  // Progress never outruns wall time: such a job is killed before this change, by
  // kill_overdue_jobs(), and an entry here would only be left behind.
  if (live.ends_at_limit && model_->scheduler.limit == LimitClock::wall) return;
  state_.partitions[live.partition].completions.push(
      {saturating_add(live.start_work_ns, std::min(after_ns, live.limit_ns)), live.sequence, 0,
       slot});
}

/// Takes the job off its nodes: they are free, its power is gone, its time is accounted for.
/// Returns the energy of its nodes since its start [J].
double Site::leave_nodes(TimeNs now, std::uint32_t slot, bool work_is_lost) {
  LiveJob& live = state_.jobs[slot];
  PartitionState& state = state_.partitions[live.partition];
  const Partition& partition = model_->partitions[live.partition];
  const Int128 nodes = live.job.nodes;

  // Held = throttled + hung + restart + checkpoints + work; work = productive + discarded.
  const std::int64_t held_ns = now - live.start_ns;
  const std::int64_t clock_ns = state.work_clock.at(now) - live.start_work_ns;
  const std::int64_t until_hung_ns = live.hangs ? live.hung_work_ns - live.start_work_ns : clock_ns;
  const std::int64_t effective_ns =
      live.leaves ? live.leaves_work_ns - live.start_work_ns : until_hung_ns;
  const faults::AttemptProgress progress = progress_of(live.plan, live.attempt(), effective_ns);
  const std::int64_t productive_ns = work_is_lost ? progress.saved_ns : progress.work_ns;
  live.past.done_ns += productive_ns;
  const auto post = [nodes](Int128& meter, std::int64_t span_ns) {
    if (span_ns != 0) meter += nodes * span_ns;  // most are, of most jobs
  };
  post(state.meters.productive, productive_ns);
  post(state.meters.discarded, progress.work_ns - productive_ns);
  post(state.meters.checkpoint, progress.stall_ns + until_hung_ns - effective_ns);
  post(state.meters.restart, progress.restart_ns);
  post(state.meters.hung, clock_ns - until_hung_ns);
  post(state.meters.throttled, held_ns - clock_ns);

  const Int128 energy =
      nodes * partition.idle_mw * held_ns + live.dynamic_energy +
      nodes * live.dynamic_mw * (state_.energy_clock.at(now) - live.phase_start_energy_ns);
  state.meters.job_energy += energy;
  const Int128 gpus = nodes * partition.gpus_per_node;
  state_.job_statistics.leave(
      live.job,
      {.productive = gpus * productive_ns,
       .blocked = gpus * (progress.stall_ns + progress.restart_ns + held_ns - effective_ns),
       .discarded = gpus * (progress.work_ns - productive_ns),
       .energy = energy});

  state_.moves.checkpoint_gpu_ns += gpus * (until_hung_ns - effective_ns);
  if (live.moved_here) state_.moves.restart_gpu_ns += gpus * progress.restart_ns;
  live.moved_here = false;

  if (live.watched) unwatch_power(now, live);
  change_node_power(state, partition, live, -live.dynamic_mw);
  state.utilised_ppm -= std::int64_t{live.job.nodes} * live.utilisation_ppm;
  state.nodes_running -= live.job.nodes;
  state.running_end_node_ns -= nodes * live.limit_end_ns;
  state.free.insert(live.nodes);  // none if they have no names
  live.sequence = 0;
  if (state_.row_limits)
    state_.row_limits->release(now, live.partition, slot, live.job.nodes,
                               state.scheduler->placement(slot));
  state.scheduler->release(slot, live.limit_end_ns, live.job.nodes);
  state.wants_pass = true;
  if (state_.faults && state_.faults->broken_held[live.partition] > 0)
    take_out_broken(now, live.partition, live.nodes);
  live.nodes.clear();
  return joules_from_mw_ns(energy);
}

void Site::end_job(TimeNs now, std::uint32_t slot, JobEnd how) {
  LiveJob& live = state_.jobs[slot];
  const double energy_j = leave_nodes(now, slot, how == JobEnd::killed_at_limit);

  const double run_s = to_seconds(now - live.start_ns);
  const double response_s = to_seconds(now - live.job.submit_ns);
  const double bounded_slowdown = std::max(1.0, response_s / std::max(run_s, kSlowdownFloorS));
  JobCounts& counts = state_.counts;
  JobStatistics& statistics = state_.job_statistics;
  if (how == JobEnd::killed_at_limit) {
    ++counts.killed;
    statistics.kill(live.job, bounded_slowdown);
  } else {
    ++counts.completed;
    statistics.complete(live.job, bounded_slowdown,
                        live.job.nodes * model_->partitions[live.partition].gpus_per_node,
                        live.past.done_ns, now - live.past.first_start_ns);
    counts.cancelled_by_user += live.job.fate == jobs::Fate::cancelled_by_user;
    counts.failed_by_itself += live.job.fate == jobs::Fate::fails_by_itself;
  }
  if (statistics.measured(live.job)) state_.bounded_slowdown_sum += bounded_slowdown;
  state_.last_end_ns = now;
  write_row(live, how, now, energy_j);
  note(now, how == JobEnd::killed_at_limit ? EventKind::job_kill : EventKind::job_end,
       trace_id(live.job), live.job.nodes);
  live.left = true;
  state_.free_slots.push_back(slot);
}

/// The attempt is lost. The job returns to its original place in the queue, unless it has failed as
/// often as it may.
void Site::fail_attempt(TimeNs now, std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  const double energy_j = leave_nodes(now, slot, !model_->rules(live.job.workload).keeps_work);
  ++state_.counts.failed_attempts;
  note(now, EventKind::job_kill, trace_id(live.job), live.job.nodes);
  const bool given_up =
      live.past.attempts - live.past.moves >= model_->rules(live.job.workload).max_attempts;
  state_.job_statistics.fail_attempt(live.job, given_up);
  if (!given_up) {
    write_row(live, JobEnd::failed, now, energy_j);
    enqueue(live, slot);
    return;
  }
  write_row(live, JobEnd::given_up, now, energy_j);
  ++state_.counts.given_up;
  state_.last_end_ns = now;
  live.left = true;
  state_.free_slots.push_back(slot);
}

/// The attempt gives way to another job; its own returns to its place in the queue.
void Site::preempt(TimeNs now, std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  const double energy_j = leave_nodes(now, slot, !model_->rules(live.job.workload).keeps_work);
  ++state_.counts.preempted;
  state_.job_statistics.preempt(live.job);
  note(now, EventKind::job_kill, trace_id(live.job), live.job.nodes);
  write_row(live, JobEnd::preempted, now, energy_j);
  enqueue(live, slot);
}

/// Its state is written: all its work is saved, and it goes.
void Site::depart(TimeNs now, std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  const std::uint64_t sequence = live.sequence;
  const double energy_j = leave_nodes(now, slot, false);
  note(now, EventKind::job_kill, trace_id(live.job), live.job.nodes);
  write_row(live, JobEnd::moved, now, energy_j);
  forget_submission(live);
  ++state_.moves.left;
  ++live.past.moves;
  state_.departures.push_back({live.job, live.past, slot, sequence});
  live.leaves = false;
  live.left = true;
  state_.free_slots.push_back(slot);
}

void Site::write_row(const LiveJob& live, JobEnd how, TimeNs end_ns, double energy_j) {
  if (how != JobEnd::queued && !state_.workload_use.empty()) account_attempt(live, energy_j);
  if (!sink_) return;
  JobRow row;
  row.id = live.job.id;
  row.workload = live.job.workload;
  row.partition = live.partition;
  row.end = how;
  row.fate = live.job.fate;
  row.submit_ns = live.job.submit_ns;
  row.start_ns = how == JobEnd::queued ? -1 : live.start_ns;
  row.end_ns = end_ns;
  row.nodes = live.job.nodes;
  row.tenant = state_.job_statistics.tenant_of(live.job);
  row.energy_j = energy_j;
  sink_->write_job(index_, row);
}

// ── Nodes ──────────────────────────────────────────────────────────────────────────────────────

void Site::change_node_power(PartitionState& state, const Partition& partition, const LiveJob& live,
                             std::int64_t delta_mw) {
  if (delta_mw == 0) return;
  state.dynamic_mw += delta_mw * live.job.nodes;
  if (state.supply.trivial()) return;

  for (const jobs::NodeMask& nodes : live.nodes) {
    for (std::uint64_t left = nodes.mask; left != 0; left &= left - 1) {
      const std::uint32_t node =
          64 * nodes.word + static_cast<std::uint32_t>(std::countr_zero(left));
      const std::uint32_t chassis = node / partition.nodes_per_chassis;
      state.chassis_dynamic_mw[chassis] += delta_mw;
      reload_chassis(state, partition, chassis);
    }
  }
  state.supply.flush();
}

void Site::reload_chassis(PartitionState& state, const Partition& partition,
                          std::uint32_t chassis) {
  // A chassis with no node up is off, switches and converters with it.
  const std::int64_t nodes_up = state.chassis_nodes_up[chassis];
  const std::int64_t steady_mw =
      nodes_up == 0 ? 0 : nodes_up * partition.idle_mw + partition.chassis_fixed_mw;
  const std::int64_t load_mw =
      steady_mw + state.chassis_dynamic_mw[chassis] * state_.level / kThrottleLevels;
  state.supply.add(chassis, load_mw - state.chassis_load_mw[chassis]);
  state.chassis_load_mw[chassis] = load_mw;
}

void Site::change_nodes_up(std::uint32_t partition_index, const NodeBatch& batch, bool up) {
  const Partition& partition = model_->partitions[partition_index];
  PartitionState& state = state_.partitions[partition_index];
  const std::int64_t sign = up ? 1 : -1;

  if (up) {
    state.free.insert_range(batch.first_node, batch.node_count);
  } else {
    for (std::uint32_t i = 0; i < batch.node_count; ++i)
      state.free.erase(batch.first_node + i);
  }
  if (partition.domain_count() == 0) {
    state.scheduler->change_free_nodes(sign * batch.node_count);
  } else {
    for (std::uint32_t first = batch.first_node; first < batch.first_node + batch.node_count;) {
      const std::uint32_t domain = first / partition.nodes_per_domain;
      const std::uint32_t end =
          std::min((domain + 1) * partition.nodes_per_domain, batch.first_node + batch.node_count);
      offer_nodes(partition_index, domain, sign * (end - first));
      first = end;
    }
  }
  state.nodes_up += static_cast<std::uint32_t>(sign * batch.node_count);
  state.wants_pass = true;

  if (state.supply.trivial()) return;
  for (std::uint32_t i = 0; i < batch.node_count; ++i) {
    const std::uint32_t chassis = (batch.first_node + i) / partition.nodes_per_chassis;
    state.chassis_nodes_up[chassis] += static_cast<std::uint32_t>(sign);
    reload_chassis(state, partition, chassis);
  }
  state.supply.flush();
}

void Site::energise(TimeNs now, BatchRef ref) {
  const NodeBatch& batch = model_->partitions[ref.partition].batches[ref.batch];
  state_.partitions[ref.partition].nodes_energised += batch.node_count;
  state_.batch_energised[ref.partition][ref.batch] = true;
  state_.drift_w = model_->drift_threshold_frac * energised_rated_w();
  if (state_.row_limits) state_.row_limits->reserve(now);
  if (state_.powered) switch_on(now, ref.partition, batch);
}

void Site::retire(TimeNs now, BatchRef ref) {
  const NodeBatch& batch = model_->partitions[ref.partition].batches[ref.batch];
  if (state_.powered) {
    fail_jobs_on(now, ref.partition, batch);
    switch_off(now, ref.partition, batch);
  }
  if (state_.row_limits) state_.row_limits->reserve(now);
  state_.partitions[ref.partition].nodes_energised -= batch.node_count;
  state_.batch_energised[ref.partition][ref.batch] = false;
  state_.drift_w = model_->drift_threshold_frac * energised_rated_w();
}

void Site::fail_jobs_on(TimeNs now, std::uint32_t partition, const NodeBatch& batch) {
  const bool named = names_nodes(*model_, model_->partitions[partition]);
  const auto stands_on = [&](const LiveJob& live) {
    if (!named) return true;  // there is one batch
    for (const jobs::NodeMask& nodes : live.nodes) {
      for (std::uint64_t left = nodes.mask; left != 0; left &= left - 1) {
        const std::uint32_t node =
            64 * nodes.word + static_cast<std::uint32_t>(std::countr_zero(left));
        if (node - batch.first_node < batch.node_count) return true;
      }
    }
    return false;
  };
  for (std::uint32_t slot = 0; slot < state_.jobs.size(); ++slot) {
    const LiveJob& live = state_.jobs[slot];
    if (live.sequence != 0 && live.partition == partition && stands_on(live)) {
      fail_attempt(now, slot);
    }
  }
}

void Site::power_off(TimeNs now) {
  for (std::uint32_t p = 0; p < model_->partitions.size(); ++p) {
    for (std::size_t b = 0; b < model_->partitions[p].batches.size(); ++b) {
      if (!state_.batch_energised[p][b]) continue;
      fail_jobs_on(now, p, model_->partitions[p].batches[b]);
      switch_off(now, p, model_->partitions[p].batches[b]);
    }
  }
  state_.powered = false;
}

void Site::power_on(TimeNs now) {
  state_.powered = true;
  for (std::uint32_t p = 0; p < model_->partitions.size(); ++p) {
    for (std::size_t b = 0; b < model_->partitions[p].batches.size(); ++b) {
      if (state_.batch_energised[p][b]) switch_on(now, p, model_->partitions[p].batches[b]);
    }
  }
}

}  // namespace gigawatt
