// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gigawatt::faults {

/// One outage of one server.
struct Outage {
  std::int64_t start_ns = 0;  ///< Since the log began.
  std::int64_t length_ns = 0;
  std::uint32_t cause = 0;  ///< Index into FaultLog::causes.
};

/// Outages of a fleet that was watched for `span_ns`, by server, in order of start, none
/// overlapping. Servers that never failed have none.
struct FaultLog {
  std::int64_t span_ns = 0;
  std::vector<std::vector<Outage>> servers;
  std::vector<std::string> causes;
  std::uint32_t merged = 0;  ///< Outages that began during another one of the same server.

  std::size_t outage_count() const;
};

/// Reads a CSV file with columns `node`, `start_day`, `end_day` and, if there, `class`. `servers`
/// is how many were watched (0: as many as occur), `span_ns` how long (0: until the last end).
/// Throws ScenarioError with line and column; `name` is how messages call the file.
FaultLog read_fault_log(const std::string& path, const std::string& name, std::uint32_t servers = 0,
                        std::int64_t span_ns = 0);

}  // namespace gigawatt::faults
