// SPDX-License-Identifier: Apache-2.0
#include "tests/models/support/two_queues.h"

#include <sstream>

#include <fmt/format.h>

namespace gigawatt::test {

namespace {

/// `{submit: submit, run: run, ...}` for the names of a header.
std::string columns_of(const std::string& header) {
  std::istringstream names(header);
  std::string columns;
  for (std::string name; std::getline(names, name, ',');)
    columns += fmt::format("{}{}: {}", columns.empty() ? "" : ", ", name, name);
  return columns;
}

}  // namespace

Scenario TwoQueues::scenario() const {
  const auto entry = [this](const char* name, const std::string& keys, const std::string& trace) {
    if (trace.empty()) return std::string();
    return fmt::format("  - {{name: {0}, kind: replay, file: {0}.csv, columns: {{{1}}}{2}{3}}}\n",
                       name, columns_of(header), keys.empty() ? "" : ", ", keys);
  };
  const std::string faulty = faults.empty() ? "" : fmt::format("    faults: {{{}}}\n", faults);
  return scenario_from(fmt::format("name: lab\nstart: 2025-01-01\nduration: 2 hours\nsites:\n"
                                   "  - name: lab\n"
                                   "    fleet: {}\n"
                                   "    power: {{grid: {{limit: 1 MW}}{}{}}}\n{}"
                                   "    scheduler: {{{}}}\n{}workloads:\n{}{}",
                                   fleet, power.empty() ? "" : ", ", power, faulty, scheduler, more,
                                   entry("first", first_keys, first_trace),
                                   entry("second", second_keys, second_trace)),
                       {{"first.csv", header + "\n" + first_trace},
                        {"second.csv", header + "\n" + second_trace},
                        {"log.csv", "node,start_day,end_day\n" + fault_log},
                        {"catalog/nodes.yaml", kReferenceHostCatalogue}});
}

std::vector<double> starts(const Finished& run, std::uint16_t workload) {
  std::vector<double> all;
  for (const JobRow& row : run.out.jobs) {
    if (row.workload == workload && row.start_ns >= 0)
      all.push_back(static_cast<double>(row.start_ns - run.simulation.start_ns()) / 1e9);
  }
  return all;
}

}  // namespace gigawatt::test
