// SPDX-License-Identifier: Apache-2.0
#pragma once

// How long a site takes from empty to its steady state. docs/developer/replication.md,
// docs/decisions/0009-the-warm-up-is-found-in-a-run-of-its-own.md.

#include <cstddef>
#include <functional>
#include <vector>

#include "models/scenario.h"

namespace gigawatt {

/// Is told, after each output interval, which of the runs has come how far (0..1), by the thread
/// that runs it; what it throws ends the search. May be empty.
using WarmUpWatch = std::function<void(std::size_t run, double share)>;

/// Jobs in the system (waiting and running, all sites) at the end of each output interval before
/// the run's last. `run` is its number for the watch.
std::vector<double> jobs_in_system(const Scenario& scenario, const WarmUpWatch& watch = {},
                                   std::size_t run = 0);

/// The scenario with `outputs.warm_up: auto` answered: runs it under `seeds` seeds from its own on
/// and cuts, by MSER-5, the beginning of the series averaged over them. Writes nothing. Throws
/// ScenarioError if that series does not settle, and what building, a run or the watch throws.
Scenario with_warm_up_found(const Scenario& scenario, std::size_t seeds, const WarmUpWatch& watch);

}  // namespace gigawatt
