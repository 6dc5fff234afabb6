// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/storage.h"

#include <algorithm>
#include <cassert>

namespace gigawatt::power {
namespace {

/// Fade and upkeep at the end of a day of age.
void end_day(const Storage& storage, StorageState& state, StorageFlow& flow) {
  CellAge oldest;
  for (CellBatch& batch : state.batches) {
    storage.fade->book(state.fade.day, batch.age);
    if (batch.age.days > oldest.days) oldest = batch.age;
  }
  storage.fade->review(state.fade.day, oldest, state.fade.outside);
  begin_day(state.fade);

  // Lost capacity takes along what it stored: the charge of the cells does not jump.
  BatteryState& battery = state.battery;
  const double faded_j = total_capacity_j(state.batches);
  const double kept_j = battery.capacity_j > 0.0
                            ? battery.stored_j * std::min(1.0, faded_j / battery.capacity_j)
                            : 0.0;
  flow.fade_loss_j += battery.stored_j - kept_j;
  battery.stored_j = kept_j;

  // New modules come empty and are charged by the others.
  keep_up(storage.upkeep, storage.nameplate_j, state.age_ns, state.batches, state.upkeep);
  battery.capacity_j = total_capacity_j(state.batches);
}

/// A part of the span that lies within a day.
void advance_within_day(const Storage& storage, StorageState& state, double power_w, double seconds,
                        double cells_k, StorageFlow& flow) {
  BatteryState& battery = state.battery;
  // Capacity of zero: nothing is left that could age.
  const double per_capacity = battery.capacity_j > 0.0 ? 1.0 / battery.capacity_j : 0.0;
  const double from_frac = battery.charge_frac();
  const BatteryFlow part = advance(storage.battery, battery, power_w, seconds);
  const double to_frac = battery.charge_frac();

  // After a crossing charge rests, but for self-discharge below the lower limit.
  const bool crossed = part.until_s < seconds;
  const double turn_frac = !crossed ? to_frac
                           : part.power_w > 0.0
                               ? std::max(from_frac, storage.battery.max_charge_frac)
                               : std::min(from_frac, storage.battery.min_charge_frac);
  endure(*storage.fade,
         {.seconds = part.until_s,
          .temperature_k = cells_k,
          .from_frac = from_frac,
          .to_frac = turn_frac,
          .throughput_frac = part.cell_energy_j * per_capacity},
         state.fade);
  endure(*storage.fade,
         {.seconds = seconds - part.until_s,
          .temperature_k = cells_k,
          .from_frac = turn_frac,
          .to_frac = to_frac,
          .throughput_frac = 0.0},
         state.fade);

  flow.taken_j += part.taken_j;
  flow.given_j += part.given_j;
  flow.standby_j += part.standby_j;
  flow.conversion_loss_j += part.conversion_loss_j;
  flow.self_discharge_j += part.self_discharge_j;
  flow.unmet_j += part.unmet_j;
}

}  // namespace

double Storage::cell_temperature_k(double air_k) const {
  return std::clamp(air_k, coolest_k, warmest_k);
}

StorageState fresh_state(const Storage& storage) {
  StorageState state;
  state.batches.push_back({.energy_j = storage.nameplate_j, .age = {}});
  state.battery.capacity_j = total_capacity_j(state.batches);
  state.battery.stored_j = storage.initial_charge_frac * state.battery.capacity_j;
  return state;
}

StorageFlow advance(const Storage& storage, StorageState& state, double power_w, TimeNs span_ns,
                    double air_k) {
  assert(span_ns >= 0);
  const double cells_k = storage.cell_temperature_k(air_k);
  StorageFlow flow;
  while (span_ns > 0) {
    const TimeNs part_ns = std::min(span_ns, state.until_booking_ns());
    advance_within_day(storage, state, power_w, to_seconds(part_ns), cells_k, flow);
    state.age_ns += part_ns;
    span_ns -= part_ns;
    if (state.age_ns % kNsPerDay == 0) end_day(storage, state, flow);
  }
  return flow;
}

}  // namespace gigawatt::power
