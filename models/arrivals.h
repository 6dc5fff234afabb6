// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/jobs/job.h"
#include "sim/engine/cloned_ptr.h"

namespace gigawatt {

/// The workloads of a site merged into one stream, in (submit, workload, id) order. Copyable.
class Arrivals {
 public:
  /// Adds a source; its jobs carry `workload` and go to the site's partition `partition`.
  void add(std::unique_ptr<jobs::JobSource> source, std::uint16_t workload,
           std::uint32_t partition);

  /// Submit time of the next job, kNever at the end.
  TimeNs next_ns() const { return next_ns_; }
  const jobs::Job& next() const { return streams_[next_stream_].job; }
  std::uint32_t next_partition() const { return streams_[next_stream_].partition; }
  std::span<const jobs::Phase> phases(const jobs::Job& job) const;
  void advance();
  /// Node-seconds that jobs ask of a partition in the whole run.
  double demand_node_s(std::uint32_t partition) const;
  /// What the sources report about themselves (jobs dropped, run times stretched).
  std::vector<std::string> notes() const;

 private:
  struct Stream {
    ClonedPtr<jobs::JobSource> source;
    jobs::Job job;
    std::uint32_t partition = 0;
    bool open = false;
  };
  void find_next();

  std::vector<Stream> streams_;
  std::vector<std::size_t> stream_of_workload_;
  std::size_t next_stream_ = 0;
  TimeNs next_ns_ = kNever;
};

}  // namespace gigawatt
