// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
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

  /// A workload whose jobs a router hands over. `source` only tells their phases.
  void add_inbox(std::unique_ptr<jobs::JobSource> source, std::uint16_t workload,
                 std::uint32_t partition);
  /// A job of such a workload, due at `now`, behind those handed over before.
  void hand_over(TimeNs now, const jobs::Job& job);

  /// Submit time of the next job, or the instant it was handed over; kNever at the end.
  TimeNs next_ns() const { return next_ns_; }
  const jobs::Job& next() const { return streams_[next_stream_].job; }
  std::uint32_t next_partition() const { return streams_[next_stream_].partition; }
  std::span<const jobs::Phase> phases(const jobs::Job& job) const;
  void advance();
  /// Node-seconds that jobs ask of a partition in the whole run.
  double demand_node_s(std::uint32_t partition) const;
  /// Calls `visit(workload, source)` for every source, in order of workloads.
  template <class Visit>
  void for_each_source(Visit&& visit) const {
    for (const Stream& stream : streams_)
      visit(stream.job.workload, std::as_const(*stream.source));
  }
  /// Of the largest job of a workload; 0 if that is not known or the workload runs elsewhere.
  std::uint32_t largest_nodes(std::uint16_t workload) const;
  /// Who offers jobs, in the order of add().
  struct Offer {
    std::uint16_t workload = 0;
    std::uint32_t partition = 0;
    std::optional<std::uint32_t> most_nodes;  ///< At any time; nothing: no bound is known.
  };
  std::vector<Offer> offers() const;
  /// What the sources report about themselves (jobs dropped, run times stretched).
  std::vector<std::string> notes() const;

 private:
  struct Stream {
    ClonedPtr<jobs::JobSource> source;
    jobs::Job job;
    TimeNs due_ns = 0;
    std::uint16_t workload = 0;
    std::uint32_t partition = 0;
    bool open = false;
    bool is_inbox = false;
    std::vector<jobs::Job> inbox;  ///< Of one instant; `job` is the one at `next_in_inbox`.
    std::size_t next_in_inbox = 0;
  };
  void append(Stream stream);
  void find_next();

  std::vector<Stream> streams_;
  std::vector<std::size_t> stream_of_workload_;
  std::size_t next_stream_ = 0;
  TimeNs next_ns_ = kNever;
};

}  // namespace gigawatt
