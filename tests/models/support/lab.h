// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

/// A small site whose every number can be worked out by hand: hosts of one accelerator that draw
/// 100 W idle and 200 W at full use, no cooling, no electrical path, so that the facility draws
/// what IT draws. Starts on 2025-01-01 00:00 UTC; its jobs are the rows of `trace`.
struct Lab {
  std::string span = "1 hour";
  std::string fleet = "[{node: host-100-200, nodes: 1}]";
  std::string grid = "limit: 1 MW";
  std::string scheduler = "policy: fcfs";
  std::string trace;  ///< job,submit,run,nodes,limit,utilisation; one job or phase a line.
  std::string plant = "interval: 1 min";
  std::string output = "1 min";
  std::string catalogue = kReferenceHostCatalogue;
  std::string chain;    ///< Entries of power.chain; empty: none.
  std::string power;    ///< Further keys of power; empty: none.
  std::string cooling;  ///< Keys of cooling; empty: none. With them the air is that of Memphis.

  std::string faults;     ///< Keys of faults; empty: nothing fails. `log: log.csv` reads
  std::string fault_log;  ///< these rows: node,start_day,end_day.
  std::string workload;   ///< Further keys of the workload: checkpoint, max_attempts.

  Scenario scenario() const;
};

/// Seconds after the lab's start as an instant.
TimeNs lab_time(double seconds);

/// An instant as a lab's job row tells it, in seconds after the start.
double lab_seconds(TimeNs time_ns);

}  // namespace gigawatt::test
