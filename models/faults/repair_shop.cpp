// SPDX-License-Identifier: Apache-2.0
#include "models/faults/repair_shop.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace gigawatt::faults {

RepairShop::RepairShop(const RepairModel& model) : model_(model) {
  constexpr TimeNs kAlways = std::numeric_limits<TimeNs>::min();
  for (std::uint32_t crew = 0; crew < model.crews; ++crew)
    crew_free_ns_.push(kAlways);
  spare_free_ns_.assign(model.spares, kAlways);
}

TimeNs RepairShop::submit(std::uint32_t entity, TimeNs now_ns, std::int64_t work_ns,
                          RepairNeed need) {
  assert(work_ns >= 0);
  if (need == RepairNeed::nothing) {
    const TimeNs back_ns = saturating_add(now_ns, work_ns);
    done_.emplace(back_ns, entity);
    return back_ns;
  }

  const bool swaps = need == RepairNeed::crew_and_spare && model_.spares > 0;
  TimeNs begin_ns = now_ns;
  if (swaps) {
    std::pop_heap(spare_free_ns_.begin(), spare_free_ns_.end(), std::greater<>());
    if (spare_free_ns_.back() > now_ns) ++waited_for_spare_;
    begin_ns = std::max(begin_ns, spare_free_ns_.back());
  }
  if (model_.crews > 0) {
    begin_ns = std::max(begin_ns, crew_free_ns_.top());
    crew_free_ns_.pop();
  }

  const TimeNs back_ns = model_.shift.finish(begin_ns, swaps ? model_.swap_ns : work_ns);
  if (model_.crews > 0) crew_free_ns_.push(back_ns);
  if (swaps) {
    // The broken unit comes out with the swap, is mended elsewhere and becomes a spare.
    const std::int64_t turn_ns = model_.restock_ns > 0 ? model_.restock_ns : work_ns;
    spare_free_ns_.back() = saturating_add(back_ns, turn_ns);
    std::push_heap(spare_free_ns_.begin(), spare_free_ns_.end(), std::greater<>());
  }
  done_.emplace(back_ns, entity);
  return back_ns;
}

std::uint32_t RepairShop::pop() {
  assert(!done_.empty());
  const std::uint32_t entity = std::get<1>(done_.top());
  done_.pop();
  return entity;
}

std::uint32_t RepairShop::spares_on_shelf(TimeNs now_ns) const {
  return static_cast<std::uint32_t>(std::count_if(spare_free_ns_.begin(), spare_free_ns_.end(),
                                                  [=](TimeNs free) { return free <= now_ns; }));
}

}  // namespace gigawatt::faults
