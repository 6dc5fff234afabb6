// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/jobs/job.h"
#include "models/jobs/workload_params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// One line of a trace, as written. Times in seconds.
struct TraceRow {
  int line = 0;
  std::string job;  ///< Consecutive rows of one name are phases of a job; "" never merges.
  double submit_s = 0.0;
  double run_s = 0.0;        ///< ≤ 0: did not run, or not known.
  double limit_s = 0.0;      ///< ≤ 0: not known.
  bool limit_kills = false;  ///< The trace states limits to be kept, not requests of the past.
  double size = 0.0;         ///< Nodes or accelerators; ≤ 0: not known.
  double utilisation = 1.0;
  Fate fate = Fate::completes;
  bool partial = false;  ///< Part of a job that has a line of its own.
};

/// Reads a trace line by line in bounded memory. What it cannot read it adds to `problems` and
/// skips.
class TraceReader {
 public:
  virtual ~TraceReader() = default;
  virtual bool next(TraceRow& row, std::vector<Problem>& problems) = 0;
  virtual void rewind() = 0;
  virtual std::unique_ptr<TraceReader> clone() const = 0;  ///< At the same line.
};

/// Jobs of a trace. The constructor reads the file once to check every line, so that a run never
/// stops at a bad one, and again as the run proceeds. Docs: docs/models/jobs/traces.md.
class ReplaySource final : public JobSource {
 public:
  /// Why a line makes no job.
  enum class Drop { no_run_time, no_size, partial, before_start, after_end };

  ReplaySource(std::unique_ptr<TraceReader> reader, SizeUnit size_unit,
               const WorkloadParams& params, const SourceContext& context);

  bool next(Job& job) override;
  std::span<const Phase> phases() const override { return *phases_; }
  double demand_node_s() const override { return counts_.demand_node_s; }
  std::vector<std::string> notes() const override;
  std::unique_ptr<JobSource> clone() const override;

  std::uint64_t job_count() const { return counts_.jobs; }
  std::uint64_t dropped(Drop why) const { return counts_.dropped[static_cast<std::size_t>(why)]; }

 private:
  struct Counts {
    std::uint64_t jobs = 0;
    std::uint64_t raised_limits = 0;
    double demand_node_s = 0.0;
    std::array<std::uint64_t, 5> dropped{};
  };

  ReplaySource(const ReplaySource& other);
  void check_all();
  bool read_row();
  /// The rows of the next job, whatever it is; false at the end.
  bool read_job(TraceRow& first, std::vector<Phase>& phases);
  bool to_job(const TraceRow& first, const std::vector<Phase>& phases, Job& job,
              Counts& counts) const;
  std::uint32_t nodes_of(double size) const;

  std::unique_ptr<TraceReader> reader_;
  std::string file_;
  SizeUnit size_unit_;
  SourceContext context_;
  double offset_s_;
  std::shared_ptr<std::vector<Phase>> phases_;  // Of jobs with several; fixed once checked.
  Counts counts_;
  std::vector<Problem> problems_;

  // The cursor: one row read ahead, and the phases of the job being read.
  TraceRow ahead_;
  bool has_ahead_ = false;
  std::vector<Phase> scratch_;
  std::uint64_t number_ = 0;
  std::uint32_t next_phase_ = 0;
};

}  // namespace gigawatt::jobs
