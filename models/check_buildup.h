// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/scenario.h"

namespace gigawatt {

/// Reads the durations of every build-up once more for each case, since odds need all three.
void read_duration_cases(ReadOptions read, Scenario& scenario);

/// Checks build-ups, and gives fleet entries and grid limits that name a phase its date. Grid
/// limits of such a site come into the order of their dates; of two at one instant the later listed
/// stays.
void date_by_phases(Scenario& scenario, ProblemList& problems);

}  // namespace gigawatt
