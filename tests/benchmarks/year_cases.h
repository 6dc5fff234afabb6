// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/benchmarks/plain_loop.h"

namespace gigawatt::bench {

/// What a run is asked for: a scenario file under scenarios/ and overrides of it.
struct YearCase {
  std::string file = "memphis.yaml";
  std::vector<std::string> overrides;
  bool writes_results = true;  ///< To a file in the folder of temporary files, removed afterwards.
};

/// Figures of a simulated case, in this order: jobs started, jobs queued at the end, plant
/// intervals.
std::vector<double> simulate(const YearCase& year);

/// The same jobs through the plain loop, until the scenario ends. Figures: jobs started.
std::vector<double> run_plain(const YearCase& year);

/// The schedules of both, hashed the same way: equal if each job starts at the same nanosecond.
struct Schedules {
  ScheduleSummary plain, simulated;
};
Schedules compare_schedules(const YearCase& year);

/// Processor time of one plant evaluation of the site [ns], at the middle of every plant interval
/// of the run with a load that moves slowly between half and full.
std::vector<double> time_plant(const YearCase& year);

/// The site ten times as large: nodes, grid, chain, towers, chillers and jobs.
YearCase ten_times_memphis();

}  // namespace gigawatt::bench
