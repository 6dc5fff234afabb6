// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/augmentation.h"

namespace gigawatt::power {
namespace {

void add_batch(double energy_j, std::vector<CellBatch>& batches, UpkeepLog& log) {
  batches.push_back({.energy_j = energy_j, .age = {}});
  ++log.additions;
  log.added_j += energy_j;
}

}  // namespace

double total_capacity_j(const std::vector<CellBatch>& batches) {
  double sum_j = 0.0;
  for (const CellBatch& batch : batches)
    sum_j += batch.capacity_j();
  return sum_j;
}

void keep_up(const Upkeep& upkeep, double nameplate_j, TimeNs age_ns,
             std::vector<CellBatch>& batches, UpkeepLog& log) {
  if (upkeep.replace_frac)
    for (CellBatch& batch : batches) {
      if (batch.age.health_frac > *upkeep.replace_frac) continue;
      batch.age = CellAge{};
      ++log.replacements;
      log.replaced_j += batch.energy_j;
    }

  for (; log.next_addition < upkeep.additions.size() &&
         upkeep.additions[log.next_addition].after_ns <= age_ns;
       ++log.next_addition)
    add_batch(upkeep.additions[log.next_addition].energy_j, batches, log);

  // What replacement and the plan did counts before anything is made up.
  const double capacity_j = total_capacity_j(batches);
  if (upkeep.keep_frac && capacity_j < *upkeep.keep_frac * nameplate_j)
    add_batch(upkeep.restore_frac * nameplate_j - capacity_j, batches, log);
}

}  // namespace gigawatt::power
