// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/jobs/arrival_params.h"
#include "models/jobs/job.h"
#include "models/jobs/scheduler_params.h"
#include "models/jobs/training_params.h"
#include "sim/engine/time.h"
#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

enum class WorkloadKind {
  synthetic,
  replay,
  fine_tuning,
  research,
  batch_inference,
  training,
  serving,
  rental
};
enum class Statistics {
  none,
  acme_seren,
  acme_kalos,
  philly,
  helios,
  helios_venus,
  helios_earth,
  helios_saturn,
  helios_uranus,
  pai
};
enum class TraceFormat { by_extension, swf, csv, philly, helios, acme, openb, philly_clusters };
enum class SizeUnit { nodes, gpus };

/// Sizes of synthetic jobs: log-uniform over the powers of two between `min` and `max`, or `sizes`
/// with `shares`. In whole nodes under `nodes:`, in accelerators (rounded up to nodes) under
/// `gpus:`.
struct SizeParams {
  std::int64_t min = 1;
  std::optional<std::int64_t> max;
  std::vector<double> sizes;
  std::vector<double> shares;

  void visit(FieldVisitor& visitor);
};

/// Log-normal run time, clipped at `max`; the mean is that after clipping. Or `percentiles`
/// (equally spaced from the 0th to the 100th, their logarithms linear between).
struct RunTimeParams {
  std::optional<double> median_s;
  std::optional<double> mean_s;
  std::optional<double> max_s;
  std::vector<double> percentiles_s;

  void visit(FieldVisitor& visitor);
};

/// Requested wall time over run time: uniform between 1 and 1 + overestimate; a share `overrun`
/// asks for too little, between half and all of its run time.
struct LimitParams {
  double overestimate = 3.0;
  double overrun = 0.0;

  void visit(FieldVisitor& visitor);
};

/// Utilisation of a job's accelerators: uniform between `low` and `high`, or `percentiles`
/// (equally spaced from the 0th to the 100th, linear between).
struct UtilisationParams {
  double low = 1.0;
  double high = 1.0;
  std::vector<double> percentiles;

  void visit(FieldVisitor& visitor);
};

/// Header names of a CSV trace. Empty: not in the file.
struct ColumnParams {
  std::string job;
  std::string submit = "submit";
  std::string run = "run";
  std::string nodes;
  std::string gpus;
  std::string limit;
  std::string utilisation;
  std::string start;  ///< With `end`: the run time.
  std::string end;
  std::string state;
  std::string tenant;
  double time_unit_s = 1.0;  ///< What the times in the file count [s].

  void visit(FieldVisitor& visitor);
};

/// One entry of `workloads:`.
struct WorkloadParams {
  std::string name;
  std::string path;  ///< Where the entry stands in the scenario, for messages.
  WorkloadKind kind = WorkloadKind::synthetic;

  Statistics statistics = Statistics::none;
  std::optional<double>
      jobs_per_year;                 ///< Mean of a Poisson process [1 / 365 d], whatever the year.
  std::optional<std::int64_t> jobs;  ///< Or exactly so many in the simulated span.
  std::optional<double> load;        ///< Offered share of installed node-hours [-].
  std::optional<SizeParams> nodes;
  std::optional<SizeParams> gpus;
  std::optional<RunTimeParams> run_time;
  LimitParams limit;
  std::optional<UtilisationParams> utilisation;
  ArrivalParams arrivals;
  std::optional<BatchParams> batch;

  DataFile file;
  TraceFormat format = TraceFormat::by_extension;
  SizeUnit processors = SizeUnit::nodes;  ///< What a processor of an SWF trace is.
  ColumnParams columns;
  double offset_s = 0.0;              ///< Added to every submit time of a trace [s].
  std::optional<TimeNs> trace_start;  ///< Instant of a dated trace that is the start of the run.
  std::vector<std::string> quirks;    ///< Where the trace departs from its format.

  std::optional<TrainingParams> training;

  std::string node;  ///< Partition: catalogue name of its nodes; empty = any.
  JobClassParams scheduling;

  void visit(FieldVisitor& visitor);
};

/// What a source needs to know about the run and the partition it feeds.
struct SourceContext {
  std::uint64_t seed = 0;
  TimeNs start_ns = 0;
  TimeNs end_ns = 0;                  ///< No job is submitted at or after it.
  std::uint32_t installed_nodes = 0;  ///< The most that are energised at one time.
  std::optional<double> mean_nodes;   ///< Energised, mean over the run; absent: installed_nodes.
  std::uint32_t gpus_per_node = 8;
  std::string timezone;  ///< Of the site; empty: not told.
};

/// The jobs of one workload. Throws ScenarioError: with `params.path` for contradictory
/// parameters, with file, line and column for a faulty trace.
std::unique_ptr<JobSource> make_source(const WorkloadParams& params, const SourceContext& context);

}  // namespace gigawatt::jobs
