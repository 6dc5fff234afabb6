// SPDX-License-Identifier: Apache-2.0

// A simulated year, from top to bottom.
//
// A site is its jobs, its nodes and its plant. Time moves from instant to instant: an arrival, a
// completion, a limit, a switch, a tick of the plant. Between two instants nothing changes, so what
// was drawn is metered exactly, in whole milliwatts and nanoseconds. Between two ticks the plant
// (electrical path, cooling) sees the mean IT power of the interval:
//
//    tick                        tick             tick (forced: the load drifted)
//     │   job ends   job starts   │                │
//     ├─────┬───────────┬─────────┼────────┬───────┼──────▶ time
//     │◀──── plant interval ─────▶│◀── interval ──▶│
//   promise a cap for           advance: mean IT power → facility power, water, cost;
//   what follows                then promise again
//
// Every instant has the same order (docs/developer/instant.md): the interval closes before anything
// changes; what ends makes room before what begins asks for it; a promise that begins is made
// before jobs start under it; the cap is shared last, over the load as it then is.

#include "models/site.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "models/site_channels.h"

namespace gigawatt {

namespace {

constexpr std::int64_t kLeastTickGapNs = kNsPerSecond;

}  // namespace

Site::Site(std::shared_ptr<const SiteModel> model, Arrivals arrivals, std::size_t index)
    : model_(std::move(model)),
      index_(index),
      state_(*model_, std::move(arrivals)),
      recorder_(index, model_->records_supply ? kChannelCount : kBaseChannelCount, model_->start_ns,
                model_->output_interval_ns),
      limit_uses_(model_->plant.limit_names().size()) {
  plan_switches(*model_, state_.switches);
}

TimeNs Site::next_event_ns() const {
  const TimeNs regular_tick =
      model_->start_ns + (state_.interval_index + 1) * model_->plant_interval_ns;
  TimeNs next = std::min(regular_tick, state_.forced_tick_ns);
  if (!state_.fluid) next = std::min(next, state_.arrivals.next_ns());
  if (!state_.switches.empty()) next = std::min(next, state_.switches.top().time_ns);
  if (state_.supply) next = std::min(next, state_.supply->next_switch_ns);
  if (state_.faults) next = std::min(next, state_.faults->next_ns());
  for (const PartitionState& partition : state_.partitions) {
    // A pass still wanted after an instant (a cap was lifted between two) has an instant of its
    // own.
    if (partition.wants_pass && !state_.dark) next = std::min(next, state_.now_ns);
    if (!partition.completions.empty()) {
      next = std::min(next, partition.work_clock.reaches(partition.completions.top().time_ns));
    }
    if (model_->scheduler.limit == LimitClock::wall) {
      next = std::min(next, partition.scheduler->earliest_limit_end_ns());
    }
  }
  return next;
}

void Site::step(TimeNs now, RunSink* sink, EventLog* log) {
  begin_instant(now, sink, log);
  end_instant(now);
}

void Site::begin_instant(TimeNs now, RunSink* sink, EventLog* log) {
  sink_ = sink;
  log_ = log;
  meter(now);
  close_interval_if_due(now);
  finish_due_work(now);
  kill_overdue_jobs(now);
  mend_and_fail(now);
  apply_due_switches(now);
  if (state_.new_weather) {
    serve(now);
    rent(now);
  }
}

void Site::end_instant(TimeNs now) {
  admit_arrivals(now);
  promise(now);
  start_waiting_jobs(now);
  settle(now);
}

bool Site::head_is_wider_than_fleet() const {
  return state_.powered && std::any_of(state_.partitions.begin(), state_.partitions.end(),
                                       [](const PartitionState& partition) {
                                         return partition.scheduler->head_nodes() >
                                                partition.nodes_up - partition.spares_up;
                                       });
}

void Site::close_interval_if_due(TimeNs now) {
  const TimeNs regular_tick =
      model_->start_ns + (state_.interval_index + 1) * model_->plant_interval_ns;
  const bool switch_is_due = !state_.switches.empty() && state_.switches.top().time_ns <= now;
  const bool supply_turns = state_.supply && state_.supply->next_switch_ns <= now;
  if (switch_is_due || supply_turns || now == state_.forced_tick_ns || now == regular_tick)
    close_interval(now);
  state_.switched |= supply_turns;
  if (now == regular_tick) {
    ++state_.interval_index;
    state_.new_weather = true;
  }
}

// ── What ends ──────────────────────────────────────────────────────────────────────────────────

void Site::finish_due_work(TimeNs now) {
  for (PartitionState& partition : state_.partitions) {
    LadderQueue& completions = partition.completions;
    const std::int64_t progress_ns = partition.work_clock.at(now);
    while (!completions.empty() && completions.top().time_ns <= progress_ns) {
      const Event due = completions.top();
      completions.pop();
      const std::uint32_t slot = due.payload;
      LiveJob& live = state_.jobs[slot];
      if (live.sequence != due.tie) continue;  // that attempt is gone

      if (live.leaves) {
        depart(now, slot);
      } else if (live.ends_at_limit) {
        end_job(now, slot, JobEnd::killed_at_limit);
      } else if (live.restarts) {
        live.restarts = false;
        begin_phase(now, slot);
      } else if (live.phase + 1 < live.job.phase_count) {
        ++live.phase;
        begin_phase(now, slot);
      } else {
        end_job(now, slot, JobEnd::completed);
      }
    }
  }
}

void Site::kill_overdue_jobs(TimeNs now) {
  if (model_->scheduler.limit == LimitClock::work) return;
  for (PartitionState& partition : state_.partitions) {
    while (partition.scheduler->earliest_limit_end_ns() <= now) {
      end_job(now, partition.scheduler->earliest_limit_slot(), JobEnd::killed_at_limit);
    }
  }
}

// ── What breaks and is mended ──────────────────────────────────────────────────────────────────

void Site::mend_and_fail(TimeNs now) {
  if (!state_.faults || state_.faults->next_ns() > now) return;
  mend(now);
  for (std::uint32_t p = 0; p < model_->partitions.size(); ++p)
    strike(now, p);
  FaultState& faults = *state_.faults;
  while (!faults.job_faults.empty() && faults.job_faults.top().time_ns <= now) {
    const Event due = faults.job_faults.top();
    faults.job_faults.pop();
    if (state_.jobs[due.payload].sequence == due.tie) strike_job(now, due.payload);
  }
  while (!faults.unknown.empty() && faults.unknown.top().time_ns <= now) {
    const std::uint32_t place = faults.unknown.top().payload;
    faults.unknown.pop();
    faults.free_places.push_back(place);
    act_on(now, UnknownFailure(faults.failures[place]));
  }
}

// ── What changes from outside ──────────────────────────────────────────────────────────────────

void Site::apply_due_switches(TimeNs now) {
  while (!state_.switches.empty() && state_.switches.top().time_ns <= now) {
    const Event due = state_.switches.top();
    state_.switches.pop();
    state_.switched = true;
    switch (static_cast<Switch>(due.priority)) {
      case Switch::retire:
        retire(now, batch_of(*model_, due.payload));
        note(now, EventKind::phase, index_, due.payload);
        break;
      case Switch::energise:
        energise(now, batch_of(*model_, due.payload));
        note(now, EventKind::fleet_energised, index_, batch_in(*model_, due.payload).node_count);
        break;
      case Switch::grid_limit:
        state_.grid_limit_w = model_->grid_limits[due.payload].limit_w;
        note(now, EventKind::grid_change, index_, static_cast<std::uint64_t>(state_.grid_limit_w));
        break;
      case Switch::path_limit:
        state_.path_limit = model_->path_limits[due.payload];
        note(now, EventKind::outage, index_, std::isinf(state_.path_limit.it_w) ? 0 : 1);
        break;
      case Switch::dark_grace_over:
        power_off(now);
        note(now, EventKind::outage, index_, 1);
        break;
      case Switch::boot_done:
        power_on(now);
        note(now, EventKind::outage, index_, 0);
        break;
    }
  }
}

void Site::admit_arrivals(TimeNs now) {
  if (state_.fluid) return state_.fluid->open_interval(*model_, state_.arrivals, now);
  while (state_.arrivals.next_ns() <= now) {
    submit(state_.arrivals.next(), state_.arrivals.next_partition());
    state_.arrivals.advance();
  }
}

// ── What begins ────────────────────────────────────────────────────────────────────────────────

void Site::start_waiting_jobs(TimeNs now) {
  if (state_.fluid) return run_flows(now);
  if (state_.dark) return;  // nodes without power take no jobs; the passes wait for the light
  const std::optional<double> cap = cap_w();
  const bool holds = cap && model_->scheduler.over_cap == OverCap::hold;
  RowLimits* limits = state_.row_limits ? &*state_.row_limits : nullptr;
  std::optional<PowerGate> gate;
  for (PartitionState& partition : state_.partitions) {
    if (!partition.wants_pass) continue;
    if (!gate && (holds || limits)) gate.emplace(*this, holds ? cap : std::nullopt);
    bool evicts = false;
    do {
      partition.wants_pass = false;
      partition.held_back = false;
      starts_.clear();
      if (limits)
        limits->begin_pass(now, static_cast<std::uint32_t>(&partition - state_.partitions.data()));
      partition.scheduler->pass(now, gate ? &*gate : nullptr, starts_);
      if (limits) limits->end_pass(*partition.scheduler);
      for (const jobs::QueuedJob& job : starts_)
        start_job(now, job.slot);
      const std::span<const std::uint32_t> evicted = partition.scheduler->evictions();
      evictions_.assign(evicted.begin(), evicted.end());
      evicts = !evictions_.empty();
      for (const std::uint32_t slot : evictions_)
        preempt(now, slot);
    } while (evicts);  // once more, for whom they gave way
  }
}

// ── What the cap leaves of it, and whether the plant needs a tick ──────────────────────────────

void Site::settle(TimeNs now) {
  if (state_.cap || state_.outside_cap_w || state_.dark || state_.level < kThrottleLevels)
    share(now);
  if (state_.swings) state_.swings->watch.look(now);

  const double it_w = it_power_w();
  if (log_ && log_->trace()) log_->trace()->write_counter(now, "IT power [W]", index_, it_w);
  if (!state_.dark)
    state_.totals.peak_it_instant_w = std::max(state_.totals.peak_it_instant_w, it_w);
  if (state_.interval_from_ns == now) {
    state_.settled_it_w = it_w;
    state_.forced_tick_ns = kNever;
    return;
  }
  if (std::abs(it_w - state_.settled_it_w) <= state_.drift_w) return;
  // The load drifted: the plant gets a tick now, or as soon as a second has passed since the last.
  const TimeNs earliest = state_.interval_from_ns + kLeastTickGapNs;
  if (now >= earliest) {
    close_interval(now);
    state_.settled_it_w = it_w;
    state_.forced_tick_ns = kNever;
  } else {
    state_.forced_tick_ns = earliest;
  }
}

// ── Seen and steered from outside ──────────────────────────────────────────────────────────────

SiteView Site::view() const {
  SiteView view;
  view.name = model_->name;
  view.now_ns = state_.now_ns;
  view.it_w = it_power_w();
  view.it_cap_w = cap_w();
  view.throttle = static_cast<double>(state_.level) / kThrottleLevels;
  for (const PartitionState& partition : state_.partitions) {
    view.nodes_up += partition.nodes_up;
    view.nodes_running += partition.nodes_running;
    view.jobs_queued += partition.scheduler->queued();
  }
  view.nodes_free = view.nodes_up - view.nodes_running;
  view.jobs_running = static_cast<std::uint64_t>(
      std::count_if(state_.jobs.begin(), state_.jobs.end(),
                    [](const LiveJob& live) { return live.sequence != 0; }));
  view.counts = state_.counts;
  return view;
}

void Site::set_cap(TimeNs now, std::optional<double> it_cap_w, RunSink* sink, EventLog* log) {
  sink_ = sink;
  log_ = log;
  meter(now);
  close_interval(now);
  state_.outside_cap_w = it_cap_w;
  state_.switched = true;
  promise(now);
  settle(now);
}

}  // namespace gigawatt
