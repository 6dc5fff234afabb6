// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who mends what broke: crews that work in parallel, first come first served, and a store of spare
// units. Nothing that comes later overtakes, so the end of a repair is known when it is submitted.
// Equations and sources: docs/models/faults/repair.md.

#include <cstdint>
#include <functional>
#include <queue>
#include <tuple>
#include <vector>

#include "models/faults/daily_window.h"
#include "models/faults/fault_model.h"
#include "sim/engine/time.h"

namespace gigawatt::faults {

struct RepairModel {
  std::uint32_t crews = 0;  ///< Working in parallel; 0 = as many as needed.
  DailyWindow shift{};      ///< When crews work; a repair rests in between.
  /// Spare units. With some, a crew swaps the broken unit in `swap_ns` and the node is back; the
  /// unit joins the store after the repair, or `restock_ns` later if that is set. 0 = none: the
  /// node waits for its own repair.
  std::uint32_t spares = 0;
  std::int64_t swap_ns = 0;
  std::int64_t restock_ns = 0;
};

/// A copy is a snapshot. Memory: crews, spares and what is being repaired.
class RepairShop {
 public:
  explicit RepairShop(const RepairModel& model);

  /// Hands in what is known to be broken, with `work_ns` of repair. Returns when it will be back.
  /// Times never go backward between calls.
  TimeNs submit(std::uint32_t entity, TimeNs now_ns, std::int64_t work_ns,
                RepairNeed need = RepairNeed::crew_and_spare);

  /// When the next one is back; kNever if nothing is in repair.
  TimeNs next_ns() const { return done_.empty() ? kNever : std::get<0>(done_.top()); }
  /// The entity that is back at next_ns(). Ties go to the least entity.
  std::uint32_t pop();

  std::size_t in_repair() const { return done_.size(); }
  /// Spare units on the shelf: not promised to a swap that waits or goes on.
  std::uint32_t spares_on_shelf(TimeNs now_ns) const;
  std::uint64_t waited_for_spare() const { return waited_for_spare_; }

 private:
  // Times from which each crew and each unit is free, those promised included.
  using Earliest = std::priority_queue<TimeNs, std::vector<TimeNs>, std::greater<>>;
  using Done = std::tuple<TimeNs, std::uint32_t>;

  RepairModel model_;
  Earliest crew_free_ns_;
  std::vector<TimeNs> spare_free_ns_;  // A heap, earliest first.
  std::priority_queue<Done, std::vector<Done>, std::greater<>> done_;
  std::uint64_t waited_for_spare_ = 0;
};

}  // namespace gigawatt::faults
