// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/scenario.h"

namespace gigawatt {

/// What `power.distribution` and the `row` of fleet entries contradict each other in: rows that are
/// not there, entries in no row, rows without racks; and hot spares that leave no node for jobs.
void check_distribution(const Scenario& scenario, ProblemList& problems);

}  // namespace gigawatt
