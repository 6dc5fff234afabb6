// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/scenario.h"

namespace gigawatt {

/// Every file the scenario was made of, as a JSON list: the scenario, what it extends, the
/// catalogues of its nodes, its data. Keys: docs/results_format.md. Reads the data files; throws
/// RunError if one has gone.
std::string sources_json(const Scenario& scenario);

/// A JSON list.
std::string names_json(const std::vector<std::string>& names);
/// Names of the workloads as a JSON list, in the order by which a jobs table counts them.
std::string workload_names_json(const Scenario& scenario);

}  // namespace gigawatt
