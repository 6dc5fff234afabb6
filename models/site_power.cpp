// SPDX-License-Identifier: Apache-2.0

// The promise: what IT power the plant will carry in the coming interval, and how it is shared.

#include <algorithm>
#include <cmath>

#include "models/site.h"
#include "models/site_switches.h"

namespace gigawatt {

namespace {

constexpr double kWattsPerMw = 1e-3;  // milliwatt
constexpr int kLevels = kThrottleLevels;

}  // namespace

double Site::energised_rated_w() const {
  double power_mw = 0.0;
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    const Partition& partition = model_->partitions[i];
    power_mw += static_cast<double>((partition.rated_mw + partition.beside_mw) *
                                    state_.partitions[i].nodes_energised);
  }
  return power_mw * kWattsPerMw;
}

ItLoad Site::load_with_all_nodes_at(double Partition::* node_input_mw) const {
  ItLoad load;
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    const Partition& partition = model_->partitions[i];
    const double nodes = state_.partitions[i].nodes_energised;
    const double own_w = partition.*node_input_mw * nodes * kWattsPerMw;
    load.liquid_w += own_w * partition.liquid_share;
    load.air_w += own_w * (1.0 - partition.liquid_share) +
                  static_cast<double>(partition.beside_mw) * nodes * kWattsPerMw;
  }
  return load;
}

std::optional<double> Site::cap_w() const {
  if (!state_.cap) return state_.outside_cap_w;
  if (!state_.outside_cap_w) return state_.cap->it_w;
  return std::min(state_.cap->it_w, *state_.outside_cap_w);
}

std::size_t Site::binding_constraint() const {
  if (state_.dark || !state_.powered) return state_.dark_constraint;
  const bool plant_binds =
      state_.cap && (!state_.outside_cap_w || state_.cap->it_w <= *state_.outside_cap_w);
  return plant_binds ? state_.cap->constraint : model_->plant.limit_names().size();
}

/// With the weather of the interval that begins: the largest IT power the plant carries in it.
void Site::promise(TimeNs now) {
  if (!state_.switched && !state_.new_weather) return;
  if (state_.new_weather) {
    const TimeNs interval_start =
        model_->start_ns + state_.interval_index * model_->plant_interval_ns;
    state_.air = model_->weather.at(interval_start + model_->plant_interval_ns / 2);
  }
  offer_power(now);
  const ItLoad idle = load_with_all_nodes_at(&Partition::idle_input_mw);
  const ItLoad full = load_with_all_nodes_at(&Partition::full_input_mw);
  state_.cap = model_->plant.cap(idle, full, state_.air, state_.power_limit_w, state_.plant_memory);
  // With elements of the path out, no more than what stays up.
  if (state_.path_limit.it_w < (state_.cap ? state_.cap->it_w : full.total_w()))
    state_.cap = ItCap{state_.path_limit.it_w,
                       model_->plant.limit_names().size() + 1 + state_.path_limit.element};
  state_.switched = false;
  state_.new_weather = false;

  // What was held back for its power asks again.
  for (PartitionState& state : state_.partitions)
    state.wants_pass |= state.held_back;
  const std::optional<double> cap = cap_w();
  watch_for_darkness(now, cap && *cap < idle.total_w());
}

/// Below idle power a site cannot hold its jobs: they pause; after the grace its nodes go off, and
/// come back a boot time after the power does.
void Site::watch_for_darkness(TimeNs now, bool cannot_idle) {
  if (cannot_idle == state_.dark) return;
  if (cannot_idle && state_.powered) state_.dark_constraint = binding_constraint();
  state_.dark = cannot_idle;
  state_.switches.cancel(state_.dark_timer);  // the power came back in time, or went again
  const SchedulerOptions& options = model_->scheduler;
  if (state_.dark && state_.powered) {
    state_.dark_timer = plan(now + options.dark_grace_ns, Switch::dark_grace_over);
  } else if (!state_.dark && !state_.powered) {
    state_.dark_timer = plan(now + options.boot_ns, Switch::boot_done);
  }
}

EventHandle Site::plan(TimeNs at_ns, Switch kind) {
  return state_.switches.schedule({at_ns, 0, static_cast<std::uint32_t>(kind), 0});
}

void Site::share(TimeNs now) {
  const std::optional<double> cap = cap_w();
  const int level = state_.dark ? 0 : cap ? level_that_fits(*cap) : kLevels;
  if (level != state_.level) set_level(now, level);
}

/// The largest level whose power fits the cap: one division where converters keep no account per
/// chassis, a search over the levels where they do.
int Site::level_that_fits(double cap_w) {
  bool linear = true;
  double dynamic_mw = 0.0;
  double steady_mw = 0.0;
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    const Partition& partition = model_->partitions[i];
    const PartitionState& state = state_.partitions[i];
    linear = linear && state.supply.trivial();
    dynamic_mw += static_cast<double>(state.dynamic_mw);
    steady_mw += static_cast<double>((partition.idle_mw + partition.beside_mw) * state.nodes_up);
  }
  if (linear) {
    const double room_mw = cap_w / kWattsPerMw - steady_mw;
    if (room_mw >= dynamic_mw) return kLevels;
    if (room_mw <= 0.0) return 0;
    return static_cast<int>(std::floor(room_mw / dynamic_mw * kLevels));
  }
  const int present = state_.level;
  if (present == kLevels && it_power_w() <= cap_w) return kLevels;
  int fits = 0;
  int too_much = kLevels + 1;
  while (too_much - fits > 1) {
    const int level = (fits + too_much) / 2;
    load_supplies_at(level);
    (it_power_w() <= cap_w ? fits : too_much) = level;
  }
  load_supplies_at(present);
  return fits;
}

void Site::set_level(TimeNs now, int level) {
  state_.energy_clock.set_speed(
      now, static_cast<std::uint32_t>(level) * (ClassClock::kFullSpeed / kLevels));
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    state_.partitions[i].work_clock.set_speed(
        now, model_->partitions[i].speed[static_cast<std::size_t>(level)]);
  }
  load_supplies_at(level);
  note(now, EventKind::throttle, index_, static_cast<std::uint64_t>(level));
}

void Site::load_supplies_at(int level) {
  state_.level = level;
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    PartitionState& state = state_.partitions[i];
    const Partition& partition = model_->partitions[i];
    if (state.supply.trivial()) continue;
    for (std::uint32_t chassis = 0; chassis < state.chassis_load_mw.size(); ++chassis) {
      reload_chassis(state, partition, chassis);
    }
    state.supply.flush();
  }
}

/// What the site would draw now if nothing slowed its jobs [W].
double Site::full_speed_power_w() {
  const int level = state_.level;
  if (level == kLevels) return it_power_w();
  load_supplies_at(kLevels);
  const double power_w = it_power_w();
  load_supplies_at(level);
  return power_w;
}

bool Site::holds_back() const {
  return std::any_of(state_.partitions.begin(), state_.partitions.end(),
                     [](const PartitionState& state) { return state.held_back; });
}

bool Site::PowerGate::may_start(const jobs::QueuedJob& job) {
  const LiveJob& live = site_.state_.jobs[job.slot];
  const double more_w = static_cast<double>(site_.largest_dynamic_mw(live) * live.job.nodes) *
                        site_.model_->partitions[live.partition].start_input_factor * kWattsPerMw;
  if (power_w_ + more_w > cap_w_) {
    site_.state_.partitions[live.partition].held_back = true;
    return false;
  }
  power_w_ += more_w;
  return true;
}

}  // namespace gigawatt
