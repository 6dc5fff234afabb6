// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/csv_jobs.h"
#include "models/jobs/replay.h"
#include "models/jobs/swf.h"
#include "models/jobs/synthetic.h"
#include "models/jobs/training_source.h"
#include "models/jobs/workload_params.h"

namespace gigawatt::jobs {
namespace {

[[noreturn]] void refuse(const WorkloadParams& params, const char* key, const char* what,
                         const char* expected) {
  Problem problem;
  problem.path = params.path.empty() ? key : params.path + "." + key;
  problem.what = what;
  problem.expected = expected;
  throw ScenarioError(problem);
}

TraceFormat format_of(const WorkloadParams& params) {
  if (params.format != TraceFormat::by_extension) return params.format;
  if (params.file.written.ends_with(".swf")) return TraceFormat::swf;
  if (params.file.written.ends_with(".csv")) return TraceFormat::csv;
  refuse(params, "format", "the file's extension does not tell its format", "format: swf or csv");
}

}  // namespace

std::unique_ptr<JobSource> make_source(const WorkloadParams& params, const SourceContext& context) {
  if (params.kind == WorkloadKind::training) {
    // Keys of the other kinds would be silently without effect.
    if (params.jobs || params.jobs_per_year || params.load ||
        params.statistics != Statistics::none || params.nodes || params.gpus || params.run_time ||
        params.utilisation || !params.file.written.empty())
      refuse(
          params, "kind", "a training workload is one gang, described under `training:`",
          "no jobs, jobs_per_year, load, statistics, nodes, gpus, run_time, utilisation or file");
    return std::make_unique<TrainingSource>(params, context);
  }
  if (params.training)
    refuse(params, "training", "only a workload of kind training trains", "kind: training");
  if (params.kind == WorkloadKind::synthetic) {
    if (!params.file.written.empty())
      refuse(params, "file", "a synthetic workload reads no trace", "kind: replay");
    return std::make_unique<SyntheticSource>(params, context);
  }

  if (params.file.written.empty())
    refuse(params, "file", "a replayed workload needs a trace", "file: trace.swf or trace.csv");
  if (params.jobs || params.jobs_per_year || params.load || params.statistics != Statistics::none)
    refuse(params, "kind", "a replayed workload takes its jobs from the trace",
           "no jobs, jobs_per_year, load or statistics; or kind: synthetic");
  if (format_of(params) == TraceFormat::swf)
    return std::make_unique<ReplaySource>(
        std::make_unique<SwfReader>(params.file.resolved, params.file.written), params.processors,
        params, context);

  if (params.columns.nodes.empty() == params.columns.gpus.empty())
    refuse(params, "columns", "the size of a job must come from one column",
           "either nodes: or gpus:");
  const SizeUnit unit = params.columns.nodes.empty() ? SizeUnit::gpus : SizeUnit::nodes;
  return std::make_unique<ReplaySource>(
      std::make_unique<CsvJobReader>(params.file.resolved, params.file.written, params.columns),
      unit, params, context);
}

}  // namespace gigawatt::jobs
