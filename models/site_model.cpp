// SPDX-License-Identifier: Apache-2.0
#include "models/site_model.h"

namespace gigawatt {

std::int64_t SiteModel::gpu_count() const {
  std::int64_t gpus = 0;
  for (const Partition& partition : partitions) {
    gpus += partition.gpus_per_node * partition.node_count;
  }
  return gpus;
}

}  // namespace gigawatt
