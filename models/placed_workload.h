// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/scenario.h"
#include "models/site_model.h"
#include "sim/engine/errors.h"

namespace gigawatt {

/// A workload of a site and the nodes it runs on.
struct Placed {
  const Scenario& scenario;
  const SiteParams& site;
  const SiteWorkload& workload;
  const compute::FleetEntryParams& entry;  ///< The first of its node type.
  const compute::NodeType& node;           ///< At the entry's clocks.
  Partition& partition;
  const compute::AcceleratorCatalogue& accelerators;

  const std::string& path() const { return workload.params.path; }
  bool trains() const { return workload.params.training.has_value(); }
  [[noreturn]] void refuse(const std::string& at, std::string what,
                           std::string expected = "") const {
    throw ScenarioError(scenario.problem_at(at, std::move(what), std::move(expected)));
  }
  /// Runs `make`; a DomainError becomes a problem at `at`.
  template <class Make>
  auto blame(const std::string& at, Make make) const {
    try {
      return make();
    } catch (const DomainError& error) {
      refuse(at, error.what());
    }
  }
};

}  // namespace gigawatt
