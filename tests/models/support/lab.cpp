// SPDX-License-Identifier: Apache-2.0
#include "tests/models/support/lab.h"

#include <fmt/format.h>

namespace gigawatt::test {

namespace {

constexpr TimeNs kLabStart = 1'735'689'600 * kNsPerSecond;  // 2025-01-01 00:00 UTC

}  // namespace

Scenario Lab::scenario() const {
  const std::string cooled =
      cooling.empty()
          ? ""
          : fmt::format("    weather: {}\n    cooling: {{{}}}\n",
                        shipped("data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw"), cooling);
  const std::string failing = faults.empty() ? "" : fmt::format("    faults: {{{}}}\n", faults);
  const std::string extra = workload.empty() ? "" : ",\n     " + workload;
  return scenario_from(fmt::format(R"(
name: lab
start: 2025-01-01
duration: {}
sites:
  - name: lab
    fleet: {}
    power: {{grid: {{{}}}, chain: [{}]{}}}
{}{}    scheduler: {{{}}}
workloads:
  - {{name: tasks, kind: replay, file: trace.csv, node: host-100-200,
     columns: {{job: job, submit: submit, run: run, nodes: nodes, limit: limit, utilisation: utilisation}}{}}}
plant: {{{}}}
outputs: {{interval: {}}}
)",
                                   span, fleet, grid, chain, power.empty() ? "" : ", " + power,
                                   cooled, failing, scheduler, extra, plant, output),
                       {{"trace.csv", "job,submit,run,nodes,limit,utilisation\n" + trace},
                        {"log.csv", "node,start_day,end_day\n" + fault_log},
                        {"catalog/nodes.yaml", catalogue}});
}

TimeNs lab_time(double seconds) {
  return kLabStart + from_seconds(seconds);
}

double lab_seconds(TimeNs time_ns) {
  return static_cast<double>(time_ns - kLabStart) / 1e9;
}

}  // namespace gigawatt::test
