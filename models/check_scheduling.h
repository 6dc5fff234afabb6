// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/scenario.h"

namespace gigawatt {

/// What contradicts itself in `scheduler:` of the sites and the classes of the workloads: tenants
/// that do not exist or twice, guarantees above caps, placements that exclude each other.
void check_scheduling(const Scenario& scenario, ProblemList& problems);

}  // namespace gigawatt
