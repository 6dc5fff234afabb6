// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/jobs/job.h"
#include "models/jobs/workload_params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// Why a line of a trace makes no job.
enum class Drop {
  no_run_time,
  no_size,
  partial,          ///< Part of a job that has a line of its own.
  no_accelerators,  ///< Asks for none.
  never_placed,
  still_running,  ///< At the end of the trace, with no time to count.
  ends_before_start,
  unclear_state,  ///< Its state does not say how it ended.
  before_start,
  after_end
};
inline constexpr std::size_t kDrops = 10;

/// What was made of a line that a planner should know. Bits.
enum Remark : std::uint8_t {
  kCensored = 1,         ///< Runs when the trace ends; its run time is what was seen.
  kRunDisagrees = 2,     ///< Its duration is not its end less its start, which counts.
  kAttemptsLost = 4,     ///< Attempts without a start or an end are left out.
  kSizeMended = 8,       ///< Its size comes from elsewhere in the line.
  kLastAttemptOpen = 16  ///< Its last attempt has no end.
};
inline constexpr std::size_t kRemarks = 5;

/// One line of a trace, as written. Times in seconds.
struct TraceRow {
  int line = 0;
  std::string job;     ///< Consecutive rows of one name are phases of a job; "" never merges.
  std::string tenant;  ///< User or virtual cluster; "" if the trace does not say.
  double submit_s = 0.0;
  bool dated = false;        ///< `submit_s` counts from 1970, not from the start of the trace.
  double run_s = 0.0;        ///< ≤ 0: did not run, or not known.
  double limit_s = 0.0;      ///< ≤ 0: not known.
  bool limit_kills = false;  ///< The trace states limits to be kept, not requests of the past.
  double size = 0.0;         ///< Nodes or accelerators; < 0: not known.
  double utilisation = 1.0;
  Fate fate = Fate::completes;
  std::optional<Drop> drop;  ///< Makes no job, for a reason that the line itself gives.
  std::uint8_t remarks = 0;
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
  using Drop = jobs::Drop;

  /// `quirks` are sentences on where the trace departs from its format, for the notes.
  ReplaySource(std::unique_ptr<TraceReader> reader, SizeUnit size_unit,
               const WorkloadParams& params, const SourceContext& context,
               std::vector<std::string> quirks = {});

  bool next(Job& job) override;
  std::span<const Phase> phases() const override { return *phases_; }
  std::span<const std::string> tenants() const override { return tenants_->names; }
  double demand_node_s() const override { return counts_.demand_node_s; }
  double mean_work_s() const override {
    return counts_.jobs > 0 ? counts_.work_s / static_cast<double>(counts_.jobs) : 0.0;
  }
  std::uint32_t largest_nodes() const override { return counts_.largest_nodes; }
  std::uint32_t largest_nodes_of(std::size_t tenant) const override {
    return tenants_->largest_nodes[tenant];
  }
  std::vector<std::string> notes() const override;
  std::unique_ptr<JobSource> clone() const override;

  std::uint64_t job_count() const { return counts_.jobs; }
  std::uint64_t dropped(Drop why) const { return counts_.dropped[static_cast<std::size_t>(why)]; }
  /// Jobs with a remark.
  std::uint64_t remarked(Remark which) const;

 private:
  struct Counts {
    std::uint64_t jobs = 0;
    std::uint64_t raised_limits = 0;
    double demand_node_s = 0.0;
    double work_s = 0.0;
    std::uint32_t largest_nodes = 0;
    std::array<std::uint64_t, kDrops> dropped{};
    std::array<std::uint64_t, kRemarks> remarked{};
  };
  struct Tenants {
    std::vector<std::string> names{""};  // In order of first appearance.
    std::vector<std::uint32_t> largest_nodes{0};
    std::map<std::string, std::uint16_t> index{{"", 0}};
  };

  ReplaySource(const ReplaySource& other);
  void check_all(const WorkloadParams& params);
  void check_row(const TraceRow& first, double last_submit_s);
  void intern(const TraceRow& first);
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
  double origin_s_ = 0.0;  // Time of the trace that falls on the start of the run.
  bool dated_ = false;     // Its times are dates.
  std::vector<std::string> quirks_;
  std::shared_ptr<std::vector<Phase>> phases_;  // Of jobs with several; fixed once checked.
  std::shared_ptr<Tenants> tenants_;            // Fixed once checked.
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
