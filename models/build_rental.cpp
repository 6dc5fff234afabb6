// SPDX-License-Identifier: Apache-2.0
#include "models/build_rental.h"

#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

jobs::RentalMarket make_market(const Scenario& scenario, const SiteWorkload& workload) {
  jobs::RentalParams params = *workload.rental;
  params.name = workload.params.name;
  try {
    return jobs::RentalMarket(params, static_cast<std::uint64_t>(scenario.seed),
                              scenario.start_ns());
  } catch (const DomainError& error) {
    throw ScenarioError(scenario.problem_at(workload.params.path + ".rental", error.what()));
  }
}

}  // namespace

RentalModel build_rental(const Scenario& scenario, const SiteWorkload& workload,
                         std::uint16_t index, const Partition& partition,
                         std::uint32_t partition_index) {
  const std::int64_t gpus = workload.rental->gpus;
  const std::int64_t per_node = partition.gpus_per_node;
  const std::int64_t installed = per_node * partition.nodes_for_jobs();
  if (gpus > installed) {
    throw ScenarioError(scenario.problem_at(
        workload.params.path + ".rental.gpus",
        fmt::format("a pool of {} GPUs, but {} of node type {} are ever installed", gpus, installed,
                    partition.name),
        fmt::format("at most {}", installed)));
  }
  RentalModel model{workload.params.name,           index, partition_index, 0, gpus, {}, {},
                    make_market(scenario, workload)};
  model.nodes = static_cast<std::uint32_t>((gpus + per_node - 1) / per_node);
  for (std::int64_t used = 0; used <= per_node; ++used) {
    const double utilisation =
        workload.rental->utilisation * static_cast<double>(used) / static_cast<double>(per_node);
    const auto ppm = static_cast<std::int32_t>(std::lround(utilisation * 1e6));
    model.utilisation_ppm.push_back(ppm);
    model.dynamic_mw.push_back(partition.dynamic_at(ppm));
  }
  return model;
}

}  // namespace gigawatt
