// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/site_model.h"
#include "sim/engine/event_queue.h"

namespace gigawatt {

/// What happens to a site from outside at a known time. The value is the order inside an instant.
enum class Switch : std::uint32_t {
  retire,
  energise,
  grid_limit,
  path_limit,
  dark_grace_over,
  boot_done
};

/// A fleet entry of a site: partition and batch in it.
struct BatchRef {
  std::uint32_t partition = 0;
  std::uint32_t batch = 0;
};

/// The batch numbered `number` in scenario order of partitions, then batches.
BatchRef batch_of(const SiteModel& model, std::uint32_t number);

/// That batch itself.
const NodeBatch& batch_in(const SiteModel& model, std::uint32_t number);

/// Pushes every energisation, retirement and limit of grid and path that falls inside the run.
void plan_switches(const SiteModel& model, EventQueue& switches);

}  // namespace gigawatt
