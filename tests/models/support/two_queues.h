// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

/// A site of hosts, 100 W idle and 200 W at full use, in racks, with two replayed workloads. The
/// keys of each are given, and its jobs as lines of `header`.
struct TwoQueues {
  std::string scheduler = "policy: easy-backfill";
  std::string fleet = "[{node: host-100-200, nodes: 54, nodes_per_rack: 18}]";
  std::string power{};  ///< Further keys of `power`.
  std::string faults{};
  std::string fault_log{};  ///< Lines of node,start_day,end_day, for `faults: log: log.csv`.
  std::string header = "submit,run,nodes,limit";
  std::string first_keys{}, first_trace{};
  std::string second_keys{}, second_trace{};
  std::string more{};  ///< Further keys of the scenario, a line each.

  Scenario scenario() const;
};

/// Seconds from the start of the run to the starts of a workload's attempts, in order of their
/// rows.
std::vector<double> starts(const Finished& run, std::uint16_t workload);

/// What a scenario is refused with, while it is read or built; "" if it is not.
template <class Lab>
std::string refusal_of(const Lab& lab) {
  try {
    const Finished run(lab.scenario());
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

}  // namespace gigawatt::test
