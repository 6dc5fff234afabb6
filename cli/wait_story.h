// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/result_reader.h"

namespace gigawatt::cli {

/// `job/1234` or `job/WORKLOAD/1234`.
struct JobName {
  std::string workload;  ///< Name or number; empty: not said.
  std::int64_t id = 0;
};

/// Throws UsageError if `text` is neither form.
JobName parse_job_name(const std::string& text);

/// One attempt of a job as the jobs table has it; instants are TimeNs, −1 where there is none.
struct JobRecord {
  std::int64_t id = 0, workload = 0, site = 0, nodes = 0;
  std::int64_t submit_ns = 0, start_ns = -1, end_ns = -1;
  std::int64_t end_state = 0;
  double energy_j = 0.0;
  std::int64_t partition = 0;  ///< Index of the site's node type.
};

/// What stood in a job's way, from the other rows of the table: those of its own site and
/// node type.
struct WaitStory {
  JobRecord job;
  std::int64_t attempts = 0;
  std::int64_t jobs_running = 0, nodes_held = 0;    ///< When it was submitted.
  std::int64_t jobs_ahead = 0, nodes_ahead = 0;     ///< Submitted before, still waiting then.
  std::int64_t passed_by = 0, nodes_passed_by = 0;  ///< Submitted later, started while it waited.
  std::int64_t overtaken = 0;                       ///< Submitted before, started after it.
  std::int64_t nodes_held_at_start = 0;             ///< By other jobs, at its start.
};

/// Reads the jobs table twice, a chunk at a time. Throws UsageError for a job it does not have.
WaitStory find_wait_story(const ResultReader& reader, const JobName& name,
                          const std::vector<std::string>& workload_names);

}  // namespace gigawatt::cli
