// SPDX-License-Identifier: Apache-2.0
#include "models/site_state.h"

#include <algorithm>

namespace gigawatt {

PartitionState::PartitionState(const Partition& partition, TimeNs start_ns)
    : scheduler(jobs::make_scheduler(
          partition.scheduler,  // nothing is up yet
          std::vector<std::uint32_t>(std::max<std::size_t>(1, partition.domain_count())))),
      free(partition.node_count),
      work_clock(start_ns),
      supply(partition.supply_stages, partition.node_count, partition.nodes_per_chassis,
             partition.chassis_per_rack, 0) {  // nothing is energised yet, switches included
  if (!partition.hot_spares.empty()) rack_nodes_up.assign(partition.domain_count(), 0);
  if (supply.trivial()) return;
  chassis_nodes_up.assign(supply.chassis_count(), 0);
  chassis_dynamic_mw.assign(supply.chassis_count(), 0);
  chassis_load_mw.assign(supply.chassis_count(), 0);
}

SiteState::SiteState(const SiteModel& model, Arrivals site_arrivals)
    : now_ns(model.start_ns),
      arrivals(std::move(site_arrivals)),
      energy_clock(model.start_ns),
      interval_from_ns(model.start_ns),
      limit_losses(model.plant.limit_names().size() + 1 +
                   (model.path_limits.empty() ? 0 : model.path->elements.size())),
      job_statistics(arrivals, model.workloads.size(), model.start_ns + model.warm_up_ns) {
  if (model.faults) faults.emplace(model);
  if (model.supply) supply = power::fresh_state(*model.supply, model.start_ns);
  for (const ServingModel& served : model.serving)
    serving.emplace_back(served);
  if (any_swings(model.workload_power))
    swings.emplace(SwingState{SwingWatch(ramp_windows_ns(model.utility))});
  if (model.jobs == JobsMode::fluid) fluid.emplace(model, arrivals);
  if (model.distribution) row_limits.emplace(*model.distribution, model.start_ns);
  for (const RentalModel& rented : model.rental) {
    rental.emplace_back(rented);
    job_statistics.keep_apart(rented.workload);
  }
  for (const Partition& partition : model.partitions) {
    partitions.emplace_back(partition, model.start_ns);
    at_interval_start.emplace_back();
    batch_energised.emplace_back(partition.batches.size(), false);
  }
}

}  // namespace gigawatt
