// SPDX-License-Identifier: Apache-2.0
#include "models/site_model.h"

#include <functional>
#include <numeric>

namespace gigawatt {

std::uint32_t Partition::nodes_for_jobs() const {
  return std::accumulate(hot_spares.begin(), hot_spares.end(), node_count, std::minus<>());
}

std::int64_t SiteModel::gpu_count() const {
  std::int64_t gpus = 0;
  for (const Partition& partition : partitions) {
    gpus += partition.gpus_per_node * partition.node_count;
  }
  return gpus;
}

const WorkloadRules& SiteModel::plain_rules() {
  static const WorkloadRules plain;
  return plain;
}

std::int64_t SiteModel::dynamic_mw_at(const Partition& partition, std::uint16_t workload,
                                      std::int32_t utilisation_ppm) const {
  if (workload_power.empty() || workload_power[workload].dynamic_mw.empty())
    return partition.dynamic_at(utilisation_ppm);
  return workload_power[workload].dynamic_mw[table_step(utilisation_ppm)];
}

}  // namespace gigawatt
