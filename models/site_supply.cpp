// SPDX-License-Identifier: Apache-2.0

// What a site's own sources and its grid can give in the interval that begins.

#include <algorithm>
#include <limits>

#include "models/site.h"

namespace gigawatt {

/// What the facility would draw now if power were without limit [W].
double Site::wanted_facility_w() {
  ItLoad wanted = load_with_all_nodes_at(&Partition::full_input_mw);
  const bool runs_freely = !state_.dark && state_.powered && !holds_back();
  if (const double full_w = wanted.total_w(); runs_freely && full_w > 0.0)
    wanted = wanted.scaled(std::min(1.0, full_speed_power_w() / full_w));
  cooling::WarmStart warm = state_.plant_memory.operating;
  return model_->plant
      .evaluate(wanted, state_.air, std::numeric_limits<double>::infinity(), warm, limit_uses_)
      .facility_w;
}

void Site::offer_power(TimeNs now) {
  if (!state_.supply) {
    state_.power_limit_w = state_.grid_limit_w;
    return;
  }
  const power::Supply& supply = *model_->supply;
  const TimeNs interval_start =
      model_->start_ns + state_.interval_index * model_->plant_interval_ns;
  const TimeNs tick = interval_start + model_->plant_interval_ns;
  if (state_.new_weather) power::look_at_sun(supply, *state_.supply, interval_start, tick);
  const bool held_back = state_.cap || state_.dark;  // in the interval that ends
  const bool asks = held_back || !supply.fleets.empty();
  power::prepare(supply, *state_.supply,
                 {.now_ns = now,
                  .span_s = to_seconds(tick - now),
                  .dry_bulb_k = state_.air.dry_bulb_k,
                  .wanted_w = asks ? wanted_facility_w() : 0.0,
                  .held_back = held_back});
  state_.power_limit_w = state_.supply->available_w;
}

}  // namespace gigawatt
